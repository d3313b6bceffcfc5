import { Injectable } from '@nestjs/common';
import type { SignedIn, Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { NothingHeldService, type Confirmation } from '../data-subject-requests/nothing-held.service.js';
import { ProvedRequestsService, type Proved } from '../data-subject-requests/proved-requests.service.js';
import { alreadyConfirmed } from './address-proofs.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import { UnverifiedRequest } from './unverified-request.entity.js';

const LETTER_KEPT_MS = 7 * 86_400_000;

/** The confirmation, with the request as it was entered. */
export interface NobodysAnswer extends Confirmation {
  request: Awaited<ReturnType<ProvedRequestsService['show']>>;
}

/**
 * Requests of people of whom no account is held. They are entered as answered, under the id of a subject that was made
 * for the request and is forgotten with its letter: what stays is that something was asked and answered, of nobody.
 */
@Injectable()
export class NobodysRequestsService {
  constructor(
    private readonly records: Records,
    private readonly nothingHeld: NothingHeldService,
    private readonly proved: ProvedRequestsService,
    private readonly letters: OutsideLettersService,
  ) {}

  /** Answers what a representative asked of somebody that is about to be gone, inside the caller's transaction. */
  async answerInstead(
    db: Rows,
    to: { subjectId: string; to: string; language: string },
    proved: Proved,
    now: Date,
  ): Promise<void> {
    const document = await this.nothingHeld.ofAnother(db, to.language);
    await this.enter(db, to, proved, { elsewhere: [], document }, now);
  }

  /** Answers what a representative asked, by letter to them; `settle` runs first and gives whom the letter is sealed for. */
  async answerFor(
    me: SignedIn,
    { of, to, language }: { of: string; to: string; language: string },
    proved: Proved,
    settle: (db: Rows) => Promise<string>,
    now: Date,
  ): Promise<NobodysAnswer> {
    const looked = { email: of, language, except: [], isOfAnother: true };
    const confirmation = await this.nothingHeld.confirm(me, looked, now);
    return this.records.in(me, async (db) => {
      const subjectId = await settle(db);
      return this.enter(db, { subjectId, to }, proved, confirmation, now);
    });
  }

  /** Answers a proved request, as a letter and to whoever asks now. @throws 409 where it was answered before */
  async answer(
    me: Visitor,
    { id, email, asked }: Opened<UnverifiedRequest>,
    proved: Proved,
    now: Date,
  ): Promise<NobodysAnswer> {
    const except = await this.records.in(me, (db) => db.lookupIds(UnverifiedRequest, 'email', email));
    const looked = { email, language: asked.language, except };
    const confirmation = await this.nothingHeld.confirm(me, looked, now);
    return this.records.in(me, async (db) => {
      const expiresAt = new Date(now.getTime() + LETTER_KEPT_MS);
      const settled = { answeredAt: now, expiresAt, codeHash: null };
      if (!(await db.update(UnverifiedRequest, { id, answeredAt: null }, settled))) throw alreadyConfirmed();
      return this.enter(db, { subjectId: id, to: email }, proved, confirmation, now);
    });
  }

  private async enter(
    db: Rows,
    to: { subjectId: string; to: string },
    proved: Proved,
    confirmation: Confirmation,
    now: Date,
  ): Promise<NobodysAnswer> {
    const requestId = await this.proved.enterAnswered(db, to.subjectId, proved, now);
    await this.letters.postDocument(db, to, confirmation.document);
    return { ...confirmation, request: await this.proved.show(db, requestId) };
  }
}
