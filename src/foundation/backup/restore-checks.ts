import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { staysInUse } from '../database/roles.js';
import { PLATFORM } from '../database/scope.js';
import { unless } from '../encryption/durable-file.js';
import { ErasureLedgerFiles } from '../records/erasure-ledger-files.js';
import { NotRestored } from './backup-errors.js';
import type { Manifest } from './manifest.js';
import { enter } from './table-rows.js';

type Heads = Manifest['erasureLedger'];

/** @throws NotRestored when the ledger of the installation is not at hand, or shorter than somebody knew it */
export async function refuseWithoutLedger(
  directory: string,
  { logs, erasureLedger }: Pick<Manifest, 'logs' | 'erasureLedger'>,
  alsoKnown: Heads = [],
): Promise<void> {
  const ledger = new ErasureLedgerFiles(directory);
  for (const { libraryId, size } of logs) {
    // A ledger without erasures has no file; the last checkpoint of a log lies beside it and tells that this is the place.
    if (size === 0 || (await stat(join(directory, `${libraryId}.checkpoint`)).catch(unless('ENOENT'))))
      continue;
    throw new NotRestored(
      `The erasure ledger is missing: ${directory} holds nothing of library ${libraryId}. ` +
        'Put the newest copy of ERASURE_LEDGER_URL there; without it whoever was erased would come back.',
    );
  }
  for (const { libraryId, seq, hash } of [...erasureLedger, ...alsoKnown]) {
    if (await ledger.holds(libraryId, { seq, hash })) continue;
    throw new NotRestored(
      `The erasure ledger in ${directory} is shorter than it was: of library ${libraryId}, ${seq} entries were known. ` +
        'Put the newest copy of ERASURE_LEDGER_URL there; without it whoever was erased would come back.',
    );
  }
}

/** @throws NotRestored when the export is older than the data, so that it lacks keys or holds keys of the erased */
export function refuseOldKeys(madeAt: Date, takenAt: string, path: string) {
  if (madeAt >= new Date(takenAt)) return;
  throw new NotRestored(
    `The current key store is missing: ${path} was made at ${madeAt.toISOString()}, before the data of ${takenAt}. ` +
      'Name the newest key export with --keys.',
  );
}

/** @throws NotRestored when the keys are under root keys that the ring does not hold */
export async function refuseDeadEpochs(client: Client, schema: string, living: number[]) {
  const { rows } = await client.query<{ epoch: number }>(
    `select distinct epoch from ${schema}.sealing_key where epoch <> all($1)
     union select distinct epoch from ${schema}.library_key where epoch <> all($1)`,
    [living],
  );
  if (!rows.length) return;
  throw new NotRestored(
    `The current key store is missing: keys are under epoch ${rows.map(({ epoch }) => epoch).join(', ')}, which the key ring has not, ` +
      'or has destroyed. Name the newest key export with --keys.',
  );
}

/** @throws NotRestored where there is something that the restore would replace and nobody said so */
export async function refuseFull(client: Client, replace: boolean) {
  if (replace || !(await hasTables(client))) return;
  const { rowCount } = await client.query('select 1 from public.library_directory where id <> $1 limit 1', [
    PLATFORM,
  ]);
  if (rowCount)
    throw new NotRestored(
      'The database holds libraries already: say --replace to replace all that it holds.',
    );
}

/** @throws NotRestored while somebody else works on the database, and still does two seconds later */
export async function refuseInUse(client: Client, applicationUrl: string) {
  if (await staysInUse(() => isInUse(client, applicationUrl)))
    throw new NotRestored('A server or a command works on the database: stop it first.');
}

async function isInUse(client: Client, applicationUrl: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'select 1 from pg_stat_activity where datname = current_database() and usename = $1 limit 1',
    [decodeURIComponent(new URL(applicationUrl).username)],
  );
  return Boolean(rowCount);
}

/** Whether the database has Carrel's tables. */
export async function hasTables(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ isThere: boolean }>(
    `select to_regclass('public.library_directory') is not null as "isThere"`,
  );
  return rows[0]?.isThere ?? false;
}

/** Whether the database holds keys. */
export async function hasKeys(client: Client): Promise<boolean> {
  if (!(await hasTables(client))) return false;
  await client.query('begin');
  try {
    await enter(client, PLATFORM);
    const { rowCount } = await client.query('select 1 from library_key where library_id = $1 limit 1', [
      PLATFORM,
    ]);
    return rowCount !== 0;
  } finally {
    await client.query('rollback');
  }
}
