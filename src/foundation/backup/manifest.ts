import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listed } from './age-files.js';
import { BrokenBackup } from './backup-errors.js';
import { refuseForged, refuseOtherSecret } from './manifest-seal.js';

export const MANIFEST = 'manifest.json';

/** A table in a backup: its columns in the order of the file's lines, one line a row. */
export interface TableInBackup extends Listed {
  name: string;
  columns: string[];
  rows: number;
}

/** What a backup holds, without anything of anybody: names of tables, counts, hashes and the heads it knew. */
export interface Manifest {
  format: 'carrel-backup';
  version: 1;
  name: string;
  carrel: string;
  /** The instant that all tables show. */
  takenAt: string;
  /** Migrations that the schema had, in their order. */
  migrations: string[];
  /** Tells, without showing it, under which CARREL_SECRET the installation worked. */
  secretMark: string;
  tables: TableInBackup[];
  /** Months of the access log, which are tables of their own. */
  partitions: string[];
  /** The list of sealed files, and how many there are; null where files are backed up elsewhere. */
  files: (Listed & { count: number }) | null;
  /** Heads of the erasure ledger that the database knew: a restore has to find each of them on the disk. */
  erasureLedger: { libraryId: string; seq: number; hash: string }[];
  logs: { libraryId: string; generation: number; size: number }[];
}

/**
 * Reads what a backup says of itself; with the installation's secret only what that installation wrote.
 * @throws BrokenBackup, NotRestored
 */
export async function readManifest(directory: string, root: Buffer | null = null): Promise<Manifest> {
  const path = join(directory, MANIFEST);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new BrokenBackup(`${path} cannot be read: ${directory} is no finished backup.`, { cause });
  });
  const found: unknown = JSON.parse(text);
  if (!isManifest(found))
    throw new BrokenBackup(`${path} is no manifest that this version of Carrel understands.`);
  if (root) {
    refuseOtherSecret(root, found.secretMark);
    await refuseForged(directory, text, root);
  }
  return found;
}

function isManifest(found: unknown): found is Manifest {
  if (typeof found !== 'object' || found === null) return false;
  const { format, version, tables, migrations } = found as Record<string, unknown>;
  return format === 'carrel-backup' && version === 1 && Array.isArray(tables) && Array.isArray(migrations);
}
