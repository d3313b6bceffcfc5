import { SubjectErased } from '../encryption/errors.js';
import type { Rows } from './rows.js';
import { isGone } from './subject-keys.js';
import type { SubjectState } from './subject.entity.js';

/** A key that was destroyed: its id, and the last epoch that wrapped it. */
export interface DestroyedKey {
  kid: string;
  epoch: number;
}

/**
 * Marks a reader as being erased. From the caller's commit every read refuses and every token is void. `FOR UPDATE`
 * waits for whoever is sealing something of theirs, and whoever comes later is refused.
 * @throws SubjectErased when the person is no reader here, or is being erased already
 */
export async function beginForgetting(db: Rows, subjectId: string): Promise<string[]> {
  const { rows } = await db.tell(
    `select state, kind from subject where library_id = $1 and id = $2 for update`,
    [db.me.libraryId, subjectId],
  );
  const [found] = rows;
  if (found?.kind !== 'reader' || found.state === 'pending' || isGone(found.state as SubjectState))
    throw new SubjectErased();
  await db.tell(
    `update subject set state = 'erasing', token_epoch = token_epoch + 1 where library_id = $1 and id = $2`,
    [db.me.libraryId, subjectId],
  );
  const keys = await db.tell(
    `select encode(kid, 'hex') as kid from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'`,
    [db.me.libraryId, subjectId],
  );
  return keys.rows.map((row) => String(row.kid));
}

/** Destroys the main key of someone who is being erased; the key of the evidence stays. Nothing to do the second time. */
export async function destroyMainKey(db: Rows, subjectId: string): Promise<DestroyedKey[]> {
  const { rows } = await db.tell(
    `delete from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'
       and exists (select 1 from subject s where s.library_id = $1 and s.id = $2 and s.state = 'erasing')
     returning encode(kid, 'hex') as kid, epoch`,
    [db.me.libraryId, subjectId],
  );
  return rows.map((row) => ({ kid: String(row.kid), epoch: Number(row.epoch) }));
}

/** Removes the keyed tokens by which a person's rows are found, and their sessions; tells how many of each. */
export async function removeIndexes(db: Rows, subjectId: string): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  for (const table of ['blind_index', 'session']) {
    const { rowCount } = await db.tell(`delete from ${table} where library_id = $1 and subject_id = $2`, [
      db.me.libraryId,
      subjectId,
    ]);
    removed[table] = rowCount ?? 0;
  }
  return removed;
}

/** The last mark: nothing is left but an id without a name. */
export async function endForgetting(db: Rows, subjectId: string, now: Date): Promise<void> {
  await db.tell(
    `update subject set state = 'erased', erased_at = $3 where library_id = $1 and id = $2 and state = 'erasing'`,
    [db.me.libraryId, subjectId, now],
  );
}
