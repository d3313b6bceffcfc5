import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secretFor } from '../access/access-token.js';
import { unless } from '../encryption/durable-file.js';
import { NotRestored } from './backup-errors.js';

/** Lies beside the manifest: what only the installation that made the backup can have written. */
export const SEAL = 'manifest.mac';

/** Tells two secrets apart without showing either. */
export function markOf(root: Buffer): string {
  return secretFor('backup-mark', root).export().subarray(0, 8).toString('hex');
}

/** A MAC (HMAC-SHA-256) over a manifest as it lies there, under a key that the installation's secret alone gives. */
export function sealOf(manifest: string, root: Buffer): string {
  return macOf(manifest, root).toString('hex');
}

/** @throws NotRestored when the installation's secret is another one, under which imports would not know whom to leave out */
export function refuseOtherSecret(root: Buffer, secretMark: string) {
  if (markOf(root) === secretMark) return;
  throw new NotRestored(
    'The installation’s secret is not the one that the backup was made under: put back CARREL_SECRET or DATA_DIR/secrets.json. ' +
      'Under another one an import could bring back whoever was erased.',
  );
}

/** @throws NotRestored when the manifest is not as the installation wrote it, so that hashes in it prove nothing */
export async function refuseForged(directory: string, manifest: string, root: Buffer) {
  const path = join(directory, SEAL);
  const found = await readFile(path, 'utf8').catch(unless('ENOENT'));
  if (found === undefined)
    throw new NotRestored(
      `${path} is missing: nothing shows that this installation made the backup. Take another copy of it, or another backup.`,
    );
  const [shown, right] = [Buffer.from(found.trim(), 'hex'), macOf(manifest, root)];
  if (shown.length === right.length && timingSafeEqual(shown, right)) return;
  throw new NotRestored(
    `The manifest of ${directory} is not what this installation wrote: somebody changed it, or its ${SEAL}. ` +
      'Take another copy of the backup, or another backup.',
  );
}

function macOf(manifest: string, root: Buffer): Buffer {
  return createHmac('sha256', secretFor('backup-manifest', root)).update(manifest).digest();
}
