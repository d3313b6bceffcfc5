import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openEncrypted } from './age-files.js';
import { NotRestored } from './backup-errors.js';
import type { Manifest, TableInBackup } from './manifest.js';
import { quoted } from './table-rows.js';

const PARTITION = /^access_entry_(\d{4})(\d{2})$/;

/** Removes every table of Carrel's, and the queue; what a restore keeps aside stays. */
export async function dropTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p') and not relispartition and relname <> 'migration_lock'`,
  );
  for (const { name } of rows) await client.query(`drop table public.${quoted(name)} cascade`);
  await client.query('drop schema if exists pgboss cascade');
}

/**
 * Fills every table inside the caller's transaction. COPY goes past row-level security only where its owner is not held
 * to it, which is so until the transaction ends.
 */
export async function fillTables(
  client: Client,
  directory: string,
  { tables }: Manifest,
  identity: string,
): Promise<void> {
  for (const table of tables) {
    const shut = await client.query<{ isShut: boolean }>(
      'select relforcerowsecurity as "isShut" from pg_class where oid = $1::regclass',
      [`public.${quoted(table.name)}`],
    );
    const isShut = shut.rows[0]?.isShut ?? false;
    if (isShut) await client.query(`alter table public.${quoted(table.name)} no force row level security`);
    // What a migration put there is in the backup too.
    await client.query(`delete from public.${quoted(table.name)}`);
    await fill(client, directory, table, identity);
    if (isShut) await client.query(`alter table public.${quoted(table.name)} force row level security`);
  }
}

/** Makes the months of the access log that a backup holds; they belong to the role that drops them. */
export async function makePartitions(client: Client, partitions: string[]): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    `select pg_get_userbyid(relowner) as owner from pg_class where oid = 'public.access_entry'::regclass`,
  );
  const owner = rows[0]?.owner ?? '';
  for (const name of partitions) {
    const [, year, month] = PARTITION.exec(name) ?? [];
    if (!year || !month) throw new NotRestored(`${name} is no month of the access log.`);
    const [from, to] = [0, 1].map((ahead) => new Date(Date.UTC(Number(year), Number(month) - 1 + ahead, 1)));
    await client.query(
      `create table if not exists public.${name} partition of public.access_entry
       for values from ('${from?.toISOString()}') to ('${to?.toISOString()}')`,
    );
    await client.query(`alter table public.${name} owner to ${quoted(owner)}`);
  }
}

async function fill(client: Client, directory: string, table: TableInBackup, identity: string) {
  const columns = table.columns.map(quoted).join(', ');
  const into = client.query(copyFrom(`copy public.${quoted(table.name)} (${columns}) from stdin`));
  const plain = await openEncrypted(join(directory, table.file), identity);
  await pipeline(Readable.from(plain, { objectMode: false }), into);
  if (into.rowCount !== table.rows)
    throw new NotRestored(`${table.name} took ${into.rowCount} rows; the backup holds ${table.rows}.`);
}
