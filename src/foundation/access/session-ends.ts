import type { Pool } from 'pg';
import type { Claims } from './access-token.js';
import { opensStill } from './session-epochs.js';
import type { Teller } from './teller.js';

/** Which sessions of the transaction's library: all, those of one person, or those of staff who act in one library. */
export interface WhichSessions {
  libraryId: string;
  subjectId?: string;
  kind?: 'reader' | 'staff';
  actsIn?: string;
}

const CHOSEN = `library_id = $1 and ($2::uuid is null or subject_id = $2) and ($3::text is null or kind = $3)
  and ($4::uuid is null or acts_in = $4)`;

/** Ends what was opened before, of many people at once: epochs first, which every instance asks for at every request. */
export class SessionEnds {
  constructor(private readonly pool: Pool) {}

  /** Refuses every token of the library made so far; of the platform's, every token there is. Gives the new epoch. */
  async raise(libraryId: string): Promise<number> {
    const { rows } = await this.pool.query<{ epoch: number }>(
      'update library_directory set token_epoch = token_epoch + 1 where id = $1 returning token_epoch as epoch',
      [libraryId],
    );
    return rows[0]?.epoch ?? 0;
  }

  /** Refuses every token of one person made so far. Tells whether there is such a person. */
  async raiseFor(db: Teller, libraryId: string, subjectId: string): Promise<boolean> {
    const { rowCount } = await db.tell(
      'update subject set token_epoch = token_epoch + 1 where library_id = $1 and id = $2',
      [libraryId, subjectId],
    );
    return rowCount === 1;
  }

  /** How many of these sessions are open. */
  async count(db: Teller, which: WhichSessions, now: Date): Promise<number> {
    const { rows } = await db.tell(
      `select count(*)::int as n from session where ${CHOSEN} and revoked_at is null and expires_at > $5`,
      [...chosen(which), now],
    );
    return Number(rows[0]?.n ?? 0);
  }

  /** Refuses every token made so far of staff who act in one library, or in any. */
  async raiseForStaff(db: Teller, { libraryId, actsIn }: WhichSessions): Promise<void> {
    await db.tell(
      `update subject u set token_epoch = token_epoch + 1 where u.library_id = $1 and u.kind = 'staff'
         and ($2::uuid is null or exists (select 1 from membership m
           where m.library_id = $1 and m.staff_id = u.id and m.member_library_id = $2))`,
      [libraryId, actsIn ?? null],
    );
  }

  /** How many of those opened before an instant are open. */
  async countBefore(db: Teller, which: WhichSessions, before: Date): Promise<number> {
    const { rows } = await db.tell(
      `select count(*)::int as n from session where ${CHOSEN} and revoked_at is null and created_at < $5
         and ${opensStill('session')}`,
      [...chosen(which), before],
    );
    return Number(rows[0]?.n ?? 0);
  }

  /** Ends those opened before an instant. Tells how many. */
  async revoke(db: Teller, which: WhichSessions, before: Date, now: Date): Promise<number> {
    const { rowCount } = await db.tell(
      `update session set revoked_at = $6 where ${CHOSEN} and revoked_at is null and created_at < $5`,
      [...chosen(which), before, now],
    );
    return rowCount ?? 0;
  }

  /** What the newest session opened before an instant would show now, for a probe of the guard; null: there was none. */
  async sample(db: Teller, which: WhichSessions, before: Date): Promise<Claims | null> {
    const { rows } = await db.tell(
      `select id, subject_id, kind, coalesce(acts_in, library_id) as acts_in, opened_epochs from session
       where ${CHOSEN} and created_at < $5 order by created_at desc limit 1`,
      [...chosen(which), before],
    );
    const [row] = rows as {
      id: string;
      subject_id: string;
      kind: Claims['knd'];
      acts_in: string;
      opened_epochs: Claims['ep'] | null;
    }[];
    if (!row) return null;
    const { id: sid, subject_id: sub, kind: knd, acts_in: act, opened_epochs: ep } = row;
    return { sub, lib: which.libraryId, act, knd, sid, ep: ep ?? [0, 0, 0], prv: 0, exp: 0 };
  }
}

function chosen({ libraryId, subjectId, kind, actsIn }: WhichSessions): unknown[] {
  return [libraryId, subjectId ?? null, kind ?? null, actsIn ?? null];
}
