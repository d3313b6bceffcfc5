import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { arriving } from '../../foundation/files/arriving-file.js';
import type { LENDABLE } from '../../foundation/files/media-types.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import type { Sendable } from '../../foundation/files/send-file.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { Item, ItemFile } from './item.entity.js';

const ABANDONED_MS = 86_400_000;
const EXTENSIONS = { 'application/epub+zip': 'epub', 'application/pdf': 'pdf', 'text/plain': 'txt' } as const;

/** An item's file as it arrives. */
export interface Upload {
  mediaType: (typeof LENDABLE)[number];
  body: Readable;
}

/** The files of items: taken and given as streams, at rest sealed under the library's content key. */
@Injectable()
export class ItemFilesService {
  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly setting: Setting,
  ) {}

  /**
   * Keeps a file for an item, in place of the one before, once it has come whole.
   * @throws 404, and 400, 413, 415, 422 as `arriving` tells
   */
  async put(me: SignedIn, itemId: string, { mediaType, body }: Upload) {
    const id = await this.records.in(me, async (db) => {
      await db.get(Item, { id: itemId });
      return db.insert(ItemFile, { itemId, mediaType });
    });
    try {
      const atMostBytes = this.setting.config.itemMegabytes * 1024 ** 2;
      const file = { id, subjectId: null };
      const size = await this.store.keep(me, file, arriving(body, { mediaType, atMostBytes }));
      const before = await this.records.in(me, (db) => replace(db, itemId, id, size));
      await this.discard(me, before);
      return { mediaType, size };
    } catch (error) {
      await this.discard(me, [id]);
      throw error;
    }
  }

  /** Removes an item with its file. @throws 404 */
  async removeItem(me: SignedIn, itemId: string): Promise<void> {
    const files = await this.records.in(me, async (db) => {
      await db.get(Item, { id: itemId }, 'for update');
      await db.delete(Item, { id: itemId });
      await db.update(ItemFile, { itemId }, { state: 'leaving' });
      return db.all(ItemFile, { itemId, state: 'leaving' });
    });
    await this.discard(
      me,
      files.map((file) => file.id),
    );
  }

  /** The file of an item, ready to be sent. @throws 404 */
  async kept(db: Rows, itemId: string): Promise<Sendable> {
    const file: Opened<ItemFile> = await db.get(ItemFile, { itemId, state: 'kept' });
    const { id, size, mediaType } = file;
    const type = mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType;
    const name = `${itemId}.${EXTENSIONS[mediaType]}`;
    return {
      id,
      size,
      mediaType: type,
      name,
      open: (range) => this.store.open(db.me, { id, subjectId: null }, range),
    };
  }

  /** The same for those who need no loan: the library's own staff and systems. @throws 404 */
  async forLibrary(me: SignedIn, itemId: string): Promise<Sendable> {
    return this.records.in(me, (db) => this.kept(db, itemId));
  }

  /** Ends what a kill left half-way: files that never arrived and files that were on their way out. */
  async sweep(libraryId: string, now: Date): Promise<number> {
    const me = aJob('item-files', libraryId);
    const files = await this.records.in(me, async (db) => [
      ...(await db.all(ItemFile, { state: 'leaving' })),
      ...(await db.all(ItemFile, {
        state: 'arriving',
        createdAt: { before: new Date(now.getTime() - ABANDONED_MS) },
      })),
    ]);
    await this.discard(
      me,
      files.map((file) => file.id),
    );
    return files.length;
  }

  /** Bytes first, row last: a kill in between leaves the row for the sweep to find. */
  private async discard(me: SignedIn, ids: string[]): Promise<void> {
    for (const id of ids) await this.store.remove(me, { id, subjectId: null });
    if (ids.length)
      await this.records.in(me, (db) => db.delete(ItemFile, { id: ids, state: ['arriving', 'leaving'] }));
  }
}

/** Shows the new file instead of the old and gives the ids of those to discard. */
async function replace(db: Rows, itemId: string, id: string, size: number): Promise<string[]> {
  // The item's row keeps two uploads apart, and an upload from a deletion.
  await db.get(Item, { id: itemId }, 'for update');
  const before = await db.all(ItemFile, { itemId, state: 'kept' });
  await db.update(ItemFile, { itemId, state: 'kept' }, { state: 'leaving' });
  await db.update(ItemFile, { id, state: 'arriving' }, { state: 'kept', size });
  return before.map((file) => file.id);
}
