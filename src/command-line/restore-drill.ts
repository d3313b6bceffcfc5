import type { INestApplicationContext } from '@nestjs/common';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aJob } from '../foundation/access/signed-in.js';
import { NotRestored } from '../foundation/backup/backup-errors.js';
import { listBackups } from '../foundation/backup/kept-backups.js';
import { RestoreDrill } from '../foundation/backup/restore-drill.entity.js';
import type { Manifest } from '../foundation/backup/manifest.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { secretsIn } from '../foundation/database/secrets.js';
import { unless } from '../foundation/encryption/durable-file.js';
import { Records } from '../foundation/records/records.js';
import { Setting } from '../foundation/setting.js';
import { lookAt, type Seen } from './restore-look.js';
import { runRestore } from './restore-run.js';

interface Wanted {
  from: string;
  identity: string;
  keys: string;
}

/**
 * Restores the newest backup of a directory into an installation of its own that is gone afterwards, looks whether the
 * living open and the erased do not, and leaves a row of the day, also when it failed.
 */
export async function runDrill(app: INestApplicationContext, wanted: Wanted, now: Date) {
  const [newest] = await listBackups(wanted.from);
  if (!newest) throw new NotRestored(`${wanted.from} holds no backup: make one with carrel backup.`);
  const { manifest, directory } = newest;
  const note = (outcome: 'done' | 'failed', seen: Seen) =>
    app.get(Records).in(aJob('restore drill', PLATFORM), (db) =>
      db.insert(RestoreDrill, {
        backup: manifest.name,
        backupAt: new Date(manifest.takenAt),
        startedAt: now,
        endedAt: new Date(),
        outcome,
        rows: rowsIn(manifest),
        files: manifest.files?.count ?? 0,
        ...seen,
      }),
    );
  try {
    const seen = await restoredElsewhere(app.get(Setting), { ...wanted, from: directory }, now);
    await note('done', seen);
    return { backup: manifest.name, ...seen };
  } catch (error) {
    await note('failed', { opened: 0, erased: 0 });
    throw error;
  }
}

async function restoredElsewhere({ config, root }: Setting, wanted: Wanted, now: Date): Promise<Seen> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carrel-drill-'));
  try {
    await writeFile(
      join(dataDir, 'secrets.json'),
      JSON.stringify({ ...secretsIn(dataDir), root: root.toString('base64') }),
    );
    const erasureLedgerDir = join(dataDir, 'erasure-ledger');
    // A copy: the drill enters its steps there, the installation's own ledger stays as it is.
    await cp(config.erasureLedgerDir, erasureLedgerDir, { recursive: true }).catch(unless('ENOENT'));
    await rm(join(erasureLedgerDir, 'restore-unfinished.json'), { force: true });
    const { database: _, ...settings } = config;
    const elsewhere = {
      ...settings,
      dataDir,
      erasureLedgerDir,
      filesDir: join(dataDir, 'files'),
      keyringDir: join(dataDir, 'keyring'),
    };
    let seen: Seen = { opened: 0, erased: 0 };
    const inside = async (app: INestApplicationContext) => {
      seen = await lookAt(app);
    };
    await runRestore(elsewhere, wanted, now, { inside });
    return seen;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function rowsIn({ tables }: Manifest): number {
  return tables.reduce((sum, table) => sum + table.rows, 0);
}
