import { Injectable } from '@nestjs/common';
import { aJob, type Reader, type SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { Restriction } from '../../foundation/records/restriction.entity.js';
import { lift, restrict } from '../../foundation/records/restrictions.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { RecipientNotices } from './recipient-notices.service.js';
import { DataSubjectRequest } from './request.entity.js';
import { RequestsService } from './requests.service.js';
import type { ReadersGround } from './restrictions.dto.js';

/** Whoever is told of a lifting has this long to say what speaks against it, or to agree (Art. 18(3)). */
export const TOLD_BEFORE_MS = 7 * 86_400_000;

/** Restrictions as readers ask for them and end them (Art. 18): at once, and each told to the recipients (Art. 19). */
@Injectable()
export class RestrictionsService {
  constructor(
    private readonly records: Records,
    private readonly requests: RequestsService,
    private readonly notices: RecipientNotices,
  ) {}

  /** Restricts the reader's data with the request that asks for it, and gives the request's id. @throws 409 while one is open */
  async ask(me: Reader, ground: ReadersGround, now: Date): Promise<{ id: string }> {
    return this.records.in(me, async (db) => {
      const id = await this.requests.open(db, me.id, 'restriction', now);
      await restrict(db, me.id, ground, now, id);
      await this.notices.tell(db, me.id, 'restricted', {}, now);
      return { id };
    });
  }

  /** The reader's restrictions, the oldest first. */
  async mine(me: Reader) {
    return this.records.in(me, async (db) =>
      (await db.all(Restriction, { subjectId: me.id })).map(restrictionShape),
    );
  }

  /** All of the library, the latest first, for its owner. */
  async list(me: SignedIn, state: 'open' | 'lifted' | undefined, page: PageOptions) {
    const where = state ? { liftedAt: state === 'open' ? null : { not: null } } : {};
    const { items, next } = await this.records.in(me, (db) =>
      db.page(Restriction, where, { order: 'newest', ...page }),
    );
    return { items: items.map(forLibrary), next };
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => forLibrary(await db.get(Restriction, { id })));
  }

  /** Ends a restriction at once, by the reader it protects. @throws 404; 409 once it is over, or where the library holds the data */
  async end(me: Reader, id: string, now: Date) {
    return this.records.in(me, async (db) => {
      const { ground } = await db.get(Restriction, { id, subjectId: me.id });
      if (ground === 'legal-hold') throw heldByLibrary();
      if (!(await this.lifted(db, id, now, 'reader'))) throw isOver();
      return restrictionShape(await db.get(Restriction, { id }));
    });
  }

  /** Takes a request back, and with it the restriction that it asked for. @throws as `RequestsService.cancel` */
  async cancel(me: Reader, requestId: string, now: Date) {
    return this.records.in(me, async (db) => {
      const request = await this.requests.takeBack(db, me, requestId);
      const open = await db.all(Restriction, { subjectId: me.id, requestId, liftedAt: null });
      for (const { id } of open) await this.lifted(db, id, now, 'reader');
      return request;
    });
  }

  /** Lifts what readers were told of a week ago, with notice to the recipients; tells how many. A kill leaves the rest for the next run. */
  async liftDue(libraryId: string, now: Date): Promise<number> {
    const me = aJob('restrictions', libraryId);
    const told = { before: new Date(now.getTime() - TOLD_BEFORE_MS) };
    const due = await this.records.in(me, (db) => db.all(Restriction, { liftedAt: null, toldAt: told }));
    for (const { id } of due) await this.records.in(me, (db) => this.lifted(db, id, now, 'library'));
    return due.length;
  }

  private async lifted(db: Rows, id: string, now: Date, by: 'reader' | 'library'): Promise<boolean> {
    if (!(await lift(db, id, now, by))) return false;
    const { subjectId, requestId } = await db.get(Restriction, { id });
    await this.notices.tell(db, subjectId, 'restriction-lifted', {}, now);
    const request =
      requestId && (await db.find(DataSubjectRequest, { id: requestId, state: ['received', 'in-progress'] }));
    if (request) await this.requests.complete(db, request.id, now);
    return true;
  }
}

/** A restriction as its reader sees it. */
export function restrictionShape(restriction: Opened<Restriction>) {
  const { id, ground, requestId: request, since, toldAt, liftedAt, liftedBy } = restriction;
  const liftsAt = toldAt && !liftedAt ? new Date(toldAt.getTime() + TOLD_BEFORE_MS) : null;
  return { id, ground, request, since, toldAt, liftsAt, liftedAt, liftedBy };
}

/** The same for the library's owner. */
export function forLibrary(restriction: Opened<Restriction>) {
  return { ...restrictionShape(restriction), reader: restriction.subjectId };
}

const isOver = () => conflict('lifted', 'This restriction is over already. Read your restrictions again.');

const heldByLibrary = () =>
  conflict(
    'legal-hold',
    'The library holds these data for a legal claim, so that only the library can end this restriction. You can object, or complain to the data protection authority.',
  );
