import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Pool } from 'pg';
import { inScope, PLATFORM } from '../database/scope.js';
import { KeysMissing } from '../encryption/errors.js';
import { hkdf } from '../encryption/hkdf.js';
import type { KeyRing } from '../encryption/key-ring.js';
import { Signer } from './note.js';

/**
 * The key that all signing keys of the ledger are derived from. It lies in the key ring, seals nothing, outlives every
 * epoch, and is never in a database.
 */
export class LogKeys {
  private readonly signers = new Map<string, Signer>();

  private constructor(private readonly seed: KeyObject) {}

  /** Takes the key from the ring, where it is made before the first log. @throws KeysMissing naming what is gone */
  static async open(ring: KeyRing, place: string, pool: Pool): Promise<LogKeys> {
    if (!(await ring.ledgerKey())) {
      if (await hasLogs(pool))
        throw new KeysMissing(
          `The ledger's key ${place}/ledger.key is missing: put back the operator's copy, or restore it from a key export.`,
        );
      await ring.createLedgerKey();
    }
    const seed = await ring.ledgerKey();
    if (!seed) throw new KeysMissing(`The ledger's key ${place}/ledger.key cannot be made.`);
    return new LogKeys(createSecretKey(seed));
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

async function hasLogs(pool: Pool): Promise<boolean> {
  return inScope(pool, PLATFORM, async (scope) => {
    const { rowCount } = await scope.tell({
      text: 'select 1 from ledger_log where library_id = $1 limit 1',
      values: [PLATFORM],
    });
    return rowCount !== 0;
  });
}
