import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import type { Category } from '../../foundation/data-map/vocabulary.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { Subject } from '../../foundation/records/subject.entity.js';
import { noticeShape, RecipientNotices } from './recipient-notices.service.js';
import { Disclosure, Recipient, RecipientNotice } from './recipient.entity.js';
import type { NewDisclosure } from './recipients.dto.js';

/** What a recipient received of one reader, over all times it received something. */
export interface Received {
  recipient: { id: string; name: string; country: string; safeguard: string };
  categories: Category[];
  firstAt: Date;
  lastAt: Date;
}

/** Which recipients really received which data of whom and when (Art. 15(1)(c), 19). */
@Injectable()
export class DisclosuresService {
  constructor(
    private readonly records: Records,
    private readonly notices: RecipientNotices,
  ) {}

  /** Records a disclosure; who receives data that are restricted is told so at once. @throws 404 no such reader or recipient; 409 the recipient receives nothing more; 422 it is yet to come */
  async record(me: SignedIn, disclosure: NewDisclosure, now: Date): Promise<{ id: string }> {
    const { reader: subjectId, recipient: recipientId, categories } = disclosure;
    const at = disclosure.at ? new Date(disclosure.at) : now;
    return this.records.in(me, async (db) => {
      const living = { id: subjectId, kind: 'reader', state: ['active', 'restricted'] } as const;
      const { state } = await db.get(Subject, living);
      await demand(db, recipientId, at, now);
      const recordedBy = me.kind === 'staff' || me.kind === 'api-key' ? me.id : null;
      const row = { subjectId, recipientId, categories, at, recordedAt: now, recordedBy };
      const id = await db.insert(Disclosure, row);
      if (state === 'restricted') await this.notices.tell(db, subjectId, 'restricted', { recipientId }, now);
      return { id };
    });
  }

  /** What was recorded about one reader, the latest first. */
  async list(me: SignedIn, subjectId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Disclosure, { subjectId }, { ...page, order: 'newest' });
      return {
        items: items.map(({ id, recipientId: recipient, categories, at, recordedAt }) => {
          return { id, recipient, categories, at, recordedAt };
        }),
        next,
      };
    });
  }

  /** Who received data of the reader who asks, and what each was told about them (Art. 15(1)(c), 19 second sentence). */
  async mine(me: Reader) {
    return this.records.in(me, async (db) => {
      const received = await this.received(db, me.id);
      const notices = (await db.all(RecipientNotice, { subjectId: me.id })).map(noticeShape);
      return received.map((one) => ({
        ...one,
        told: notices.flatMap(({ recipient, id, event, data, at, state, toldAt, acknowledgedAt }) =>
          recipient === one.recipient.id ? [{ id, event, data, at, state, toldAt, acknowledgedAt }] : [],
        ),
      }));
    });
  }

  /** What each recipient received of a reader, for whoever tells the reader of it. */
  async received(db: Rows, subjectId: string): Promise<Received[]> {
    const { rows } = await db.tell(
      `select d.recipient_id, min(d.at) as first_at, max(d.at) as last_at,
              array(select distinct c from disclosure o, unnest(o.categories) c
                    where o.library_id = $1 and o.subject_id = $2 and o.recipient_id = d.recipient_id order by c) as categories
       from disclosure d where d.library_id = $1 and d.subject_id = $2 group by d.recipient_id order by first_at`,
      [db.me.libraryId, subjectId],
    );
    const ids = rows.map((row) => String(row.recipient_id));
    const known = new Map(
      (ids.length ? await db.all(Recipient, { id: ids }) : []).map((one) => [one.id, one]),
    );
    return rows.flatMap(({ recipient_id, first_at, last_at, categories }) => {
      const found = known.get(String(recipient_id));
      if (!found) return [];
      const { id, name, country, safeguard } = found;
      const received = { firstAt: first_at as Date, lastAt: last_at as Date };
      return [
        { recipient: { id, name, country, safeguard }, categories: categories as Category[], ...received },
      ];
    });
  }
}

/** A recipient that received something then. @throws 404, 409, 422 */
async function demand(db: Rows, recipientId: string, at: Date, now: Date) {
  const { endedAt } = await db.get(Recipient, { id: recipientId });
  if (at > now)
    throw invalid('/at', 'A disclosure is recorded once it has happened: write a moment that is past.');
  if (endedAt && at >= endedAt) throw ended();
}

const ended = () =>
  conflict(
    'recipient-ended',
    'This recipient was taken off the list before that moment. Enter it anew, or write when it really received the data.',
  );
