import { KID_LENGTH } from './data-key.js';
import { EpochFiles } from './epoch-files.js';
import { WrongEpoch } from './errors.js';
import { committedKey, secretKeyOf, type CommittedKey } from './hkdf.js';
import type { KeyRing } from './key-ring.js';
import { openRecord, sealRecord, type Terms } from './sealed-record.js';

const SUITE = 0x03;
const label = 'carrel-root-v1';
// An epoch that another process destroyed must stop being usable within 60 seconds, of which the caches above this one
// use most; reading 80 bytes again costs nothing.
const TRUSTED_FOR_MS = 5_000;

interface Held {
  readonly key: Promise<CommittedKey>;
  readonly until: number;
}

/** The key ring of one machine: a directory of key files, outside every backup, that several processes may share. */
export class FileKeyRing implements KeyRing {
  private readonly held = new Map<number, Held>();

  private constructor(
    private readonly files: EpochFiles,
    private readonly clock: () => number,
  ) {}

  /**
   * Opens the directory, making it (mode 0700) if need be, and reads every living epoch once so that a bad file stops the start.
   * `clock` gives milliseconds that never go back. Throws `KeyProviderDown` or `KeysMissing`, naming the file.
   */
  static async open(directory: string, clock: () => number = () => performance.now()): Promise<FileKeyRing> {
    const ring = new FileKeyRing(await EpochFiles.open(directory), clock);
    for (const epoch of await ring.epochs()) await ring.try(epoch);
    return ring;
  }

  epochs(): Promise<number[]> {
    return this.files.living();
  }

  createEpoch(): Promise<number> {
    return this.files.create();
  }

  async wrap(epoch: number, bytes: Buffer, aad: Buffer): Promise<Buffer> {
    return sealRecord(terms(epoch, await this.key(epoch), aad), bytes);
  }

  async unwrap(epoch: number, wrapped: Buffer, aad: Buffer): Promise<Buffer> {
    return openRecord(terms(epoch, await this.key(epoch), aad), wrapped);
  }

  copyOf(epoch: number): Promise<Buffer> {
    return this.files.read(epoch);
  }

  ledgerKey(): Promise<Buffer | null> {
    return this.files.ledgerKey();
  }

  createLedgerKey(): Promise<void> {
    return this.files.createLedgerKey();
  }

  async destroyEpoch(epoch: number): Promise<void> {
    try {
      await this.files.destroy(epoch);
    } finally {
      this.held.delete(epoch);
    }
  }

  private async try(epoch: number): Promise<void> {
    try {
      await this.key(epoch);
    } catch (error) {
      const destroyedMeanwhile = !(await this.epochs()).includes(epoch);
      if (!destroyedMeanwhile) throw error;
    }
  }

  private key(epoch: number): Promise<CommittedKey> {
    const now = this.clock();
    for (const [other, { until }] of this.held) if (until <= now) this.held.delete(other);
    return this.held.get(epoch)?.key ?? this.load(epoch, now + TRUSTED_FOR_MS);
  }

  // The promise is kept, not the key, so that many who ask at once cause one read.
  private load(epoch: number, until: number): Promise<CommittedKey> {
    const key = this.files.read(epoch).then((secret) => committedKey(secretKeyOf(secret), label));
    const held = { key, until };
    this.held.set(epoch, held);
    key.catch(() => {
      if (this.held.get(epoch) === held) this.held.delete(epoch);
    });
    return key;
  }
}

/** Unwraps under a copy of a root key instead of the ring's own, to prove that the copy serves; throws as `unwrap` does. */
export function unwrapUnder(root: Buffer, epoch: number, wrapped: Buffer, aad: Buffer): Buffer {
  return openRecord(terms(epoch, committedKey(secretKeyOf(Buffer.from(root)), label), aad), wrapped);
}

// The epoch itself is the record's kid, so that a record of another epoch is told from a damaged one.
function terms(epoch: number, key: CommittedKey, aad: Buffer): Terms {
  const kid = Buffer.alloc(KID_LENGTH);
  kid.writeBigUInt64BE(BigInt(epoch), KID_LENGTH - 8);
  return { suite: SUITE, label, kid, key, boundTo: [aad], otherKey: () => new WrongEpoch() };
}
