import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { broughtId, notYet, type Brought, type BroughtRow } from '../../foundation/data-map/bringing.js';
import { DataMap } from '../../foundation/data-map/data-map.js';
import { arriving, expectedType } from '../../foundation/files/arriving-file.js';
import { ATTACHABLE } from '../../foundation/files/media-types.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { Attachment, Conversation, Message } from './conversation.entity.js';

const ROWS_AT_ONCE = 500;
const KEPT = { do: 'ignore' } as const;

/** Conversations that a reader brings along from another library: to be read here, and not gone on with. */
@Injectable()
export class BroughtConversations {
  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly setting: Setting,
    map: DataMap,
  ) {
    map.onBringing({
      tables: ['conversation', 'message', 'attachment'],
      faults,
      take: (brought) => this.take(brought),
    });
  }

  private async take(brought: Brought) {
    await this.takeThreads(brought);
    await this.takeMessages(brought);
    for (const row of brought.rows('attachment')) await this.takeAttachment(brought, row);
  }

  private takeThreads(brought: Brought) {
    const rows = brought.rows('conversation').map((row) => threadOf(brought, row));
    return this.inBatches(brought, rows, (db, batch) => db.insertMany(Conversation, batch, KEPT));
  }

  private takeMessages(brought: Brought) {
    const rows = brought
      .rows('message')
      .map((row) => ({ ...placed(brought, 'message', row), body: String(row.body) }));
    return this.inBatches(brought, rows, (db, batch) => db.insertMany(Message, batch, KEPT));
  }

  private async inBatches<Row>(
    brought: Brought,
    rows: Row[],
    insert: (db: Rows, batch: Row[]) => Promise<unknown>,
  ) {
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE)
      await this.records.in(jobOf(brought), (db) => insert(db, rows.slice(i, i + ROWS_AT_ONCE)));
  }

  /** Bytes first, row last, so that a row never stands for a file that is not there; one that will not do is left out. */
  private async takeAttachment(brought: Brought, row: BroughtRow) {
    const body = await brought.file(row.file);
    if (!body) return;
    const place = placed(brought, 'attachment', row);
    const me = jobOf(brought);
    try {
      const mediaType = expectedType(String(row.mediaType), ATTACHABLE);
      const atMostBytes = this.setting.config.attachmentMegabytes * 1024 ** 2;
      const file = { id: place.id, subjectId: brought.subjectId };
      const size = await this.store.keep(me, file, arriving(body, { mediaType, atMostBytes }));
      const kept = { ...place, name: String(row.name), mediaType, size, state: 'kept' as const };
      await this.records.in(me, (db) => db.insertMany(Attachment, [kept], KEPT));
    } catch (error) {
      body.destroy();
      if (!(error instanceof Problem)) throw error;
    }
  }
}

function jobOf({ libraryId }: Brought) {
  return aJob('imports', libraryId);
}

function threadOf(brought: Brought, row: BroughtRow) {
  return {
    id: broughtId(brought, 'conversation', String(row.id)),
    readerId: brought.subjectId,
    subject: String(row.subject),
    // Nobody here owes an answer to it.
    lastAuthor: 'library' as const,
    createdAt: new Date(String(row.createdAt)),
    lastMessageAt: new Date(String(row.lastMessageAt)),
    isBroughtAlong: true,
    broughtFrom: typeof row.broughtFrom === 'string' ? row.broughtFrom : brought.from,
  };
}

/** Where a message or attachment goes: into the thread that came with it. */
function placed(brought: Brought, table: string, row: BroughtRow) {
  return {
    id: broughtId(brought, table, String(row.id)),
    conversationId: broughtId(brought, 'conversation', String(row.conversationId)),
    readerId: brought.subjectId,
    author: 'reader' as const,
    writtenBy: null,
    sentAt: new Date(String(row.sentAt)),
    isBroughtAlong: true,
  };
}

/** What has the form and cannot be: a message of no thread, or of tomorrow. */
function faults({ rows, now }: Brought) {
  const threads = new Set(rows('conversation').map(({ id }) => String(id)));
  const astray = ['message', 'attachment'].flatMap((table) => {
    const at = rows(table).findIndex(({ conversationId }) => !threads.has(String(conversationId)));
    if (at < 0) return [];
    const pointer = `/data/${table}/${at}/conversationId`;
    return [
      { pointer, detail: 'The file holds no such conversation. Send it as the other library gave it.' },
    ];
  });
  return [
    ...astray,
    ...notYet(rows('conversation'), 'conversation', 'lastMessageAt', now),
    ...notYet(rows('message'), 'message', 'sentAt', now),
    ...notYet(rows('attachment'), 'attachment', 'sentAt', now),
  ];
}
