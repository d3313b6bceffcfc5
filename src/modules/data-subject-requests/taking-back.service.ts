import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import type { Reader, SignedIn, Visitor } from '../../foundation/access/signed-in.js';
import { conflict, Problem } from '../../foundation/http/problem.js';
import { lockForForgetting } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ErasureLinesService } from './erasure-lines.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { WaitingErasuresService } from './waiting-erasures.service.js';
import { WaitingLettersService } from './waiting-letters.service.js';

type Which = { id?: string; subjectId: string } | { cancelHash: Buffer };

/**
 * Erasures that their reader takes back while they wait for their day: in the database, where it never begins from then
 * on, then in the ledger, so that no restored backup erases whoever has changed their mind, then the row goes.
 */
@Injectable()
export class TakingBackService {
  constructor(
    private readonly records: Records,
    private readonly waiting: WaitingErasuresService,
    private readonly letters: WaitingLettersService,
    private readonly lines: ErasureLinesService,
  ) {}

  /** The reader's own, whichever it is unless told. @throws 409 where it has begun or is held */
  async mine(me: Reader, id: string | undefined, now: Date): Promise<void> {
    await this.finish(me, await this.decide(me, { ...(id ? { id } : {}), subjectId: me.id }, notOpen), now);
  }

  /** The same by the link in the letter. @throws 404 */
  async byLink(me: Visitor, token: string, now: Date): Promise<void> {
    if (libraryOfToken(token) !== me.libraryId) throw noSuchLink();
    await this.finish(me, await this.decide(me, { cancelHash: hashOfToken(token) }, noSuchLink), now);
  }

  /** Ends one that was taken back: at once, or by the sweep after a kill. */
  async finish(me: SignedIn, { id, subjectId }: Pick<WaitingErasure, 'id' | 'subjectId'>, now: Date) {
    await this.lines.takenBack(me, { id, subjectId }, now);
    await this.records.in(me, async (db) => {
      await lockForForgetting(db, subjectId);
      const waiting = await db.find(WaitingErasure, { id, unrecorded: 'taken-back' });
      if (waiting) await this.letters.kept(db, await this.waiting.takenBack(db, waiting, now));
    });
  }

  private decide(me: Reader | Visitor, which: Which, refusal: () => Problem) {
    return this.records.in(me, async (db: Rows) => {
      const found = await db.find(WaitingErasure, { ...which, reason: 'grace' });
      if (!found) throw refusal();
      await lockForForgetting(db, found.subjectId);
      const waiting = { id: found.id, reason: 'grace' } as const;
      if (!(await db.update(WaitingErasure, waiting, { unrecorded: 'taken-back' }))) throw refusal();
      return found;
    });
  }
}

const notOpen = () =>
  conflict('not-open', 'This request is no longer open, so it cannot be taken back. Read its state.');

const noSuchLink = () =>
  new Problem(
    404,
    'no-such-link',
    'This link does not work, or no longer. Sign in to see how your request stands.',
  );
