import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lieTogether } from '../../config.js';
import { unless } from '../encryption/durable-file.js';
import { BrokenBackup } from './backup-errors.js';
import { readManifest, type Manifest } from './manifest.js';

/** The names that whole backups bear. */
export const BACKUP_NAME = /^carrel-backup-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** The backups of a directory, the newest first. */
export async function listBackups(directory: string): Promise<{ directory: string; manifest: Manifest }[]> {
  const names = (await readdir(directory).catch(unless('ENOENT'))) ?? [];
  const found = names
    .filter((name) => BACKUP_NAME.test(name))
    .sort()
    .reverse();
  return Promise.all(
    found.map(async (name) => {
      const path = join(directory, name);
      return { directory: path, manifest: await readManifest(path) };
    }),
  );
}

/** @throws BrokenBackup where keys would lie with the data that they open */
export function refuseTogether(data: string, keys: string) {
  if (lieTogether(data, keys))
    throw new BrokenBackup(
      'The key store must not lie with the data that it opens: name another directory with --keys-to.',
    );
}
