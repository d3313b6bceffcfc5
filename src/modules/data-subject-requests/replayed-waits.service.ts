import { Injectable } from '@nestjs/common';
import type { Job } from '../../foundation/access/signed-in.js';
import { SubjectErased } from '../../foundation/encryption/errors.js';
import {
  isBeforeErasure,
  TAKEN_BACK,
  WAITS,
  type LedgerEntry,
} from '../../foundation/records/erasure-ledger-files.js';
import { lockForForgetting } from '../../foundation/records/forgetting.js';
import { Holds } from '../../foundation/records/holds.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ErasureBeginningService } from './erasure-beginning.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { WaitingErasuresService } from './waiting-erasures.service.js';

const DAY_MS = 86_400_000;
/** An erasure waits no longer (`waiting_erasure_grace`). */
const MOST_DAYS = 14;

/**
 * Erasures that wait, in a database of before they were asked for or taken back: they wait there again, or no longer. Who
 * waits again is told anew, with a link that works here.
 */
@Injectable()
export class ReplayedWaitsService {
  constructor(
    private readonly records: Records,
    private readonly beginning: ErasureBeginningService,
    private readonly waiting: WaitingErasuresService,
  ) {}

  /** Goes through what the ledger says of erasures that have not begun by its end. Gives how many wait again. */
  async run(me: Job, entries: AsyncIterable<LedgerEntry>, now: Date): Promise<number> {
    let waiting = 0;
    for (const entry of (await lastWords(entries)).values()) {
      if (entry.step === TAKEN_BACK) await this.records.in(me, (db) => this.letStay(db, entry, now));
      else if (await this.letWait(me, entry, now)) waiting += 1;
    }
    return waiting;
  }

  private async letStay(db: Rows, { erasureId: id }: LedgerEntry, now: Date) {
    const waiting = await db.find(WaitingErasure, { id });
    if (waiting) await this.waiting.takenBack(db, waiting, now);
  }

  /** False where it waits or has begun already, or nobody is there who could go. */
  private async letWait(me: Job, entry: LedgerEntry, now: Date): Promise<boolean> {
    try {
      return await this.records.in(me, (db) => this.waitAgain(db, entry, now));
    } catch (error) {
      if (error instanceof SubjectErased) return false;
      throw error;
    }
  }

  private async waitAgain(db: Rows, { erasureId, subjectId, step, at }: LedgerEntry, now: Date) {
    await lockForForgetting(db, subjectId);
    if (await db.count(WaitingErasure, { subjectId })) return false;
    const asked = await this.beginning.receive(db, subjectId, askedBy(step), new Date(at), erasureId);
    const holds = await Holds.of(db, subjectId);
    if (holds.isAny) await this.waiting.hold(db, asked, holds, now);
    else await this.waiting.delayUntil(db, asked, await this.dayOf(db, asked.requestedAt, now));
    return true;
  }

  /** The day that the reader was told; where it has passed, tomorrow, so that whoever restores may look first. */
  private async dayOf(db: Rows, requestedAt: Date, now: Date): Promise<Date> {
    const after = (days: number) => requestedAt.getTime() + days * DAY_MS;
    const told = after(await this.beginning.graceDays(db));
    return new Date(Math.min(Math.max(told, now.getTime() + DAY_MS), after(MOST_DAYS)));
  }
}

function askedBy(step: string): WaitingErasure['askedBy'] {
  if (step === WAITS.library) return 'library';
  return step === WAITS.retention ? 'retention' : 'reader';
}

/** The last entry of each erasure that has not begun. */
async function lastWords(entries: AsyncIterable<LedgerEntry>): Promise<Map<string, LedgerEntry>> {
  const last = new Map<string, LedgerEntry>();
  const begun = new Set<string>();
  for await (const entry of entries) {
    if (isBeforeErasure(entry)) last.set(entry.erasureId, entry);
    else begun.add(entry.erasureId);
  }
  for (const id of begun) last.delete(id);
  return last;
}
