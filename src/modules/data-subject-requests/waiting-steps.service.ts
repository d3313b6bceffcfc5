import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { lockForForgetting } from '../../foundation/records/forgetting.js';
import { Holds } from '../../foundation/records/holds.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ERASURES, ErasureBeginningService } from './erasure-beginning.service.js';
import { HeldRemainsService } from './held-remains.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';
import { WaitingErasuresService } from './waiting-erasures.service.js';

const LEASE_MS = 60_000;

/** Lets erasures that wait begin when their day has come or their last hold is lifted; what is not held goes before it. */
@Injectable()
export class WaitingStepsService {
  constructor(
    private readonly records: Records,
    private readonly waiting: WaitingErasuresService,
    private readonly beginning: ErasureBeginningService,
    private readonly remains: HeldRemainsService,
  ) {}

  /** Takes one as far as it goes; a kill anywhere leaves it to be claimed again. Nothing happens where it is not due. */
  async advance({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(ERASURES, libraryId);
    const claimed = await this.claim(me, id, now);
    if (!claimed) return;
    if (claimed.reason === 'hold') await this.remains.deleteFree(me, claimed);
    await this.records.in(me, (db) => this.goOn(db, claimed, now));
  }

  /** Those that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(ERASURES, libraryId), async (db) => {
      const { rows } = await db.tell(
        'select id from waiting_erasure where library_id = $1 and next_attempt_at <= $2 order by next_attempt_at limit 500',
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  private async goOn(db: Rows, { id, subjectId, nextAttemptAt }: Opened<WaitingErasure>, now: Date) {
    await lockForForgetting(db, subjectId);
    const waiting = await db.find(WaitingErasure, { id });
    if (!waiting || waiting.unrecorded === 'taken-back') return; // taken back meanwhile
    const holds = await Holds.of(db, subjectId);
    if (!holds.isAny) await this.beginning.begin(db, await this.waiting.take(db, waiting, now), now);
    else if (waiting.reason === 'grace') await this.waiting.holdOn(db, waiting, holds, now);
    // Unless it was woken again: a hold was lifted after we had looked for what is free.
    else await db.update(WaitingErasure, { id, nextAttemptAt }, { nextAttemptAt: null });
  }

  private async claim(me: Job, id: string, now: Date): Promise<Opened<WaitingErasure> | null> {
    return this.records.in(me, async (db) => {
      const { rowCount } = await db.tell(
        `update waiting_erasure set next_attempt_at = $4
         where library_id = $1 and id = $2 and next_attempt_at <= $3 and unrecorded is distinct from 'taken-back'
           and (begins_at is null or begins_at <= $3)`,
        [me.libraryId, id, now, new Date(now.getTime() + LEASE_MS)],
      );
      return rowCount ? db.find(WaitingErasure, { id }) : null;
    });
  }
}
