import type { Client } from 'pg';
import type { ExportLine } from '../encryption/key-export-lines.js';
import type { KeyExportFile } from './key-export-file.js';
import { RESTORING } from './restore-gate.js';
import { enter, quoted } from './table-rows.js';

interface Kept {
  table: string;
  columns: [name: string, type: string][];
}

/** What a restored database takes from the present, not from the backup: the keys, and whom imports must not bring back. */
const KEPT: readonly Kept[] = [
  { table: 'library_key', columns: [['epoch', 'int'], ['kind', 'text'], ['wrapped', 'bytea']] },
  {
    table: 'sealing_key',
    columns: [
      ['holder_id', 'uuid'], ['purpose', 'text'], ['kid', 'bytea'], ['epoch', 'int'], ['wrapped', 'bytea'],
    ],
  },
  {
    table: 'suppression_token',
    columns: [['id', 'uuid'], ['subject_id', 'uuid'], ['token', 'bytea'], ['expires_at', 'timestamptz']],
  },
]; // prettier-ignore

const BATCH = 2_000;

/** Makes the places where keys are kept while the tables are filled. */
export async function makePlaces(client: Client): Promise<void> {
  for (const { table, columns } of KEPT) {
    const typed = columns.map(([name, type]) => `${name} ${type}`).join(', ');
    await client.query(`create table ${RESTORING}.${table} (library_id uuid, ${typed})`);
  }
}

/** Keeps the keys of the database that is about to be replaced. */
export async function keepLive(client: Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from public.library_directory');
  for (const { id } of rows) {
    await enter(client, id);
    for (const kept of KEPT)
      await client.query(
        `insert into ${RESTORING}.${kept.table} select ${namesOf(kept)} from public.${kept.table} where library_id = $1`,
        [id],
      );
  }
}

/** Keeps the keys of an export. */
export async function keepExported(client: Client, file: KeyExportFile): Promise<void> {
  const waiting = new Map<string, unknown[][]>(KEPT.map(({ table }) => [table, []]));
  const flush = async (table: string, least: number) => {
    const rows = waiting.get(table) ?? [];
    if (rows.length < least) return;
    waiting.set(table, []);
    await insert(client, table, rows);
  };
  for await (const { line } of file.lines()) {
    const row = rowOf(line);
    if (!row) continue;
    waiting.get(row.table)?.push(row.values);
    await flush(row.table, BATCH);
  }
  for (const { table } of KEPT) await flush(table, 1);
}

/** Puts what was kept in place of what the backup held: keys of libraries that it knows, and every suppression token. */
export async function putBack(client: Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>('select id from public.library_directory');
  for (const { id } of rows) {
    await enter(client, id);
    for (const kept of KEPT) {
      const names = namesOf(kept);
      if (kept.table !== 'suppression_token')
        await client.query(`delete from public.${kept.table} where library_id = $1`, [id]);
      await client.query(
        `insert into public.${kept.table} (${names}) select ${names} from ${RESTORING}.${kept.table} where library_id = $1
         on conflict do nothing`,
        [id],
      );
    }
  }
}

async function insert(client: Client, table: string, rows: unknown[][]) {
  const kept = KEPT.find((one) => one.table === table);
  if (!kept || !rows.length) return;
  const types = ['uuid', ...kept.columns.map(([, type]) => type)];
  const columns = types.map((_, i) => rows.map((row) => row[i]));
  const values = types.map((type, i) => `$${i + 1}::${type}[]`).join(', ');
  await client.query(`insert into ${RESTORING}.${table} select * from unnest(${values})`, columns);
}

function rowOf(line: ExportLine): { table: string; values: unknown[] } | null {
  const bytes = (text: string) => Buffer.from(text, 'base64');
  switch (line.kind) {
    case 'library':
      return { table: 'library_key', values: [line.libraryId, line.epoch, line.use, bytes(line.wrapped)] };
    case 'sealing':
      return {
        table: 'sealing_key',
        values: [
          line.libraryId,
          line.holderId,
          line.purpose,
          bytes(line.kid),
          line.epoch,
          bytes(line.wrapped),
        ],
      };
    case 'suppression':
      return {
        table: 'suppression_token',
        values: [line.libraryId, line.id, line.subjectId, bytes(line.token), line.expiresAt],
      };
    default:
      return null;
  }
}

function namesOf({ columns }: Kept): string {
  return ['library_id', ...columns.map(([name]) => name)].map(quoted).join(', ');
}
