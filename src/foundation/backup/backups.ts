import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { versionOfCarrel } from '../../config.js';
import { syncDirectory, unless, writeDurably } from '../encryption/durable-file.js';
import { stampOf } from '../encryption/stamps.js';
import { writeEncrypted, type Listed } from './age-files.js';
import { headsOf } from './live-heads.js';
import { BACKUP_NAME } from './kept-backups.js';
import { MANIFEST, type Manifest, type TableInBackup } from './manifest.js';
import { markOf, SEAL, sealOf } from './manifest-seal.js';
import { copyFiles } from './sealed-file-copies.js';
import { rowsOf, tablesIn } from './table-rows.js';

const ABANDONED_MS = 86_400_000;

/** Where a backup's data come from and whom it is encrypted for. */
export interface Source {
  ownerUrl: string;
  filesDir: string;
  root: Buffer;
  recipients: string[];
}

/** What a backup leaves to others. */
export interface Wanted {
  /** False where FILES_URL is backed up by other means. */
  files?: boolean;
  /** Breaks the backup off. */
  signal?: AbortSignal;
}

/**
 * Backups of the data, without the keys that open them: every table as one snapshot shows it, and the sealed files. All
 * of it is encrypted for the operator, under a name that only a whole backup bears.
 */
export class Backups {
  constructor(private readonly source: Source) {}

  /** Makes a backup in `into` while everybody keeps working; gives its directory. Whatever breaks on the way leaves none. */
  async make(into: string, now: Date, { files = true, signal }: Wanted = {}): Promise<string> {
    await mkdir(into, { recursive: true, mode: 0o700 });
    await removeAbandoned(into, now);
    const name = `carrel-backup-${stampOf(now)}-${randomBytes(3).toString('hex')}`;
    const draft = join(into, `${name}.part`);
    await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 });
    try {
      const data = await connected(this.source.ownerUrl, signal, (client) => this.writeTables(draft, client));
      const listed = files ? await this.writeFiles(draft, signal) : null;
      const secretMark = markOf(this.source.root);
      const manifest: Manifest = {
        format: 'carrel-backup',
        version: 1,
        name,
        carrel: versionOfCarrel(),
        secretMark,
        ...data,
        files: listed,
      };
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      await writeDurably(join(draft, MANIFEST), text);
      await writeDurably(join(draft, SEAL), `${sealOf(text, this.source.root)}\n`);
      for (const directory of [join(draft, 'tables'), draft]) await syncDirectory(directory);
      await rename(draft, join(into, name));
      await syncDirectory(into);
      return join(into, name);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  private async writeTables(draft: string, client: pg.Client) {
    await client.query('begin isolation level repeatable read read only');
    // A migration waits until the backup is done, and the other way round.
    await client.query('lock table migration_lock in access share mode');
    const head = await headOf(client);
    const tables: TableInBackup[] = [];
    for (const table of await tablesIn(client)) {
      const file = join('tables', `${table.name}.copy.gz.age`);
      let rows = 0;
      const lines = rowsOf(client, table, head.libraries, (count) => (rows = count));
      const written = await writeEncrypted(join(draft, file), this.source.recipients, lines);
      tables.push({ name: table.name, columns: table.columns, rows, file, ...written });
    }
    const { libraries, ...known } = head;
    const heads = await headsOf(client, libraries);
    await client.query('commit');
    return { ...known, ...heads, tables };
  }

  /** After the snapshot: a row names a file only when it is there, and a file that a row no longer names does no harm. */
  private async writeFiles(draft: string, signal?: AbortSignal): Promise<Listed & { count: number }> {
    const file = 'files.jsonl.gz.age';
    let count = 0;
    const lines = async function* (from: string) {
      for await (const one of copyFiles(from, join(draft, 'files'))) {
        count += 1;
        yield Buffer.from(`${JSON.stringify(one)}\n`);
      }
    };
    const written = await writeEncrypted(
      join(draft, file),
      this.source.recipients,
      until(signal, lines(this.source.filesDir)),
    );
    return { file, count, ...written };
  }
}

/** Runs `work` on a connection that ends at once where the backup is broken off, also while it waits for a lock. */
async function connected<T>(
  connectionString: string,
  signal: AbortSignal | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  // What it was told fails, too; unheard, the event would end the whole server.
  client.on('error', () => undefined);
  const end = () => void client.end();
  await client.connect();
  signal?.addEventListener('abort', end);
  try {
    signal?.throwIfAborted();
    return await work(client);
  } finally {
    signal?.removeEventListener('abort', end);
    await client.end();
  }
}

/** The same pieces, until somebody breaks it off. */
async function* until(signal: AbortSignal | undefined, pieces: AsyncIterable<Buffer>) {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}

async function removeAbandoned(into: string, now: Date) {
  for (const name of await readdir(into)) {
    if (!name.endsWith('.part') || !BACKUP_NAME.test(name.slice(0, -'.part'.length))) continue;
    const path = join(into, name);
    const found = await stat(path).catch(unless('ENOENT'));
    if (found && found.mtimeMs < now.getTime() - ABANDONED_MS)
      await rm(path, { recursive: true, force: true });
  }
}

/** What the snapshot shows of itself. */
async function headOf(client: pg.Client) {
  const { rows: taken } = await client.query<{ at: Date }>('select now() as at');
  const { rows: libraries } = await client.query<{ id: string }>(
    'select id from library_directory order by id',
  );
  const { rows: migrations } = await client.query<{ name: string }>('select name from migration order by id');
  const { rows: partitions } = await client.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'access_entry'::regclass order by c.relname`,
  );
  return {
    takenAt: (taken[0]?.at ?? new Date(0)).toISOString(),
    libraries: libraries.map(({ id }) => id),
    migrations: migrations.map(({ name }) => name),
    partitions: partitions.map(({ name }) => name),
  };
}
