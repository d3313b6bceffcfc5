import { SubjectErased } from '../encryption/errors.js';
import { Holds } from './holds.js';
import type { Rows } from './rows.js';
import { isGone } from './subject-keys.js';
import type { Subject, SubjectState } from './subject.entity.js';

/** The condition that no legal hold stands on the subject in `$2`, asked by the statement that acts. */
const NOT_HELD = `not exists (select 1 from legal_hold h where h.library_id = $1 and h.subject_id = $2 and h.lifted_at is null)`;

/** A key that was destroyed: its id, and the last epoch that wrapped it. */
export interface DestroyedKey {
  kid: string;
  epoch: number;
}

/** An erasure may not begin, or no key die, while a legal hold stands on the person: the erasure waits. */
export class StillHeld extends Error {
  override name = 'StillHeld';
}

/**
 * Locks whoever may be erased until the caller's transaction ends: no hold can be placed on them meanwhile and nothing
 * of theirs sealed. @throws SubjectErased when the person is none of this kind here, or is being erased already
 */
export async function lockForForgetting(db: Rows, subjectId: string, kind: Subject['kind'] = 'reader') {
  const { rows } = await db.tell(
    `select state, kind from subject where library_id = $1 and id = $2 for update`,
    [db.me.libraryId, subjectId],
  );
  const [found] = rows;
  if (found?.kind !== kind || found.state === 'pending' || isGone(found.state as SubjectState))
    throw new SubjectErased();
}

/**
 * Marks a person as being erased. From the caller's commit every read refuses and every token is void. `FOR UPDATE`
 * waits for whoever is sealing something of theirs, and whoever comes later is refused. Gives the ids of the keys.
 * @throws SubjectErased when the person is none of this kind here, or is being erased already; StillHeld
 */
export async function beginForgetting(
  db: Rows,
  subjectId: string,
  kind: Subject['kind'] = 'reader',
): Promise<string[]> {
  const subject = [db.me.libraryId, subjectId];
  // In this order, in one flight; where the first finds nobody nothing of the others is kept.
  const [, { rowCount }, keys] = await Promise.all([
    lockForForgetting(db, subjectId, kind),
    db.tell(
      `update subject set state = 'erasing', token_epoch = token_epoch + 1, leaving_at = null
       where library_id = $1 and id = $2 and ${NOT_HELD}`,
      subject,
    ),
    db.tell(
      `select encode(kid, 'hex') as kid from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'`,
      subject,
    ),
  ]);
  if (!rowCount) throw new StillHeld();
  return keys.rows.map((row) => String(row.kid));
}

/**
 * Destroys the main key of someone who is being erased; the key of the evidence stays. Nothing to do the second time.
 * @throws StillHeld
 */
export async function destroyMainKey(db: Rows, subjectId: string): Promise<DestroyedKey[]> {
  await lockSubject(db, subjectId);
  const { rows } = await db.tell(
    `delete from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'main'
       and exists (select 1 from subject s where s.library_id = $1 and s.id = $2 and s.state = 'erasing')
       and ${NOT_HELD}
     returning encode(kid, 'hex') as kid, epoch`,
    [db.me.libraryId, subjectId],
  );
  if (!rows.length && (await Holds.of(db, subjectId)).isAny) throw new StillHeld();
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

/** Locks a person, in whatever state, until the caller's transaction ends, in the order in which an erasure locks. */
export async function lockSubject(db: Rows, subjectId: string): Promise<void> {
  await db.tell('select 1 from subject where library_id = $1 and id = $2 for update', [
    db.me.libraryId,
    subjectId,
  ]);
}

/** The last mark: nothing is left but an id without a name. */
export async function endForgetting(db: Rows, subjectId: string, now: Date): Promise<void> {
  await db.tell(
    `update subject set state = 'erased', erased_at = $3 where library_id = $1 and id = $2 and state = 'erasing'`,
    [db.me.libraryId, subjectId, now],
  );
}
