import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import { Records } from '../../foundation/records/records.js';
import { ERASURES } from './erasure-beginning.service.js';
import { ErasureLinesService } from './erasure-lines.service.js';
import { TakingBackService } from './taking-back.service.js';
import { WaitingErasure } from './waiting-erasure.entity.js';

/** Lines of the erasure ledger that a kill has left unwritten, on erasures that wait or that were taken back. */
@Injectable()
export class OwedLinesService {
  constructor(
    private readonly records: Records,
    private readonly lines: ErasureLinesService,
    private readonly takingBack: TakingBackService,
  ) {}

  /** Writes the line that an erasure's row owes, whether its day has come or not. False where no erasure waits under this id. */
  async settle({ libraryId, id }: WakeUp, now: Date): Promise<boolean> {
    const me = aJob(ERASURES, libraryId);
    const waiting = await this.records.in(me, (db) => db.find(WaitingErasure, { id }));
    if (waiting?.unrecorded === 'waits') await this.lines.waits(me, waiting);
    if (waiting?.unrecorded === 'taken-back') await this.takingBack.finish(me, waiting, now);
    return waiting !== null;
  }

  /** Those that owe one and that no wake-up may be left for. */
  async due(libraryId: string): Promise<string[]> {
    return this.records.in(aJob(ERASURES, libraryId), async (db) => {
      const { rows } = await db.tell(
        'select id from waiting_erasure where library_id = $1 and unrecorded is not null limit 500',
        [libraryId],
      );
      return rows.map((row) => String(row.id));
    });
  }
}
