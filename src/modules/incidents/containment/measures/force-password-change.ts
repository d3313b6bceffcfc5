import { Injectable } from '@nestjs/common';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf } from './probes.js';

const WITH_ACCOUNT = `library_id = $1 and kind = 'reader' and state in ('active', 'restricted')
  and ($2::uuid is null or id = $2)`;

/** No password of before opens a session: readers set a new one by letter. */
@Injectable()
export class ForcePasswordChange implements Measure {
  readonly kind = 'force-password-change';
  readonly reach = ['platform', 'library', 'account'] as const;
  readonly isIrreversible = false;

  constructor(private readonly places: Places) {}

  async preview(target: Target) {
    const howMany = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell(`select count(*)::int as n from subject where ${WITH_ACCOUNT}`, [
          libraryId,
          target.subjectId,
        ]),
      ),
    );
    return {
      who: `Readers of ${await this.places.named(target)}.`,
      howMany,
      breaks: [
        'A password of before no longer signs in: readers ask for a letter and set a new one.',
        'Sessions that are open go on: end them too, where they may be in the wrong hands.',
        'Staff keep their passwords: they have a second factor, and responders must not be locked out.',
      ],
    };
  }

  async apply(target: Target, now: Date) {
    const accounts = await this.places.sum(target, async (db, libraryId) => {
      const { rowCount } = await db.tell(
        `update subject set password_due_at = $3 where ${WITH_ACCOUNT} and password_due_at is null`,
        [libraryId, target.subjectId, now],
      );
      return rowCount ?? 0;
    });
    return { accounts };
  }

  /** Nobody whose password is due has signed in with one since. */
  async verify(target: Target, appliedAt: Date) {
    const due = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from subject where ${WITH_ACCOUNT} and password_due_at is not null`,
          [libraryId, target.subjectId],
        ),
      ),
    );
    const slipped = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell(
          `select count(*)::int as n from session s join subject u on u.library_id = s.library_id and u.id = s.subject_id
           where s.library_id = $1 and ($2::uuid is null or u.id = $2) and u.password_due_at is not null
             and s.how = 'password' and s.created_at > $3 and s.created_at > u.password_due_at`,
          [libraryId, target.subjectId, appliedAt],
        ),
      ),
    );
    return {
      held: slipped === 0,
      what: `${due} accounts wait for a new password, and ${slipped} signed in with an old one since.`,
    };
  }

  async revert(target: Target) {
    await this.places.sum(target, async (db, libraryId) => {
      const { rowCount } = await db.tell(`update subject set password_due_at = null where ${WITH_ACCOUNT}`, [
        libraryId,
        target.subjectId,
      ]);
      return rowCount ?? 0;
    });
  }
}
