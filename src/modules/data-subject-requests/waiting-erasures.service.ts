import { Injectable } from '@nestjs/common';
import { hashOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict } from '../../foundation/http/problem.js';
import { Holds } from '../../foundation/records/holds.js';
import { lift, openRestrictions, restrict } from '../../foundation/records/restrictions.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ERASURES, type AskedErasure } from './erasure-beginning.service.js';
import { DataSubjectRequest } from './request.entity.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { WaitingLettersService } from './waiting-letters.service.js';

type Waiting = Opened<WaitingErasure>;

const DAY_MS = 86_400_000;

/** Erasures that were asked for and have not begun: for a grace period the reader may take one back, a hold lasts longer. */
@Injectable()
export class WaitingErasuresService {
  constructor(private readonly letters: WaitingLettersService) {}

  /** Lets an erasure begin by itself after so many days, and tells the reader which day and how to take it back. */
  async delay(db: Rows, asked: AskedErasure, days: number, now: Date): Promise<Date> {
    const beginsAt = new Date(now.getTime() + days * DAY_MS);
    await this.delayUntil(db, asked, beginsAt);
    return beginsAt;
  }

  /** The same until an instant, at most 14 days after it was asked for. */
  async delayUntil(db: Rows, asked: AskedErasure, beginsAt: Date): Promise<void> {
    const cancel = newOpaqueToken(db.me.libraryId);
    await db.insert(WaitingErasure, {
      ...rowOf(asked),
      reason: 'grace',
      beginsAt,
      cancelHash: cancel.hash,
      nextAttemptAt: beginsAt,
    });
    await db.changeSubject(asked.subjectId, { leavingAt: beginsAt });
    await db.wake(ERASURES, asked.id, beginsAt);
    await this.letters.grace(db, asked, beginsAt, cancel.token);
  }

  /** Lets an erasure wait for the last hold to be lifted; what is not held goes at once, and the reader is told why. */
  async hold(db: Rows, asked: AskedErasure, holds: Holds, now: Date): Promise<void> {
    await db.insert(WaitingErasure, { ...rowOf(asked), reason: 'hold', nextAttemptAt: now });
    await restrict(db, asked.subjectId, 'legal-hold', now, asked.id);
    await db.changeSubject(asked.subjectId, { leavingAt: null });
    await db.update(DataSubjectRequest, { id: asked.id, state: 'received' }, { state: 'in-progress' });
    await db.wake(ERASURES, asked.id);
    await this.letters.held(db, asked, holds);
  }

  /** Takes one that waits for its day, so that the library may have it begin now. @throws 409 */
  async takeOver(
    db: Rows,
    subjectId: string,
    askedBy: WaitingErasure['askedBy'],
    now: Date,
  ): Promise<AskedErasure | null> {
    const waiting = await db.find(WaitingErasure, { subjectId });
    if (!waiting) return null;
    if (askedBy === 'reader' || waiting.reason === 'hold' || waiting.unrecorded === 'taken-back')
      throw receivedAlready(waiting);
    return this.take(db, waiting, now);
  }

  /** What was asked for, for whoever lets it begin in the same transaction; it waits no longer. */
  async take(db: Rows, waiting: Waiting, now: Date): Promise<AskedErasure> {
    const asked = await this.askedOf(db, waiting);
    await db.delete(WaitingErasure, { id: waiting.id });
    for (const { id, requestId } of await openRestrictions(db, asked.subjectId))
      if (requestId === asked.id) await lift(db, id, now);
    return asked;
  }

  /** The one of a reader that waits, with the holds that it waits for, inside the caller's transaction. */
  async of(db: Rows, subjectId: string) {
    const waiting = await db.find(WaitingErasure, { subjectId });
    return waiting && shapeOf(waiting, await Holds.of(db, subjectId));
  }

  /** The same by its id, as the library sees an erasure. */
  async shownTo(db: Rows, id: string) {
    const waiting = await db.find(WaitingErasure, { id });
    if (!waiting) return null;
    const { requestedAt, beginsAt, counts, reason } = waiting;
    const state = reason === 'grace' ? ('waiting' as const) : ('held' as const);
    return { id, state, requestedAt, beginsAt, liveCompleteAt: null, horizonPassedAt: null, counts };
  }

  /** Wakes the one of a reader after their holds have changed, and tells them how things stand. */
  async holdsChanged(db: Rows, subjectId: string, now: Date): Promise<void> {
    const waiting = await db.find(WaitingErasure, { subjectId, reason: 'hold' });
    if (!waiting) return;
    await db.update(WaitingErasure, { id: waiting.id }, { nextAttemptAt: now });
    await db.wake(ERASURES, waiting.id);
    const holds = await Holds.of(db, subjectId);
    if (holds.isAny) await this.letters.held(db, await this.askedOf(db, waiting), holds);
  }

  /** Lets one whose grace period is over wait for a hold that was placed meanwhile. */
  async holdOn(db: Rows, waiting: Waiting, holds: Holds, now: Date): Promise<void> {
    await this.hold(db, await this.take(db, waiting, now), holds, now);
  }

  /** Lets one wait no longer, because its reader stays. */
  async takenBack(db: Rows, waiting: Waiting, now: Date): Promise<AskedErasure> {
    const asked = await this.take(db, waiting, now);
    await db.changeSubject(asked.subjectId, { leavingAt: null });
    await db.update(DataSubjectRequest, { id: asked.id, state: 'received' }, { state: 'cancelled' });
    return asked;
  }

  private async askedOf(db: Rows, waiting: Waiting): Promise<AskedErasure> {
    const { id, subjectId, askedBy, requestedAt, contact, counts, unrecorded } = waiting;
    const token = await db.secret(WaitingErasure, { id }, 'certificate');
    return { id, subjectId, askedBy, requestedAt, token: token ?? '', contact, counts, unrecorded };
  }
}

function rowOf({ token, unrecorded = 'waits', ...asked }: AskedErasure) {
  return { ...asked, unrecorded, certificate: token, certificateHash: hashOfToken(token) };
}

/** A waiting erasure as its reader sees it. */
function shapeOf({ id, reason, requestedAt, beginsAt, counts }: Waiting, holds: Holds) {
  return {
    id,
    reason,
    requestedAt,
    beginsAt,
    counts,
    holds: holds.all.map(({ ground, reviewAt }) => ({ ground, reviewOn: dayOf(reviewAt) })),
  };
}

/** The day of an instant, by UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

const receivedAlready = ({ id, reason, beginsAt }: Waiting) =>
  conflict(
    reason === 'grace' ? 'already-open' : 'held',
    reason === 'grace'
      ? 'This erasure was asked for and begins by itself. Take it back first (DELETE /me/requests/:id), or wait for the day.'
      : 'This erasure waits for a legal hold to be lifted, and begins by itself. An owner reviews the hold: GET /library/holds.',
    { id, beginsAt },
  );
