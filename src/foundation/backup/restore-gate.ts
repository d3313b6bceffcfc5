import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { syncDirectory, unless, writeDurably } from '../encryption/durable-file.js';
import { NotRestored } from './backup-errors.js';

/** Where a restore keeps what it is about, beside the tables that it fills. */
export const RESTORING = 'carrel_restore';

/** What is being restored. */
export interface Restoring {
  /** The backup's name, or `base-backup` for one that Postgres's own tools put back. */
  backup: string;
  startedAt: string;
}

/**
 * Shut from the first step of a restore to its last: a file beside the erasure ledger, which a new database does not
 * take away, and a schema in the database, which goes with it wherever it is copied. Nobody is served meanwhile.
 */
export class RestoreGate {
  private readonly path: string;

  constructor(private readonly erasureLedgerDir: string) {
    this.path = join(erasureLedgerDir, 'restore-unfinished.json');
  }

  /** Shuts; does nothing where it is shut for the same backup. @throws NotRestored when another restore has not ended */
  async shut(restoring: Restoring): Promise<Restoring> {
    await mkdir(this.erasureLedgerDir, { recursive: true, mode: 0o700 });
    await writeDurably(this.path, JSON.stringify(restoring)).catch(unless('EEXIST'));
    await syncDirectory(this.erasureLedgerDir);
    const found = await this.unfinished();
    if (found?.backup !== restoring.backup)
      throw new NotRestored(
        `The restore of ${found?.backup ?? 'another backup'} has not ended: run it again to the end first.`,
      );
    return found;
  }

  /** The restore that has begun and not ended, as the file says; null where there is none. */
  async unfinished(): Promise<Restoring | null> {
    const text = await readFile(this.path, 'utf8').catch(unless('ENOENT'));
    return text === undefined ? null : (JSON.parse(text) as Restoring);
  }

  /** Opens: the last thing a restore does. */
  async open(): Promise<void> {
    await rm(this.path, { force: true });
    await syncDirectory(this.erasureLedgerDir);
  }

  /** @throws NotRestored while a restore has not ended, naming the command that ends it */
  async refuseUnfinished(databaseUrl: string): Promise<void> {
    const found = await this.unfinished();
    if (!found && !(await isRestoring(databaseUrl))) return;
    throw new NotRestored(
      `A restore${found ? ` of ${found.backup}` : ''} has begun and not ended: nobody is served before what was erased is erased again. ` +
        'Run the same carrel restore command again; it goes on where it stopped.',
    );
  }
}

/** For whoever opens the database: refuses while a restore has not ended. */
export function refuseUnfinished({ erasureLedgerDir }: { erasureLedgerDir: string }) {
  return ({ application }: { application: string }) =>
    new RestoreGate(erasureLedgerDir).refuseUnfinished(application);
}

async function isRestoring(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_namespace where nspname = $1', [RESTORING]);
    return rowCount !== 0;
  } finally {
    await client.end();
  }
}
