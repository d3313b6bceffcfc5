import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inScope, PLATFORM } from '../database/scope.js';
import { syncDirectory, unless } from './durable-file.js';
import { KeysMissing } from './errors.js';
import { ExportProof, exportLines } from './key-export-lines.js';
import { exportName, readExportName, type ToldByName } from './key-export-names.js';
import type { KeyRing } from './key-ring.js';
import { librariesOf } from './epochs.js';
import { recipientsOrOwn } from './recipients.js';

/** No export stays longer than the horizon of an erasure: it holds keys of epochs that are destroyed meanwhile. */
export const HORIZON_MS = 8 * 86_400_000;
const ABANDONED_MS = 3_600_000;

/** An export that was proven to open. */
export interface VerifiedExport {
  id: string;
  file: string;
  epochs: number[];
  bytes: number;
  /** False: only the identity in the same directory opens it, so that it is no off-machine copy. */
  hasOperator: boolean;
  verifiedAt: Date;
}

/** Encrypted copies of the key store for the operator (age), each opened once before it counts. */
export class KeyExports {
  constructor(
    private readonly pool: Pool,
    private readonly ring: KeyRing,
    private readonly directory: string,
    private readonly recipients: string[],
  ) {}

  /**
   * Writes the root keys of these epochs with all that they wrap, encrypts it for the operator, opens the file again and
   * tries every key in it. @throws when anything of this fails; then no file is left.
   */
  async make(epochs: number[], now: Date): Promise<VerifiedExport> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const name = exportName(epochs, now);
    const draft = join(this.directory, `${name}.part`);
    try {
      const proof = await generateX25519Identity();
      await this.write(draft, epochs, now, await identityToRecipient(proof));
      await prove(draft, proof);
      const file = join(this.directory, `${name}.age`);
      await rename(draft, file);
      await syncDirectory(this.directory);
      return await this.enter({ file, epochs, bytes: (await stat(file)).size, verifiedAt: now });
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** The newest that is proven, or null. */
  async newest(): Promise<VerifiedExport | null> {
    return (await this.all())[0] ?? null;
  }

  /** Deletes what is older than the horizon, and drafts that a kill left. */
  async expire(now: Date): Promise<void> {
    const horizon = new Date(now.getTime() - HORIZON_MS);
    await this.remove(
      (await this.all()).filter((one) => one.verifiedAt < horizon),
      now,
    );
    await this.removeStray(({ isBefore }) => isBefore(horizon));
    for (const name of (await this.names()).filter((one) => one.endsWith('.part'))) {
      const path = join(this.directory, name);
      const found = await stat(path).catch(unless('ENOENT'));
      if (found && found.mtimeMs < now.getTime() - ABANDONED_MS) await rm(path, { force: true });
    }
  }

  /** Deletes every export that holds an epoch which is about to be destroyed. */
  async removeHolding(epochs: number[], now: Date): Promise<void> {
    const holding = (await this.all()).filter((one) => one.epochs.some((epoch) => epochs.includes(epoch)));
    await this.remove(holding, now);
    await this.removeStray((told) => told.epochs.some((epoch) => epochs.includes(epoch)));
  }

  /** Deletes files by what their names tell: a kill before an export was entered left one that no row knows. */
  private async removeStray(isOver: (told: ToldByName) => boolean) {
    for (const name of await this.names()) {
      const told = readExportName(name);
      if (told && isOver(told)) await rm(join(this.directory, name), { force: true });
    }
  }

  private async names(): Promise<string[]> {
    return (await readdir(this.directory).catch(unless('ENOENT'))) ?? [];
  }

  private async write(path: string, epochs: number[], madeAt: Date, proof: string) {
    const encrypter = new Encrypter();
    const recipients = await recipientsOrOwn(this.recipients, this.directory);
    for (const recipient of [...recipients, proof]) encrypter.addRecipient(recipient);
    const libraries = await librariesOf(this.pool);
    const lines = exportLines({ epochs, madeAt, ring: this.ring }, libraries, (id, work) =>
      inScope(this.pool, id, work),
    );
    const encrypted = await encrypter.encrypt(Readable.toWeb(Readable.from(textOf(lines))) as never);
    await pipeline(
      Readable.fromWeb(encrypted as never),
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  }

  private async enter(made: Omit<VerifiedExport, 'id' | 'hasOperator'>): Promise<VerifiedExport> {
    const entered = { ...made, id: uuidv7(), hasOperator: this.recipients.length > 0 };
    const { id, file, epochs, bytes, hasOperator, verifiedAt } = entered;
    await inScope(this.pool, PLATFORM, (scope) =>
      scope.tell({
        text: `insert into key_export (library_id, id, file, epochs, bytes, has_operator, verified_at)
               values ($1, $2, $3, $4, $5, $6, $7)`,
        values: [PLATFORM, id, file, epochs, bytes, hasOperator, verifiedAt],
      }),
    );
    return entered;
  }

  private async all(): Promise<VerifiedExport[]> {
    return inScope(this.pool, PLATFORM, async (scope) => {
      const { rows } = await scope.tell<Omit<VerifiedExport, 'bytes'> & { bytes: string }>({
        text: `select id, file, epochs, bytes, has_operator as "hasOperator", verified_at as "verifiedAt"
               from key_export where library_id = $1 and deleted_at is null order by verified_at desc, id desc`,
        values: [PLATFORM],
      });
      return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
    });
  }

  private async remove(exports: VerifiedExport[], now: Date) {
    for (const { id, file } of exports) {
      await rm(file, { force: true });
      await inScope(this.pool, PLATFORM, (scope) =>
        scope.tell({
          text: 'update key_export set deleted_at = $3 where library_id = $1 and id = $2',
          values: [PLATFORM, id, now],
        }),
      );
    }
  }
}

/** Opens an export with an identity and tries every key in it. @throws when one does not serve or the file is not whole. */
export async function prove(path: string, identity: string): Promise<void> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const proof = new ExportProof();
  try {
    const opened = await decrypter.decrypt(Readable.toWeb(createReadStream(path)) as never);
    for await (const line of createInterface({ input: Readable.fromWeb(opened as never) })) proof.take(line);
  } catch (cause) {
    throw new KeysMissing(`The key export ${path} does not open; no key is destroyed before one does.`, {
      cause,
    });
  }
  proof.end();
}

async function* textOf(lines: AsyncIterable<object>): AsyncGenerator<Buffer> {
  for await (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`);
}
