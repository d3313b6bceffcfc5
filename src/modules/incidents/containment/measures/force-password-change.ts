import { Injectable } from '@nestjs/common';
import type { Rows } from '../../../../foundation/records/rows.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { standsBesides } from './besides.js';
import { countOf } from './probes.js';

/** The library that holds the accounts, one account or null, and the library whose staff they are or null. */
type Accounts = [libraryId: string, subjectId: string | null, staffOf: string | null];

const WITH_ACCOUNT = `u.library_id = $1 and u.state in ('active', 'restricted') and ($2::uuid is null or u.id = $2)
  and ($3::uuid is null or exists (select 1 from membership m
    where m.library_id = $1 and m.staff_id = u.id and m.member_library_id = $3))`;

/** No password of before opens a session: readers set a new one by letter, staff as they sign in. */
@Injectable()
export class ForcePasswordChange implements Measure {
  readonly kind = 'force-password-change';
  readonly reach = ['platform', 'library', 'account'] as const;
  readonly isIrreversible = false;

  constructor(private readonly places: Places) {}

  async preview(target: Target) {
    const howMany = await this.sum(target, async (db, accounts) =>
      countOf(await db.tell(`select count(*)::int as n from subject u where ${WITH_ACCOUNT}`, accounts)),
    );
    return {
      who: `Readers and staff of ${await this.places.named(target)}.`,
      howMany,
      breaks: [
        'A password of before no longer signs in. Readers ask for a letter and set a new one.',
        'Staff sign in with it, and their second factor where they have one, to set a new one and for nothing else.',
        'Staff without a second factor: whoever knows the password of before can set the new one. Quarantine an account that may be in the wrong hands.',
        'Sessions that are open go on, yours too: end them, where they may be in the wrong hands.',
      ],
    };
  }

  async apply(target: Target, now: Date) {
    const accounts = await this.sum(target, async (db, accounts) => {
      const { rowCount } = await db.tell(
        `update subject u set password_due_at = $4 where ${WITH_ACCOUNT} and u.password_due_at is null`,
        [...accounts, now],
      );
      return rowCount ?? 0;
    });
    return { accounts };
  }

  /** Nobody whose password is due has signed in with one since. */
  async verify(target: Target, appliedAt: Date) {
    const due = await this.sum(target, async (db, accounts) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from subject u where ${WITH_ACCOUNT} and u.password_due_at is not null`,
          accounts,
        ),
      ),
    );
    const slipped = await this.sum(target, async (db, accounts) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from session s join subject u on u.library_id = s.library_id and u.id = s.subject_id
           where ${WITH_ACCOUNT} and u.password_due_at is not null and s.how = 'password' and s.created_at > $4
             and s.created_at > u.password_due_at`,
          [...accounts, appliedAt],
        ),
      ),
    );
    return {
      held: slipped === 0,
      what: `${due} accounts wait for a new password, and ${slipped} signed in with an old one since.`,
    };
  }

  async revert(target: Target) {
    if (await standsBesides(this.places, this.kind, target)) return;
    await this.sum(target, async (db, accounts) => {
      const { rowCount } = await db.tell(
        `update subject u set password_due_at = null where ${WITH_ACCOUNT}`,
        accounts,
      );
      return rowCount ?? 0;
    });
  }

  private async sum(target: Target, work: (db: Rows, accounts: Accounts) => Promise<number>) {
    let sum = 0;
    for (const { libraryId, subjectId = null, actsIn = null } of await this.places.people(target))
      sum += await this.places.in(libraryId, (db) => work(db, [libraryId, subjectId, actsIn]));
    return sum;
  }
}
