import type { Rows } from '../../foundation/records/rows.js';

export const LEASE_MS = 10 * 60_000;

/** Adds to a run's counts, and to its lease, in the transaction that deletes: a kill neither loses nor doubles any. */
export async function addCount(db: Rows, id: string, { table, count }: { table: string; count: number }) {
  if (!count) return;
  await db.tell(
    `update retention_progress
     set counts = counts || jsonb_build_object($3::text, coalesce((counts ->> $3)::bigint, 0) + $4::bigint),
       lease_until = greatest(lease_until, now() + interval '${LEASE_MS} milliseconds')
     where library_id = $1 and id = $2`,
    [db.me.libraryId, id, table, count],
  );
}

/** Counts a reader who was warned or whose erasure has begun, in the transaction that does it. */
export async function addReader(db: Rows, id: string, what: 'warned' | 'erased') {
  await db.tell(
    `update retention_progress set ${what} = ${what} + 1,
       lease_until = greatest(lease_until, now() + interval '${LEASE_MS} milliseconds')
     where library_id = $1 and id = $2`,
    [db.me.libraryId, id],
  );
}
