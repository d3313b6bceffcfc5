import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { pipeline as written } from 'node:stream/promises';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { SignedIn } from '../access/signed-in.js';
import { inScope, isLibraryId } from '../database/scope.js';
import type { DataKey } from '../encryption/data-key.js';
import { syncDirectory, unless } from '../encryption/durable-file.js';
import { SubjectErased } from '../encryption/errors.js';
import type { KeyStore } from '../encryption/key-store.js';
import { openFile, openRange, plainSize, sealFile } from '../encryption/sealed-files.js';
import { notFound } from '../http/problem.js';
import { opensRestricted, restricted } from '../records/restricted.js';
import { SubjectKeyring } from '../records/subject-keys.js';
import { thrift } from './thrift.js';
import { watched } from './watched.js';

/** Which file: an id that its row gave it, and the person it belongs to, or null for the library's own content. */
export interface StoredFile {
  id: string;
  subjectId: string | null;
}

/** Who asks, as far as a file needs it: every `SignedIn` is one. */
type InLibrary = { libraryId: string } | SignedIn;

/** Bytes of a file from `start` to `end`, both included. */
export interface Range {
  start: number;
  end: number;
}

/** One call to the disk costs as much as opening a chunk: this many bytes are read by one, and wait to be written by one. */
const AT_ONCE = 256 * 1024;

const PART = '.part';
const ABANDONED_MS = 3_600_000;

/**
 * Files at rest, sealed and streamed: the library's content under its content key, a person's files under their main key
 * and in a folder of their own, so that one removal takes all of them.
 */
export class SealedStore {
  constructor(
    private readonly pool: Pool,
    private readonly keys: KeyStore,
    private readonly directory: string,
  ) {}

  /**
   * Seals a stream into a new file and gives the number of plain bytes; whatever breaks on the way leaves nothing.
   * @throws SubjectErased when the person is being erased; what the stream fails with.
   */
  async keep(me: InLibrary, file: StoredFile, plain: AsyncIterable<Buffer>): Promise<number> {
    const { libraryId } = me;
    const path = this.pathOf(libraryId, file);
    const key = await this.keyOf(me, file, 'writing');
    const part = join(dirname(path), `.${file.id}-${uuidv7()}${PART}`);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const into = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true, highWaterMark: AT_ONCE });
      const source = Readable.from(plain, { objectMode: false });
      await written(source, sealFile(key, contextOf(libraryId, file)), thrift(), into);
      await rename(part, path);
      await syncDirectory(dirname(path));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return this.size({ libraryId }, file);
  }

  /**
   * The plain bytes of a file, or of a range of it. Asks the person's state every time.
   * @throws 404 when there is no such file or the person is being erased; 409 when it may not be used; RangeError for a range the file has not.
   * The stream fails with `TamperedCiphertext` when the file is not the one that was sealed, which is noted.
   */
  async open(me: InLibrary, file: StoredFile, range?: Range): Promise<Readable> {
    const { libraryId } = me;
    const path = this.pathOf(libraryId, file);
    const key = await this.keyOf(me, file, 'reading');
    const context = contextOf(libraryId, file);
    const { size } = await this.statOf(path);
    const from = (start: number, end: number) =>
      createReadStream(path, { start, end, highWaterMark: AT_ONCE });
    return watched(this.pool, me, () =>
      range
        ? openRange(key, context, from, size, range)
        : // A failure of either ends both, and the reader of the second is told.
          pipeline(from(0, Infinity), openFile(key, context), thrift(), () => undefined),
    );
  }

  /** How many plain bytes a file holds. @throws 404 */
  async size({ libraryId }: InLibrary, file: StoredFile): Promise<number> {
    return plainSize((await this.statOf(this.pathOf(libraryId, file))).size);
  }

  /** Removes a file; does nothing where there is none. */
  async remove({ libraryId }: InLibrary, file: StoredFile): Promise<void> {
    await rm(this.pathOf(libraryId, file), { force: true });
  }

  /** Removes every file of a person (Art. 17); may run again. */
  async forget(libraryId: string, subjectId: string): Promise<void> {
    await rm(this.folderOf(libraryId, subjectId), { recursive: true, force: true });
  }

  /** Removes what broken uploads left when the process was killed: drafts untouched for an hour. Gives their number. */
  async sweep(now: Date): Promise<number> {
    const entries = await readdir(this.directory, { recursive: true }).catch(unless('ENOENT'));
    let removed = 0;
    for (const name of entries ?? []) {
      if (!name.endsWith(PART)) continue;
      const path = join(this.directory, name);
      const found = await stat(path).catch(unless('ENOENT'));
      if (!found || found.mtimeMs > now.getTime() - ABANDONED_MS) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  private async keyOf(
    me: InLibrary,
    { subjectId }: StoredFile,
    use: 'reading' | 'writing',
  ): Promise<DataKey> {
    const asker = 'kind' in me ? me : undefined;
    return inScope(this.pool, me.libraryId, async (scope) => {
      if (subjectId === null) return this.keys.contentKey(scope);
      const keyring = new SubjectKeyring(scope, this.keys, asker);
      const subject =
        use === 'writing'
          ? await keyring.forWriting(subjectId)
          : (await keyring.forReading([subjectId])).get(subjectId);
      const key = subject?.keys.get('main');
      if (!key) throw new SubjectErased();
      if (use === 'reading' && asker && subject?.state === 'restricted')
        if (!opensRestricted(asker, subjectId, subject)) throw restricted();
      return key;
    });
  }

  private async statOf(path: string) {
    const found = await stat(path).catch(unless('ENOENT'));
    if (!found) throw notFound();
    return found;
  }

  private pathOf(libraryId: string, { id, subjectId }: StoredFile): string {
    if (!isLibraryId(id)) throw notFound();
    if (subjectId !== null) return join(this.folderOf(libraryId, subjectId), id);
    // The last digits, because the first ones of a UUIDv7 are the time.
    return join(this.directory, libraryId, 'content', id.slice(-2), id);
  }

  private folderOf(libraryId: string, subjectId: string): string {
    if (!isLibraryId(libraryId) || !isLibraryId(subjectId)) throw notFound();
    return join(this.directory, libraryId, 'people', subjectId);
  }
}

function contextOf(libraryId: string, { id, subjectId }: StoredFile) {
  return { libraryId, subjectId: subjectId ?? libraryId, fileId: id };
}
