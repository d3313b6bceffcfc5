import { randomBytes, randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, exists, overwrite, syncDirectory, unless, writeDurably } from './durable-file.js';
import { EncryptionError, KeyProviderDown, KeysMissing, WrongEpoch } from './errors.js';

const ledgerContents = /^carrel-ledger-key-v1\n([A-Za-z0-9+/]{43}=)\n$/;
const contents = /^carrel-epoch-key-v1 epoch=(\d+)\n([A-Za-z0-9+/]{43}=)\n$/;

/** A directory with one file of 32 random bytes for each epoch: `e42.key` while it lives, `e42.gone` from the moment its destruction began. */
export class EpochFiles {
  private constructor(private readonly directory: string) {}

  /** Opens or makes the directory (mode 0700) and finishes what a kill interrupted; throws `KeyProviderDown` when others may enter it. */
  static async open(directory: string): Promise<EpochFiles> {
    const files = new EpochFiles(directory);
    await naming(directory, async () => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      refuseOthers(directory, (await stat(directory)).mode, '700');
      await files.finishInterrupted();
    });
    return files;
  }

  /** The living epochs, oldest first. */
  async living(): Promise<number[]> {
    const { keys, gone } = await this.survey();
    return keys.filter((epoch) => !gone.includes(epoch)).sort((a, b) => a - b);
  }

  /** The 32 bytes of an epoch; throws `WrongEpoch`, `KeysMissing` on a damaged file, `KeyProviderDown` on one that cannot be read or that others can. */
  async read(epoch: number): Promise<Buffer> {
    const path = this.key(epoch);
    const text = await naming(path, () => this.textOf(epoch));
    // Asked after reading: a file that is being overwritten already has its mark, so a torn read is never taken for damage.
    const isGone = await naming(path, () => exists(this.gone(epoch)));
    if (text === undefined || isGone)
      throw new WrongEpoch(
        `The key ring ${this.directory} does not hold epoch ${epoch}: it was destroyed or never was here.`,
      );
    const [, number, secret] = contents.exec(text) ?? [];
    if (Number(number) !== epoch || secret === undefined)
      throw new KeysMissing(`The key file ${path} is damaged; put back the operator's copy.`);
    return Buffer.from(secret, 'base64');
  }

  /** The 32 bytes that the ledger's signing keys are derived from; null where they were not made yet. */
  async ledgerKey(): Promise<Buffer | null> {
    const path = join(this.directory, 'ledger.key');
    return naming(path, async () => {
      const text = await readFile(path, 'utf8').catch(unless('ENOENT'));
      if (text === undefined) return null;
      refuseOthers(path, (await stat(path)).mode, '600');
      const [, secret] = ledgerContents.exec(text) ?? [];
      if (secret === undefined)
        throw new KeysMissing(`The ledger's key ${path} is damaged: put back the operator's copy.`);
      return Buffer.from(secret, 'base64');
    });
  }

  /** Makes the ledger's key where there is none; one that another process makes first stands. */
  async createLedgerKey(): Promise<void> {
    const path = join(this.directory, 'ledger.key');
    const draft = join(this.directory, `ledger.${randomUUID()}.draft`);
    await naming(draft, async () => {
      await writeDurably(draft, `carrel-ledger-key-v1\n${randomBytes(32).toString('base64')}\n`);
      await link(draft, path).catch(unless('EEXIST'));
      await rm(draft, { force: true });
      await syncDirectory(this.directory);
    });
  }

  /** Makes the next epoch's file durable and gives its number; when another process makes it first, that file stands. */
  async create(): Promise<number> {
    const { keys, gone } = await this.survey();
    const epoch = Math.max(0, ...keys, ...gone) + 1;
    const draft = join(this.directory, `e${epoch}.${randomUUID()}.draft`);
    await naming(draft, async () => {
      await writeDurably(
        draft,
        `carrel-epoch-key-v1 epoch=${epoch}\n${randomBytes(32).toString('base64')}\n`,
      );
      // Linked, not renamed: a rename would replace the key that another process made meanwhile and may have used.
      await link(draft, this.key(epoch)).catch(unless('EEXIST'));
      await rm(draft, { force: true });
      await syncDirectory(this.directory);
    });
    return epoch;
  }

  /**
   * Puts back a root key from the operator's copy, where it is missing. False for one that was destroyed: it stays so.
   * @throws KeysMissing when the ring holds another key for the epoch
   */
  async adopt(epoch: number, secret: Buffer): Promise<boolean> {
    const { keys, gone } = await this.survey();
    if (gone.includes(epoch)) return false;
    if (!keys.includes(epoch))
      await this.put(this.key(epoch), `carrel-epoch-key-v1 epoch=${epoch}\n${secret.toString('base64')}\n`);
    if (!(await this.read(epoch)).equals(secret)) throw this.anotherKey(`e${epoch}.key`);
    return true;
  }

  /** Puts back the ledger's key; does nothing where it is. @throws KeysMissing when another one is there */
  async adoptLedgerKey(secret: Buffer): Promise<void> {
    const path = join(this.directory, 'ledger.key');
    if (!(await this.ledgerKey()))
      await this.put(path, `carrel-ledger-key-v1\n${secret.toString('base64')}\n`);
    if (!(await this.ledgerKey())?.equals(secret)) throw this.anotherKey('ledger.key');
  }

  private async put(path: string, text: string): Promise<void> {
    const draft = `${path}.${randomUUID()}.draft`;
    await naming(draft, async () => {
      await writeDurably(draft, text);
      await link(draft, path).catch(unless('EEXIST'));
      await rm(draft, { force: true });
      await syncDirectory(this.directory);
    });
  }

  private anotherKey(name: string) {
    return new KeysMissing(
      `${join(this.directory, name)} is not the key of the export: it is another installation's, or one that a server made before the restore. Name the right KEYRING_URL, or an empty directory.`,
    );
  }

  /** Overwrites and removes an epoch's file; each step may be repeated after a kill. */
  async destroy(epoch: number): Promise<void> {
    const path = this.key(epoch);
    await naming(path, async () => {
      // The mark comes first and stays: a half-overwritten file reads as destroyed, and the number is never given again.
      await writeDurably(this.gone(epoch), '').catch(unless('EEXIST'));
      await syncDirectory(this.directory);
      await overwrite(path).catch(unless('ENOENT'));
      await rm(path, { force: true });
      await syncDirectory(this.directory);
    });
  }

  private async finishInterrupted(): Promise<void> {
    const { keys, gone, drafts } = await this.survey();
    for (const epoch of keys.filter((key) => gone.includes(key))) await this.destroy(epoch);
    for (const draft of drafts) {
      const path = join(this.directory, draft);
      const found = await stat(path).catch(unless('ENOENT'));
      // A second name of a finished key. A draft with one link may be another process's, a moment before it is linked.
      if (found?.nlink === 2) await rm(path, { force: true });
    }
  }

  private async survey(): Promise<{ keys: number[]; gone: number[]; drafts: string[] }> {
    const names = await naming(this.directory, () => readdir(this.directory));
    const numbered = (pattern: RegExp) =>
      names.flatMap((name) => pattern.exec(name)?.slice(1).map(Number) ?? []);
    return {
      keys: numbered(/^e([1-9]\d*)\.key$/),
      gone: numbered(/^e([1-9]\d*)\.gone$/),
      drafts: names.filter((name) => name.endsWith('.draft')),
    };
  }

  private async textOf(epoch: number): Promise<string | undefined> {
    const path = this.key(epoch);
    const file = await open(path, 'r').catch(unless('ENOENT'));
    if (!file) return access(this.directory).then(() => undefined);
    try {
      refuseOthers(path, (await file.stat()).mode, '600');
      return await file.readFile('latin1');
    } finally {
      await file.close();
    }
  }

  private key(epoch: number): string {
    return join(this.directory, `e${epoch}.key`);
  }

  private gone(epoch: number): string {
    return join(this.directory, `e${epoch}.gone`);
  }
}

function refuseOthers(path: string, mode: number, wanted: string): void {
  if (mode & 0o077)
    throw new KeyProviderDown(`Other users of this machine can reach ${path}; run: chmod ${wanted} ${path}`);
}

async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof EncryptionError) throw cause;
    throw new KeyProviderDown(
      `The key ring cannot use ${path} (${codeOf(cause) ?? 'unknown error'}); see that it is there and belongs to this process.`,
      { cause },
    );
  }
}
