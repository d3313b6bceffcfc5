import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff } from '../../foundation/access/signed-in.js';
import type { Changes, Opened } from '../../foundation/data-map/shapes.js';
import { extendedUntil } from '../../foundation/law/answer-deadlines.js';
import { zoneAt, type Place } from '../../foundation/law/place.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { deadlinesAfterWait, mayBeDone, placeOf, startOf, type RequestAction } from './request-actions.js';
import { RequestLettersService } from './request-letters.service.js';
import type { RequestLetter } from './request-letter-texts.js';
import { cannotBeDone, changedMeanwhile } from './request-problems.js';
import { authorityOf, detailOf, wordsAbout } from './request-views.js';
import { RequestWords } from './request-words.entity.js';
import { RestrictionAnswersService } from './restriction-answers.service.js';
import { DataSubjectRequest, type ExtensionReason, type RefusalReason } from './request.entity.js';

/** A request that something is done about, in its transaction. */
interface Handled {
  db: Rows;
  request: Opened<DataSubjectRequest>;
  place: Place;
}

/** A reason of the law, and what the library writes to the reader. */
interface Reasoned<R> {
  reason: R;
  explanation: string;
}

/** What an owner does about requests: each step guarded by the row, told by letter and left to the ledger at once (Art. 12). */
@Injectable()
export class RequestHandlingService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly letters: RequestLettersService,
    private readonly restrictions: RestrictionAnswersService,
  ) {}

  /** One request with what was said about it, and what may be done now. @throws 404 */
  async show(me: SignedIn, id: string, now: Date) {
    return this.records.in(me, (db) => this.view(db, id, now));
  }

  /** Asks the reader for what is missing to know who it is; in the first days the clock rests (Art. 12(6)). @throws 404, 409 */
  async askIdentity(me: Staff, id: string, why: string, now: Date) {
    return this.handle(me, id, 'ask-identity', now, async (handled) => {
      await this.change(handled, { state: 'waiting-for-identity', identityAskedAt: now });
      await this.tell(handled, { about: 'identity', words: why }, now);
    });
  }

  /** Three months instead of one, from receipt; the reader is told why within the first (Art. 12(3)). @throws 404, 409 */
  async extend(me: Staff, id: string, { reason, explanation }: Reasoned<ExtensionReason>, now: Date) {
    return this.handle(me, id, 'extend', now, async (handled) => {
      const { request, place } = handled;
      const until = extendedUntil(startOf(request, place), place);
      await this.change(handled, { extendedAt: now, extendedUntil: until, extensionReason: reason });
      await this.tell(handled, { about: 'extension', words: explanation, reason, until }, now);
    });
  }

  /** Refuses with the reason and the remedies, within the first month (Art. 12(4)). @throws 404, 409 */
  async refuse(me: Staff, id: string, { reason, explanation }: Reasoned<RefusalReason>, now: Date) {
    return this.handle(me, id, 'refuse', now, async (handled) => {
      const deadlines = deadlinesAfterWait(handled.request, handled.place, now);
      const refused = { state: 'refused', refusedAt: now, refusalReason: reason, leaseUntil: null } as const;
      await this.change(handled, { ...deadlines, ...refused });
      await this.tell(handled, { about: 'refusal', words: explanation, reason }, now);
      await this.restrictions.requestRefused(handled.db, id, explanation, now);
    });
  }

  /** Answers what the system cannot carry out by itself, or could not. @throws 404, 409 */
  async answer(me: Staff, id: string, answer: string, now: Date) {
    return this.handle(me, id, 'answer', now, async (handled) => {
      await this.change(handled, { state: 'completed', completedAt: now, leaseUntil: null });
      await this.tell(handled, { about: 'answer', words: answer }, now);
    });
  }

  private async handle(
    me: Staff,
    id: string,
    action: RequestAction,
    now: Date,
    work: (handled: Handled) => Promise<void>,
  ) {
    return this.records.in(me, async (db) => {
      const request = await db.get(DataSubjectRequest, { id }, 'for update');
      const place = placeOf(await this.libraries.named(db), request);
      if (!mayBeDone(request, place, now).includes(action)) throw cannotBeDone(action, request, now);
      await work({ db, request, place });
      return this.view(db, id, now);
    });
  }

  private async change({ db, request }: Handled, changes: Changes<DataSubjectRequest>) {
    const { id, state } = request;
    if (!(await db.update(DataSubjectRequest, { id, state }, changes))) throw changedMeanwhile();
  }

  /** Keeps the words and sends them. */
  private async tell(
    { db, request, place }: Handled,
    letter: Omit<RequestLetter, 'kind' | 'timeZone' | 'authority'>,
    now: Date,
  ) {
    const { id: requestId, subjectId, kind } = request;
    const written = { about: letter.about, words: letter.words, writtenAt: now, writtenBy: db.me.id };
    await db.insert(RequestWords, { subjectId, requestId, ...written });
    const more = { kind, timeZone: zoneAt(place), authority: authorityOf(place) };
    await this.letters.post(db, subjectId, { ...letter, ...more });
  }

  private async view(db: Rows, id: string, now: Date) {
    const request = await db.get(DataSubjectRequest, { id });
    const place = placeOf(await this.libraries.named(db), request);
    const words = (await wordsAbout(db, [id])).get(id) ?? {};
    const may = mayBeDone(request, place, now);
    return { ...(await detailOf(db, request, words, place)), reader: request.subjectId, may };
  }
}
