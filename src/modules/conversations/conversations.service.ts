import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { conflict } from '../../foundation/http/problem.js';
import type { Opened, Where } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { PermissionsService } from '../consent/permissions.service.js';
import { AnswerLettersService } from './answer-letters.service.js';
import { Conversation, Message, type Author } from './conversation.entity.js';
import type { NewConversation } from './dto.js';

/** Threads between readers and the library, from either side. A reader sees their own, the library all of its own. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly records: Records,
    private readonly letters: AnswerLettersService,
    private readonly permissions: PermissionsService,
  ) {}

  /** Opens a thread with its first message. */
  async open(me: Reader, { subject, body }: NewConversation, now: Date): Promise<{ id: string }> {
    return this.records.in(me, async (db) => {
      const conversationId = await db.insert(Conversation, {
        readerId: me.id,
        subject,
        createdAt: now,
        lastMessageAt: now,
      });
      await db.insert(Message, { conversationId, readerId: me.id, author: 'reader', body, sentAt: now });
      return { id: conversationId };
    });
  }

  /** Threads, the latest first; the library may ask for one reader's. */
  async list(me: SignedIn, readerId: string | undefined, page: PageOptions) {
    const where = mine(me, readerId ? { readerId } : {});
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Conversation, where, { ...page, order: 'newest' });
      return { items: items.map(shapeOf), next };
    });
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => shapeOf(await this.demand(db, id)));
  }

  /** The messages of a thread, the oldest first. @throws 404 */
  async messages(me: SignedIn, id: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      await this.demand(db, id);
      const { items, next } = await db.page(Message, { conversationId: id }, page);
      return { items: items.map(({ id, author, body, sentAt }) => ({ id, author, body, sentAt })), next };
    });
  }

  /** Adds a message; the library's first answer is announced by a letter that does not quote it. @throws 404 */
  async write(me: SignedIn, id: string, body: string, now: Date): Promise<{ id: string }> {
    const library = me.kind === 'reader' ? null : await this.letters.libraryOf(me);
    return this.records.in(me, async (db) => {
      const { readerId, lastAuthor } = await this.demandOpen(db, id);
      const author = authorOf(me);
      const message = { conversationId: id, readerId, author, writtenBy: writerOf(me), body, sentAt: now };
      const messageId = await db.insert(Message, message);
      await db.update(Conversation, { id }, { lastAuthor: author, lastMessageAt: now });
      if (library && lastAuthor === 'reader' && (await this.mayBeWrittenTo(db, readerId, now)))
        await this.letters.announce(db, readerId, library);
      return { id: messageId };
    });
  }

  /** The thread, where the asker may see it. @throws 404 */
  demand(db: Rows, id: string): Promise<Opened<Conversation>> {
    return db.get(Conversation, mine(db.me, { id }));
  }

  /** The thread, where somebody may write in it. @throws 404; 409 where it was brought along from another library */
  async demandOpen(db: Rows, id: string): Promise<Opened<Conversation>> {
    const conversation = await this.demand(db, id);
    if (conversation.isBroughtAlong)
      throw conflict(
        'brought-along',
        'This conversation was brought along from another library and can only be read. Open a new one to write.',
      );
    return conversation;
  }

  /** A restricted reader's answer waits in the thread, and nothing is sent after them (Art. 18). */
  private async mayBeWrittenTo(db: Rows, readerId: string, now: Date): Promise<boolean> {
    const [answer] = await this.permissions.of(db, [readerId], 'conversations', now);
    return answer?.allowed === true;
  }
}

/** As whom somebody writes. */
export function authorOf(me: SignedIn): Author {
  return me.kind === 'reader' ? 'reader' : 'library';
}

/** Who wrote for the library: a staff member or a key; null for readers, whose thread it is. */
export function writerOf(me: SignedIn): string | null {
  return me.kind === 'staff' || me.kind === 'api-key' ? me.id : null;
}

function mine(me: SignedIn, where: Where<Conversation>): Where<Conversation> {
  return me.kind === 'reader' ? { ...where, readerId: me.id } : where;
}

function shapeOf(thread: Opened<Conversation>) {
  const { id, readerId: reader, subject, lastAuthor, createdAt, lastMessageAt, broughtFrom } = thread;
  return { id, reader, subject, lastAuthor, createdAt, lastMessageAt, broughtFrom };
}
