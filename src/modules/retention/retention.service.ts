import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import { PurposePeriodsService } from '../consent/purpose-periods.service.js';
import { DueBatches } from './due-batches.service.js';
import { InactiveReadersService } from './inactive-readers.service.js';
import { LEASE_MS } from './progress.js';
import { RetentionProgress, RetentionRun } from './retention-run.entity.js';

type Running = Opened<RetentionProgress>;

const MOST_ATTEMPTS = 100;

/** Ends what has been kept long enough (Art. 5(1)(e)): one run in a library at a time, taken up again after a kill. */
@Injectable()
export class RetentionService {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly records: Records,
    private readonly periods: PurposePeriodsService,
    private readonly batches: DueBatches,
    private readonly inactive: InactiveReadersService,
  ) {}

  /** Runs in a library; nothing happens where another instance is at it. @throws what it failed with; it is tried again */
  async run(libraryId: string, now: Date): Promise<void> {
    const me = aJob('retention', libraryId);
    const run = await this.claim(me, now);
    if (!run) return;
    try {
      for (const rule of this.batches.rules(await this.periods.of(me)))
        await this.batches.delete(me, rule, run);
      await this.inactive.run(me, run);
      await this.end(me, run, 'done');
    } catch (error) {
      await this.release(me, run, now);
      throw error;
    }
  }

  /** Takes up again what a kill or a failure left. */
  async resume(libraryId: string, now: Date): Promise<void> {
    const me = aJob('retention', libraryId);
    const left = await this.records.in(me, (db) =>
      db.count(RetentionProgress, { leaseUntil: { before: now } }),
    );
    if (left) await this.run(libraryId, now);
  }

  /** Runs in several libraries: one that fails keeps no other waiting. @throws AggregateError when any failed */
  async each(libraryIds: string[], work: (libraryId: string) => Promise<void>): Promise<void> {
    const failures: Error[] = [];
    for (const libraryId of libraryIds)
      await work(libraryId).catch((error: unknown) => {
        const failure = error instanceof Error ? error : new Error(typeof error);
        this.logger.error(
          { libraryId, name: failure.name },
          'what was kept long enough could not be deleted',
        );
        failures.push(failure);
      });
    if (failures.length)
      throw new AggregateError(failures, `Retention failed in ${failures.length} libraries.`);
  }

  private async claim(me: Job, now: Date): Promise<Running | null> {
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    return this.records.in(me, async (db) => {
      const id = uuidv7();
      await db.insert(RetentionProgress, { id, asOf: now, leaseUntil }, { do: 'ignore', on: [] });
      const mine = await db.find(RetentionProgress, { id });
      if (mine) return mine;
      const { rowCount } = await db.tell(
        `update retention_progress set lease_until = $2, attempts = attempts + 1 where library_id = $1 and id in (
           select id from retention_progress where library_id = $1 and lease_until <= $3 for update skip locked)`,
        [me.libraryId, leaseUntil, now],
      );
      return rowCount ? db.find(RetentionProgress, {}) : null;
    });
  }

  /** Enters the run in the library's ledger with what it did. */
  private async end(me: Job, { id }: Running, outcome: RetentionRun['outcome']) {
    await this.records.in(me, async (db) => {
      const { asOf, counts, warned, erased } = await db.get(RetentionProgress, { id });
      if (!(await db.delete(RetentionProgress, { id }))) return;
      await db.insert(RetentionRun, { id, asOf, outcome, counts, warned, erased });
    });
  }

  private async release(me: Job, run: Running, now: Date) {
    if (run.attempts >= MOST_ATTEMPTS) return this.end(me, run, 'failed');
    await this.records.in(me, (db) => db.update(RetentionProgress, { id: run.id }, { leaseUntil: now }));
  }
}
