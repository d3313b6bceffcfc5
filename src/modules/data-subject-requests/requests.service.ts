import { Injectable } from '@nestjs/common';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import { alreadyOpen, notOpen } from './request-problems.js';
import { detailOf, outlineOf, wordsAbout } from './request-views.js';
import {
  DataSubjectRequest,
  OPEN_STATES,
  SupplementaryStatement,
  type RequestKind,
} from './request.entity.js';

/** The queue on which downloads are made. */
export const ACCESS = 'access';

/** Kinds that are answered with a download. */
export const ANSWERED_BY_DOWNLOAD: readonly RequestKind[] = ['access', 'portability'];

/** Requests of data subjects: received at once, answered by jobs or by the library, each with its deadlines. */
@Injectable()
export class RequestsService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
  ) {}

  /**
   * Receives a request; access and portability are answered by a download within minutes, a rectification by the statement
   * that stands beside the data at once. Erasure is not asked here.
   * @throws 409 while one of the same kind is open; 422 a rectification without a statement
   */
  async receive(me: Reader, kind: Exclude<RequestKind, 'erasure'>, statement: string | undefined, now: Date) {
    if (kind === 'rectification' && !statement)
      throw invalid('/statement', 'Write what is wrong and what is right, as a statement.');
    return this.records.in(me, async (db) => {
      const id = await this.open(db, me.id, kind, now);
      if (statement)
        await db.insert(SupplementaryStatement, { id, subjectId: me.id, recordedAt: now, statement });
      // The statement stands beside the data from now on: that is all that was asked for.
      if (kind === 'rectification') await this.complete(db, id, now);
      if (ANSWERED_BY_DOWNLOAD.includes(kind)) await db.wake(ACCESS, id);
      return this.detail(db, await db.get(DataSubjectRequest, { id }));
    });
  }

  /** Enters a request inside the caller's transaction and gives its id. @throws 409 while one of its kind is open */
  async open(db: Rows, subjectId: string, kind: RequestKind, now: Date): Promise<string> {
    const open = await db.find(DataSubjectRequest, { subjectId, kind, state: OPEN_STATES });
    if (open) throw alreadyOpen(open.id);
    const deadlines = deadlinesOf(now, await this.libraries.named(db));
    try {
      return await db.insert(DataSubjectRequest, { subjectId, kind, ...deadlines });
    } catch (error) {
      // Two at the same moment: the unique index let one in.
      throw (error as { code?: string }).code === '23505' ? alreadyOpen(undefined) : error;
    }
  }

  /** Ends a request as done, inside the transaction that did it. @throws 409 where it is not open, or waits to know who asks */
  async complete(db: Rows, id: string, now: Date): Promise<void> {
    const open = { id, state: ['received', 'in-progress'] as const };
    const completed = await db.update(DataSubjectRequest, open, { state: 'completed', completedAt: now });
    if (!completed) throw notOpen();
  }

  /** The reader's own requests, the latest first. */
  async list(me: Reader, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(
        DataSubjectRequest,
        { subjectId: me.id },
        { ...page, order: 'newest' },
      );
      return { items: await this.details(db, items), next };
    });
  }

  /** All requests of the library, the latest first, for its owner. */
  async listForLibrary(me: SignedIn, page: PageOptions) {
    const { items, next } = await this.records.in(me, (db) =>
      db.page(DataSubjectRequest, {}, { ...page, order: 'newest' }),
    );
    return { items: items.map((item) => ({ ...outlineOf(item), reader: item.subjectId })), next };
  }

  /** @throws 404 */
  async show(me: Reader, id: string) {
    return this.records.in(me, async (db) =>
      this.detail(db, await db.get(DataSubjectRequest, { id, subjectId: me.id })),
    );
  }

  /** A request by its id alone, for who has just made it. */
  async received(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => this.detail(db, await db.get(DataSubjectRequest, { id })));
  }

  /** Takes a request back while it is open. @throws 404; 409 once it was answered or where it is an erasure */
  async cancel(me: Reader, id: string) {
    return this.records.in(me, (db) => this.takeBack(db, me, id));
  }

  /** The same inside the caller's transaction. */
  async takeBack(db: Rows, me: Reader, id: string) {
    const { kind } = await db.get(DataSubjectRequest, { id, subjectId: me.id });
    const open = { id, subjectId: me.id, state: OPEN_STATES };
    const cancelled =
      kind === 'erasure' ? 0 : await db.update(DataSubjectRequest, open, { state: 'cancelled' });
    if (!cancelled)
      throw conflict(
        'not-open',
        'This request is no longer open, so it cannot be taken back. Read its state.',
      );
    return this.detail(db, await db.get(DataSubjectRequest, { id }));
  }

  private async details(db: Rows, requests: Opened<DataSubjectRequest>[]) {
    const place = await this.libraries.named(db);
    const words = await wordsAbout(
      db,
      requests.map(({ id }) => id),
    );
    const details = [];
    for (const request of requests)
      details.push(await detailOf(db, request, words.get(request.id) ?? {}, place));
    return details;
  }

  private async detail(db: Rows, request: Opened<DataSubjectRequest>) {
    const place = await this.libraries.named(db);
    const words = await wordsAbout(db, [request.id]);
    return detailOf(db, request, words.get(request.id) ?? {}, place);
  }
}
