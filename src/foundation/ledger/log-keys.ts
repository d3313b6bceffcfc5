import { createSecretKey, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { link, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { inScope, PLATFORM } from '../database/scope.js';
import { syncDirectory, unless, writeDurably } from '../encryption/durable-file.js';
import { KeysMissing } from '../encryption/errors.js';
import { hkdf } from '../encryption/hkdf.js';
import { Signer } from './note.js';

const contents = /^carrel-ledger-key-v1\n([A-Za-z0-9+/]{43}=)\n$/;

/**
 * The key that all signing keys of the ledger are derived from, in a file of the key ring's directory. It seals nothing,
 * outlives every epoch, and is never in a database.
 */
export class LogKeys {
  private readonly signers = new Map<string, Signer>();

  private constructor(private readonly seed: KeyObject) {}

  /** Opens the key, or makes it before the first log. @throws KeysMissing naming the file that is gone or damaged */
  static async open(directory: string, pool: Pool): Promise<LogKeys> {
    const path = join(directory, 'ledger.key');
    if (!(await stat(path).catch(unless('ENOENT')))) {
      if (await hasLogs(pool))
        throw new KeysMissing(`The ledger's key ${path} is missing: put back the operator's copy.`);
      await make(directory, path);
    }
    const [, secret] = contents.exec(await readFile(path, 'utf8')) ?? [];
    if (secret === undefined)
      throw new KeysMissing(`The ledger's key ${path} is damaged: put back the operator's copy.`);
    return new LogKeys(createSecretKey(Buffer.from(secret, 'base64')));
  }

  /** Who signs for a log. */
  signerOf(origin: string): Signer {
    let signer = this.signers.get(origin);
    if (!signer) {
      signer = new Signer(origin, hkdf(this.seed, '', `carrel-ledger-v1/${origin}`, 32));
      this.signers.set(origin, signer);
    }
    return signer;
  }
}

async function make(directory: string, path: string) {
  const draft = join(directory, `ledger.${randomUUID()}.draft`);
  await writeDurably(draft, `carrel-ledger-key-v1\n${randomBytes(32).toString('base64')}\n`);
  // Linked, not renamed: a key that another process made meanwhile stands.
  await link(draft, path).catch(unless('EEXIST'));
  await rm(draft, { force: true });
  await syncDirectory(directory);
}

async function hasLogs(pool: Pool): Promise<boolean> {
  return inScope(pool, PLATFORM, async (scope) => {
    const { rowCount } = await scope.tell({
      text: 'select 1 from ledger_log where library_id = $1 limit 1',
      values: [PLATFORM],
    });
    return rowCount !== 0;
  });
}
