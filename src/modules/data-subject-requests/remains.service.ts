import { Injectable } from '@nestjs/common';
import type { Job } from '../../foundation/access/signed-in.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { endForgetting, removeIndexes } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';
import { Erasure } from './erasure.entity.js';
import { DataSubjectRequest } from './request.entity.js';

/** Whose remains, and the erasure they are counted on. */
interface Erased {
  id: string;
  subjectId: string;
}

const ROWS_AT_ONCE = 5_000;
const LEASE_MS = 60_000;

/** Something of the person was found where nothing should be; the erasure goes on, it does not end. */
export class SomethingRemains extends Error {
  override name = 'SomethingRemains';
}

/** What is left of a person once their key is gone: indexes, sessions, letters, files, rows; found by the data map alone. */
@Injectable()
export class RemainsService {
  constructor(
    private readonly records: Records,
    private readonly map: DataMap,
    private readonly rows: SubjectRows,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Removes blind indexes, sessions and letters. False while a letter is in the hands of the mail server, which would
   * write it down after we have cleared its folder.
   */
  async removeIndexes(me: Job, { id, subjectId }: Erased, now: Date): Promise<boolean> {
    return this.records.in(me, async (db) => {
      const onTheirWay = { subjectId, state: 'claimed', nextAttemptAt: { after: now } } as const;
      if (await db.count(Letter, onTheirWay)) return false;
      const removed = await removeIndexes(db, subjectId);
      const letter = await this.outbox.recall(db, subjectId);
      for (const [table, count] of Object.entries({ ...removed, letter })) await add(db, id, table, count);
      await db.update(Erasure, { id, state: 'keys_destroyed' }, { state: 'indexes_removed' });
      return true;
    });
  }

  /** Lets each module remove what it keeps outside Postgres, then deletes rows in batches, counting as they go. */
  async deleteRows(me: Job, { id, subjectId }: Erased): Promise<void> {
    for (const reaction of this.map.erasureReactions().values())
      await reaction({ libraryId: me.libraryId, subjectId });
    for (const table of this.rows.erasable(me.libraryId)) {
      while (await this.deleteSome(me, table, { id, subjectId })) continue;
    }
  }

  /** Ends the erasure when nothing is left. @throws SomethingRemains */
  async complete(me: Job, { id, subjectId }: Erased, now: Date): Promise<void> {
    await this.records.in(me, async (db) => {
      for (const table of this.rows.erasable(me.libraryId))
        if (await this.rows.count(db, table, subjectId, 1))
          throw new SomethingRemains(`rows in ${table.name}`);
      await endForgetting(db, subjectId, now);
      await db.update(
        DataSubjectRequest,
        { id, state: 'in-progress' },
        { state: 'completed', completedAt: now },
      );
      await db.update(
        Erasure,
        { id, state: 'rows_deleted' },
        { state: 'live_complete', liveCompleteAt: now },
      );
    });
  }

  /** One batch in one transaction, with its count and the lease; false when it was the last. */
  private async deleteSome(me: Job, table: SubjectTable, { id, subjectId }: Erased): Promise<boolean> {
    return this.records.in(me, async (db) => {
      const deleted = await this.rows.deleteSome(db, table, subjectId, ROWS_AT_ONCE);
      if (deleted) await add(db, id, table.name, deleted);
      return deleted === ROWS_AT_ONCE;
    });
  }
}

/** Adds to the certificate's counts in the transaction that deletes, so that a kill neither loses nor doubles any. */
async function add(db: Rows, id: string, table: string, count: number) {
  if (!count) return;
  await db.tell(
    `update erasure set counts = counts || jsonb_build_object($3::text, coalesce((counts ->> $3)::bigint, 0) + $4::bigint),
       next_attempt_at = greatest(next_attempt_at, now() + interval '${LEASE_MS} milliseconds')
     where library_id = $1 and id = $2`,
    [db.me.libraryId, id, table, count],
  );
}
