import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import { aJob, aVisitor, type SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { purposeOf } from '../../foundation/data-map/purposes.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { RecipientNotice, type NoticeEvent, type NoticeState } from './recipient.entity.js';

/** The queue on which recipients are told. */
export const RECIPIENT_NOTICES = 'recipient-notices';

const TRIED_FOR_MS = 14 * 86_400_000;
/** As long as any proof of a request: ids without a name, of people who may be gone for long. */
const KEPT_MONTHS = purposeOf('accountability').retention.months;

/** What recipients have to be told of a reader (Art. 19): one notice for each that received something. */
@Injectable()
export class RecipientNotices implements OnModuleInit {
  constructor(private readonly records: Records) {}

  /** Whatever corrects a datum, by whichever route, tells who received data of the reader. */
  onModuleInit() {
    this.records.onRectification(async (db, subjectId, data, now) => {
      await this.tell(db, subjectId, 'rectified', { data }, now);
    });
  }

  /**
   * Enters the notices in the caller's transaction and wakes the job that delivers them; gives their number. Works from
   * the recorded disclosures, so that an erasure calls it before they go. `data` names what it is about, such as
   * `reader.name`; none given means all. `recipientId` is for what concerns one of them alone.
   */
  async tell(
    db: Rows,
    subjectId: string,
    event: NoticeEvent,
    { data = [], recipientId = null }: { data?: string[]; recipientId?: string | null },
    now: Date,
  ): Promise<number> {
    const { rows } = await db.tell(
      `select distinct recipient_id from disclosure
       where library_id = $1 and subject_id = $2 and ($3::uuid is null or recipient_id = $3) order by recipient_id`,
      [db.me.libraryId, subjectId, recipientId],
    );
    const about = { subjectId, event, data, at: now, nextAttemptAt: now, untilAt: until(now) };
    const notices = rows.map(({ recipient_id }) => ({ ...about, recipientId: String(recipient_id) }));
    const ids = await db.insertMany(RecipientNotice, notices);
    for (const id of ids) await db.wake(RECIPIENT_NOTICES, id);
    return ids.length;
  }

  /** How many recipients were told of an event, by state; for a certificate, which names nobody. */
  async counts(db: Rows, subjectId: string, event: NoticeEvent): Promise<Record<NoticeState, number>> {
    const { rows } = await db.tell(
      `select count(*) filter (where state = 'pending')::int as pending,
              count(*) filter (where state = 'acknowledged')::int as acknowledged,
              count(*) filter (where state = 'unreachable')::int as unreachable
       from recipient_notice where library_id = $1 and subject_id = $2 and event = $3`,
      [db.me.libraryId, subjectId, event],
    );
    const [{ pending, acknowledged, unreachable } = {}] = rows;
    return {
      pending: Number(pending),
      acknowledged: Number(acknowledged),
      unreachable: Number(unreachable),
    };
  }

  /** All notices of the library, the latest first, for its owner. */
  async list(me: SignedIn, state: NoticeState | undefined, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(
        RecipientNotice,
        { ...(state ? { state } : {}) },
        { order: 'newest', ...page },
      );
      return { items: items.map(noticeShape), next };
    });
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => noticeShape(await db.get(RecipientNotice, { id })));
  }

  /** Tries for two more weeks to reach who could not be reached. @throws 404; 409 while it is tried, or once it was acknowledged */
  async tryAgain(me: SignedIn, id: string, now: Date) {
    return this.records.in(me, async (db) => {
      await db.get(RecipientNotice, { id });
      const again = { state: 'pending', attempts: 0, nextAttemptAt: now, untilAt: until(now) } as const;
      if (!(await db.update(RecipientNotice, { id, state: 'unreachable' }, again))) throw notUnreachable();
      await db.wake(RECIPIENT_NOTICES, id);
      return noticeShape(await db.get(RecipientNotice, { id }));
    });
  }

  /** Notes that a recipient confirmed its letter; confirming again changes nothing more. @throws 404 no such link */
  async acknowledge(token: string, asking: { requestId: string; route: string }, now: Date) {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw notFound();
    return this.records.in(aVisitor(libraryId, asking), async (db) => {
      const { id } = await db.get(RecipientNotice, { tokenHash: hashOfToken(token) });
      const done = { state: 'acknowledged', acknowledgedAt: now } as const;
      await db.update(RecipientNotice, { id, state: ['pending', 'unreachable'] }, done);
      const { acknowledgedAt } = await db.get(RecipientNotice, { id });
      return { id, acknowledgedAt };
    });
  }

  /** Removes notices that are over and that nobody has to account for any more; tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    const before = new Date(now);
    before.setUTCMonth(before.getUTCMonth() - KEPT_MONTHS);
    const over = { at: { before }, state: ['acknowledged', 'unreachable'] as const };
    return this.records.in(aJob(RECIPIENT_NOTICES, libraryId), (db) => db.delete(RecipientNotice, over));
  }
}

/** A notice as the API shows it. */
export function noticeShape(notice: Opened<RecipientNotice>) {
  const { id, recipientId: recipient, subjectId: reader, event, data, at } = notice;
  const { state, toldAt, acknowledgedAt, attempts } = notice;
  return { id, recipient, reader, event, data, at, state, toldAt, acknowledgedAt, attempts };
}

const until = (now: Date) => new Date(now.getTime() + TRIED_FOR_MS);

const notUnreachable = () =>
  conflict(
    'not-unreachable',
    'This notice was acknowledged, or is still being tried. There is nothing to repeat: read its state.',
  );
