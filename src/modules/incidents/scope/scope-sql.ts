import type { QueryConfig } from 'pg';
import { Parameters } from '../../../foundation/records/statements.js';
import type { Span } from './coverage.js';
import { matchOf, type Asked } from './matches.js';

/** Readers of one part of a frozen list. */
const PART = 1_000;

/** What the frozen list rests on beside the log. */
export interface Beside {
  /** Readers whom the question itself names. */
  named: string[];
  /** When the log was silent. */
  silent: Span[];
  /** Whom alone the one asked about could reach; null: every reader. */
  only: string[] | null;
  /** Those who look like readers and are none. */
  canaries: string[];
}

/** How many entries, records and bytes of which table, by whether the question is about them or they are near. */
export function openedStatement(asked: Asked): QueryConfig {
  const parameters = new Parameters();
  const { within, exact, near } = matchOf(asked, parameters);
  const text = `
    select e.entity as "table", ${exact} as "isExact", count(*)::float8 as entries, sum(e.count)::float8 as records,
           sum(e.bytes)::float8 as bytes
    from access_entry e where ${within} and ${near} group by 1, 2 order by 1, 2`;
  return { text, values: parameters.values };
}

/**
 * Finds every reader in the surest band, into a table of the transaction's own: a question alone is answered by several
 * processes of Postgres, which an insertion is not.
 */
export function findingStatement(asked: Asked, beside: Beside): QueryConfig {
  const parameters = new Parameters();
  const { within, exact, near } = matchOf(asked, parameters);
  const library = `${parameters.add(asked.libraryId)}::uuid`;
  const ids = (of: string[] | null) => `${parameters.add(of)}::uuid[]`;
  const [named, only, canaries] = [ids(beside.named), ids(beside.only), ids(beside.canaries)];
  const edges = (of: Date[]) => `${parameters.add(of)}::timestamptz[]`;
  const silent = `unnest(${edges(beside.silent.map(({ from }) => from))}, ${edges(beside.silent.map(({ to }) => to))})`;
  const text = `
    create temp table scope_found on commit drop as
    with opened as (
      select n.id, bool_or(${exact}) as is_exact
      from access_entry e cross join lateral unnest(e.subject_ids) as n(id)
      where ${within} and ${near} group by 1
    )
    select u.id, case when o.is_exact or u.id = any(${named}) then 1 when o.id is not null then 2 else 3 end as band
    from subject u left join opened o on o.id = u.id
    where u.library_id = ${library} and u.kind = 'reader' and u.id <> all(${canaries})
      and (o.id is not null or u.id = any(${named}) or ((${only} is null or u.id = any(${only})) and exists (
        select 1 from ${silent} as g(begins, ends)
        where u.created_at < g.ends and (u.erased_at is null or u.erased_at > g.begins))))`;
  return { text, values: parameters.values };
}

/** Freezes what was found, a thousand ids to a row, with a hash over each. `$1` the library, `$2` the scope. */
export const FREEZING = `
  with placed as (
    select id, band, ((row_number() over (partition by band order by id) - 1) / ${PART})::int as place from scope_found
  )
  insert into breach_scope_part (library_id, scope_id, band, place, subject_ids, hash)
  select $1, $2, band, place, array_agg(id order by id), sha256(string_agg(uuid_send(id), ''::bytea order by id))
  from placed group by band, place
  returning band, place, cardinality(subject_ids) as readers, hash`;

/** For this transaction: a million readers are told apart in memory rather than on disk. */
export const ROOM = "set local work_mem = '128MB'";
