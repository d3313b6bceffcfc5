import { Injectable } from '@nestjs/common';
import { refuseFrozenExports } from '../../foundation/access/restraints.js';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import { arriving } from '../../foundation/files/arriving-file.js';
import { SealedStore, type StoredFile } from '../../foundation/files/sealed-store.js';
import type { Upload } from '../../foundation/files/uploaded-file.js';
import type { Sendable } from '../../foundation/files/send-file.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { Attachment } from './conversation.entity.js';
import { authorOf, ConversationsService, writerOf } from './conversations.service.js';

const ABANDONED_MS = 86_400_000;

/** Files in threads: taken and given as streams, at rest sealed under the thread's reader's key. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly records: Records,
    private readonly conversations: ConversationsService,
    private readonly store: SealedStore,
    private readonly setting: Setting,
  ) {}

  /** Keeps a file in a thread once it has come whole. @throws 404, and 400, 413, 415, 422 as `arriving` tells */
  async add(
    me: SignedIn,
    conversationId: string,
    { name, mediaType, body }: Upload,
    now: Date,
  ): Promise<{ id: string }> {
    const file = await this.records.in(me, async (db): Promise<StoredFile> => {
      const { readerId } = await this.conversations.demandOpen(db, conversationId);
      const row = {
        conversationId,
        readerId,
        author: authorOf(me),
        writtenBy: writerOf(me),
        name,
        mediaType,
        sentAt: now,
      };
      return { id: await db.insert(Attachment, row), subjectId: readerId };
    });
    try {
      const atMostBytes = this.setting.config.attachmentMegabytes * 1024 ** 2;
      const size = await this.store.keep(me, file, arriving(body, { mediaType, atMostBytes }));
      await this.records.in(me, (db) =>
        db.update(Attachment, { id: file.id, state: 'arriving' }, { state: 'kept', size }),
      );
      return { id: file.id };
    } catch (error) {
      await this.discard(me, file);
      throw error;
    }
  }

  /** The attachments of a thread, the oldest first. @throws 404 */
  async list(me: SignedIn, conversationId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      await this.conversations.demand(db, conversationId);
      const { items, next } = await db.page(Attachment, { conversationId, state: 'kept' }, page);
      return {
        items: items.map(({ id, author, name, mediaType, size, sentAt }) => ({
          id,
          author,
          name,
          mediaType,
          size,
          sentAt,
        })),
        next,
      };
    });
  }

  /** One attachment, ready to be sent. @throws 404; 423 to the library's side while nothing is taken out */
  async open(me: SignedIn, conversationId: string, id: string): Promise<Sendable> {
    return this.records.in(me, async (db) => {
      if (me.kind !== 'reader') await refuseFrozenExports(db);
      await this.conversations.demand(db, conversationId);
      const { name, mediaType, size, readerId } = await db.get(Attachment, {
        id,
        conversationId,
        state: 'kept',
      });
      return {
        id,
        name,
        mediaType,
        size,
        open: (range) => this.store.open(me, { id, subjectId: readerId }, range),
      };
    });
  }

  /** Removes what a kill left half-way. */
  async sweep(libraryId: string, now: Date): Promise<number> {
    const me = aJob('attachments', libraryId);
    const before = new Date(now.getTime() - ABANDONED_MS);
    const files = await this.records.in(me, (db) =>
      db.all(Attachment, { state: 'arriving', sentAt: { before } }),
    );
    for (const { id, readerId } of files) await this.discard(me, { id, subjectId: readerId });
    return files.length;
  }

  /** Bytes first, row last: a kill in between leaves the row for the sweep to find. */
  private async discard(me: SignedIn, file: StoredFile): Promise<void> {
    await this.store.remove(me, file);
    await this.records.in(me, (db) => db.delete(Attachment, { id: file.id, state: 'arriving' }));
  }
}
