import { NoSuchRow } from './errors.js';
import { Restriction, type RestrictionGround } from './restriction.entity.js';
import type { Rows } from './rows.js';
import { isGone } from './subject-keys.js';
import type { SubjectState } from './subject.entity.js';

/*
 * Restrictions of data (Art. 18). A subject is `restricted` while one of them is open, whoever asked for it and why;
 * nobody sets that state otherwise, and nobody who is being erased comes back by it.
 */

/**
 * Restricts a reader's data at once, in the caller's transaction, and gives the restriction's id.
 * @throws NoSuchRow for someone who is no reader here, or no longer
 */
export async function restrict(
  db: Rows,
  subjectId: string,
  ground: RestrictionGround,
  now: Date,
  requestId: string | null = null,
): Promise<string> {
  const state = await lock(db, subjectId);
  if (!state || state === 'pending' || isGone(state)) throw new NoSuchRow('Subject');
  const id = await db.insert(Restriction, { subjectId, ground, requestId, since: now });
  await settle(db, subjectId);
  return id;
}

/** Notes that the reader was told of a lifting to come (Art. 18(3)). False where it was noted before, or is over. */
export async function noteTold(db: Rows, id: string, now: Date): Promise<boolean> {
  return (await db.update(Restriction, { id, toldAt: null, liftedAt: null }, { toldAt: now })) > 0;
}

/**
 * Lifts a restriction: by the library only where the reader was told before or it is a hold of the library's own, by
 * the reader at any time. False where it may not be lifted yet, or was before.
 */
export async function lift(
  db: Rows,
  id: string,
  now: Date,
  by: 'reader' | 'library' = 'library',
): Promise<boolean> {
  const found = await db.find(Restriction, { id, liftedAt: null });
  if (!found) return false;
  await lock(db, found.subjectId);
  const untold = by === 'reader' || found.ground === 'legal-hold';
  const liftable = { id, liftedAt: null, ...(untold ? {} : { toldAt: { not: null } as const }) };
  const lifted = await db.update(Restriction, liftable, { liftedAt: now, liftedBy: by });
  if (lifted) await settle(db, found.subjectId);
  return lifted > 0;
}

/** The restrictions of a reader that are open, the oldest first. */
export function openRestrictions(db: Rows, subjectId: string) {
  return db.all(Restriction, { subjectId, liftedAt: null });
}

/** One change of a subject's state at a time: an erasure takes a lock that waits for this one. */
async function lock(db: Rows, subjectId: string): Promise<SubjectState | undefined> {
  const { rows } = await db.tell(
    `select state from subject where library_id = $1 and id = $2 and kind = 'reader' for no key update`,
    [db.me.libraryId, subjectId],
  );
  return rows[0]?.state as SubjectState | undefined;
}

async function settle(db: Rows, subjectId: string) {
  await db.tell(
    `update subject set state = case when exists (
         select 1 from restriction r where r.library_id = $1 and r.subject_id = $2 and r.lifted_at is null
       ) then 'restricted' else 'active' end
     where library_id = $1 and id = $2 and state in ('active', 'restricted')`,
    [db.me.libraryId, subjectId],
  );
}
