import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { isLibraryId } from '../database/scope.js';

/** A table as the database has it. */
export interface LiveTable {
  name: string;
  columns: string[];
  /** True where rows show in their library's scope only. */
  isShut: boolean;
}

/**
 * Tables that a backup leaves out, each with its reason. The queue's wake-ups lie in a schema of their own and are left
 * out too: a sweep wakes again whatever is due.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  library_key: 'keys: the key store is exported apart',
  sealing_key: 'keys: the key store is exported apart',
  key_export: 'tells where the exports of the key store lie on this machine',
  session: 'a restore signs everybody out',
  admin_session: 'a restore signs everybody out',
  idempotent_answer: 'answers to requests of the last day',
  migration: 'listed in the manifest',
  migration_lock: 'holds nothing',
};

/** The tables that a backup holds, in the order of their names. */
export async function tablesIn(client: Client): Promise<LiveTable[]> {
  const { rows } = await client.query<LiveTable>(
    `select c.relname as name, c.relrowsecurity as "isShut",
            array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and c.relname <> all($1)
     group by c.relname, c.relrowsecurity order by c.relname`,
    [Object.keys(LEFT_OUT)],
  );
  return rows;
}

/** Rows of one table as COPY writes them, one a line, library by library; tells at the end how many there were. */
export async function* rowsOf(
  client: Client,
  table: LiveTable,
  libraries: string[],
  told: (rows: number) => void,
): AsyncGenerator<Buffer> {
  let rows = 0;
  for (const library of table.isShut ? libraries : [null]) {
    if (library !== null) await enter(client, library);
    const copy = client.query(copyTo(copyText(table, library)));
    yield* copy as AsyncIterable<Buffer>;
    rows += copy.rowCount;
  }
  told(rows);
}

/** Shows the connection's transaction the rows of one library: the owner of a table is shut out of it like anybody. */
export async function enter(client: Client, libraryId: string): Promise<void> {
  if (!isLibraryId(libraryId)) throw new Error('This is no id of a library.');
  await client.query(`set local app.library = '${libraryId}'`);
}

/** A name in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function copyText({ name, columns }: LiveTable, library: string | null): string {
  const rows = `select ${columns.map(quoted).join(', ')} from ${quoted(name)}`;
  return `copy (${library === null ? rows : `${rows} where library_id = '${library}'`}) to stdout`;
}
