import type { Rows } from './rows.js';

/** What opens the entries of facts of one kind about a row, the oldest first; for those who prove them. */
export async function openingsAbout(
  db: Rows,
  kind: string,
  { about, subjectId }: { about: string; subjectId: string },
): Promise<Buffer[]> {
  const { rows } = await db.tell(
    'select opening from fact where library_id = $1 and about = $2 and subject_id = $3 and kind = $4 order by id',
    [db.me.libraryId, about, subjectId, kind],
  );
  db.looks.push({ entity: 'fact', subjectIds: [subjectId], count: rows.length, bytes: 0 });
  return rows.flatMap(({ opening }) => (Buffer.isBuffer(opening) ? [opening] : []));
}

/** Whether the key still lives that proof about a person is sealed under; it outlives the person's erasure. */
export async function holdsEvidence(db: Rows, subjectId: string): Promise<boolean> {
  const { rowCount } = await db.tell(
    `select 1 from sealing_key where library_id = $1 and holder_id = $2 and purpose = 'evidence'`,
    [db.me.libraryId, subjectId],
  );
  return rowCount !== 0;
}
