import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isLibraryId, NotALibrary } from '../database/scope.js';
import { unless } from '../encryption/durable-file.js';

/**
 * The last checkpoint of each log, kept beside the erasure ledger and so outside the database: what a restored backup is
 * measured against, since a log must never sign what contradicts what it has signed.
 */
export class PublishedHeads {
  constructor(private readonly directory: string) {}

  /** The note, or null where nothing was published. */
  async read(libraryId: string): Promise<string | null> {
    return (await readFile(this.pathOf(libraryId), 'utf8').catch(unless('ENOENT'))) ?? null;
  }

  /** Keeps a note in place of the one before. */
  async write(libraryId: string, note: string): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = this.pathOf(libraryId);
    const draft = `${path}.${randomUUID()}`;
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(note);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  }

  private pathOf(libraryId: string): string {
    if (!isLibraryId(libraryId)) throw new NotALibrary();
    return join(this.directory, `${libraryId}.checkpoint`);
  }
}
