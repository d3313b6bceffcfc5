import { canariesOf } from '../../../foundation/records/canaries.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { READERS_PER_HOUR, type Limit, limitOf } from './limits.js';
import { ReadLimit, type Cause } from './trigger.entity.js';

/** One cause for alarm. */
export interface Noticed {
  cause: Cause;
  credentialId: string | null;
  /** What was noticed, in words that name no reader. */
  words: string;
  happenedAt: Date;
  /** The row that shows it. */
  about: string;
}

const HOUR_MS = 3_600_000;
/** Clocks of the database and of instances may differ by so much. */
const SKEW_MS = 10_000;

/**
 * The id below which every entry is committed: ids grow by time, so none that an open transaction still holds back is
 * older than the oldest of those. A mark at the newest entry seen would lose entries that are committed late.
 */
export async function settledTo(db: Rows, now: Date): Promise<string> {
  const { rows } = await db.tell(
    `select least($1::timestamptz, min(xact_start)) as at from pg_stat_activity
     where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
    [now],
  );
  const at = rows[0]?.at instanceof Date ? rows[0].at : now;
  return firstIdAt(new Date(Math.min(at.getTime(), now.getTime()) - SKEW_MS));
}

/** The first id of UUIDv7 that can be made at an instant. */
export function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** Looks at canaries by anybody who holds a credential; Carrel's own jobs hold none that could be stolen. */
export async function canaryTouches(db: Rows, from: string, to: string): Promise<Noticed[]> {
  const canaries = await canariesOf(db);
  if (!canaries.length) return [];
  const { rows } = await db.tell(
    `select credential_id, max(actor_kind) as kind, count(*)::int as times, min(at) as first, min(id::text)::uuid as about
     from access_entry where library_id = $1 and id >= $2 and id < $3 and actor_kind <> 'job' and subject_ids && $4::uuid[]
     group by credential_id`,
    [db.me.libraryId, from, to, canaries],
  );
  return rows.map((row) => ({
    ...shownBy(row),
    cause: 'canary-touched',
    words: `A canary was opened ${String(row.times)} times by ${String(row.kind)} ${credentialIn(row)}.`,
  }));
}

/** Credentials that opened more readers within an hour than their limit, as of the newest entry of theirs. */
export async function massReads(db: Rows, from: string, to: string): Promise<Noticed[]> {
  const limits: Limit[] = await db.all(ReadLimit, {});
  const lowest = Math.min(READERS_PER_HOUR, ...limits.map(({ readersPerHour }) => readersPerHour));
  const since = firstIdAt(new Date(Number.parseInt(from.replaceAll('-', '').slice(0, 12), 16) - HOUR_MS));
  const { rows } = await db.tell(
    `select e.credential_id, max(e.actor_kind) as kind, count(distinct n.id)::int as readers, min(e.at) as first,
            max(e.id::text)::uuid as about
     from access_entry e cross join lateral unnest(e.subject_ids) as n(id)
     where e.library_id = $1 and e.id >= $2 and e.id < $3 and e.credential_id is not null and e.actor_kind in ('staff', 'api-key')
     group by e.credential_id having count(distinct n.id) > $4 and max(e.id::text)::uuid >= $5`,
    [db.me.libraryId, since, to, lowest, from],
  );
  return rows
    .filter((row) => Number(row.readers) > limitOf(limits, String(row.credential_id)))
    .map((row) => ({
      ...shownBy(row),
      cause: 'mass-reads',
      words: `${String(row.readers)} readers were opened within an hour by ${String(row.kind)} ${credentialIn(row)}.`,
    }));
}

function shownBy(row: Record<string, unknown>) {
  const credentialId = typeof row.credential_id === 'string' ? row.credential_id : null;
  const happenedAt = row.first instanceof Date ? row.first : new Date(0);
  return { credentialId, happenedAt, about: String(row.about) };
}

function credentialIn({ credential_id: id }: Record<string, unknown>): string {
  return typeof id === 'string' ? id : 'without a credential';
}
