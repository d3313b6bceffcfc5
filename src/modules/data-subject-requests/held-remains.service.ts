import { Injectable } from '@nestjs/common';
import type { Job } from '../../foundation/access/signed-in.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import { Holds } from '../../foundation/records/holds.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { SubjectRows, type SubjectTable } from '../../foundation/records/subject-rows.js';

/** Whose rows, and the waiting erasure they are counted on. */
interface Leaving {
  id: string;
  subjectId: string;
}

const ROWS_AT_ONCE = 5_000;

/**
 * What an erasure needs while it waits: itself, the holds and the letters that tell of them, and whom else to tell:
 * recipients, and whoever speaks for the reader and waits for an answer.
 */
const NEEDED = ['waiting_erasure', 'legal_hold', 'letter', 'blind_index', 'disclosure', 'mandate'];

/** What goes of a reader although a hold keeps the rest: the key stays until the last hold is lifted. */
@Injectable()
export class HeldRemainsService {
  constructor(
    private readonly records: Records,
    private readonly rows: SubjectRows,
    private readonly store: SealedStore,
  ) {}

  /** Deletes the rows and files that no hold keeps, in batches; each asks the holds again in its own transaction. */
  async deleteFree(me: Job, leaving: Leaving): Promise<void> {
    for (const table of this.rows.erasable()) {
      if (NEEDED.includes(table.name)) continue;
      let next: string | null = null;
      do next = await this.deleteSome(me, table, leaving, next ?? undefined);
      while (next !== null);
    }
  }

  private deleteSome(me: Job, table: SubjectTable, leaving: Leaving, after?: string): Promise<string | null> {
    return this.records.in(me, async (db) => {
      // Whoever places a hold locks the subject: not while this batch is being deleted.
      const mine = [me.libraryId, leaving.subjectId];
      await db.tell('select 1 from subject where library_id = $1 and id = $2 for key share', mine);
      const holds = await Holds.of(db, leaving.subjectId);
      if (!holds.isAny || holds.cover(table)) return null;
      await this.removeFiles(db, table, leaving.subjectId);
      const { subjectId } = leaving;
      const { deleted, next } = await this.rows.deleteSome(db, table, subjectId, {
        most: ROWS_AT_ONCE,
        after,
      });
      if (deleted) await count(db, leaving.id, table.name, deleted);
      if (next === null) await removeIndexes(db, table, subjectId);
      return next;
    });
  }

  private async removeFiles(db: Rows, { name, personal, shape }: SubjectTable, subjectId: string) {
    if (!personal.file) return;
    const { rows } = await db.tell(
      `select id from ${name} where library_id = $1 and ${shape.column(personal.subject).name} = $2`,
      [db.me.libraryId, subjectId],
    );
    for (const { id } of rows) await this.store.remove(db.me, { id: String(id), subjectId });
  }
}

/** Removes the tokens by which a table's rows were found. */
async function removeIndexes(db: Rows, { shape }: SubjectTable, subjectId: string) {
  const fields = shape.sealed.flatMap(({ sealed }) => (sealed?.lookup ? [sealed.fieldId] : []));
  if (!fields.length) return;
  await db.tell(
    'delete from blind_index where library_id = $1 and subject_id = $2 and field_id = any($3::text[])',
    [db.me.libraryId, subjectId, fields],
  );
}

/** Counts in the transaction that deletes. */
async function count(db: Rows, id: string, table: string, deleted: number) {
  await db.tell(
    `update waiting_erasure set counts = counts || jsonb_build_object($3::text, coalesce((counts ->> $3)::bigint, 0) + $4::bigint)
     where library_id = $1 and id = $2`,
    [db.me.libraryId, id, table, deleted],
  );
}
