import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { aJob } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { countJob, setJobDone } from '../foundation/metrics/metrics.js';
import { Records } from '../foundation/records/records.js';
import { JobRun } from './job-run.entity.js';

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

/** Runs of the calendar: each tick is taken by one instance, and leaves a row of when it ran and how it ended. */
@Injectable()
export class CalendarRuns {
  private readonly logger = new Logger('Jobs');

  constructor(private readonly records: Records) {}

  /**
   * Runs `work` for a tick unless another instance has it; tells how it ended, or null where it is another's. What it
   * fails with is logged and counted: the next tick tries again.
   */
  async run(
    job: string,
    dueAt: Date,
    work: (now: Date) => Promise<unknown>,
  ): Promise<'done' | 'failed' | null> {
    const me = aJob(job, PLATFORM);
    const id = uuidv7();
    const isOurs = await this.records.in(me, async (db) => {
      await db.insert(JobRun, { id, job, dueAt }, { do: 'ignore', on: ['job', 'dueAt'] });
      return (await db.count(JobRun, { id })) === 1;
    });
    if (!isOurs) return null;
    const outcome = await work(dueAt).then(
      () => 'done' as const,
      (error: unknown) => {
        this.logger.error(
          { job, stack: error instanceof Error ? error.stack : typeof error },
          'a job failed',
        );
        return 'failed' as const;
      },
    );
    await this.records.in(me, (db) => db.update(JobRun, { id }, { endedAt: new Date(), outcome }));
    countJob(job, outcome);
    if (outcome === 'done') setJobDone(job, dueAt);
    return outcome;
  }

  /** Forgets runs of more than thirty days ago. */
  async forget(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS);
    return this.records.in(aJob('job-runs', PLATFORM), (db) => db.delete(JobRun, { startedAt: { before } }));
  }
}
