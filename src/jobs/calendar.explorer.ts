import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { purposeOfJob } from '../foundation/data-map/processings.js';
import { InCalendar, type Entry } from './calendar.js';
import { CalendarRuns } from './calendar-runs.service.js';
import { MarkedMethods } from './marked-methods.service.js';
import { atOwnSecond } from './own-second.js';

type Job = (now: Date) => Promise<unknown>;

const SOON_MS = 2_000;
const APART_MS = 25;

/** Reads the calendar once at start and keeps it; stopping waits for what runs. A job without a purpose cannot start. */
@Injectable()
export class CalendarExplorer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly marked: MarkedMethods,
    private readonly schedule: SchedulerRegistry,
    private readonly runs: CalendarRuns,
  ) {}

  onApplicationBootstrap() {
    for (const [i, { entry, work }] of this.entries().entries()) {
      purposeOfJob(entry.job);
      const tick = () => {
        this.start(entry, work);
      };
      const job = CronJob.from({
        cronTime: atOwnSecond(entry.cron, entry.job),
        onTick: tick,
        timeZone: 'UTC',
      });
      this.schedule.addCronJob(entry.job, job);
      job.start();
      if (entry.afterStart) this.schedule.addTimeout(entry.job, setTimeout(tick, SOON_MS + i * APART_MS));
    }
  }

  async onApplicationShutdown() {
    await Promise.allSettled(this.running);
  }

  /** Every method that is in the calendar, bound to its job. */
  entries(): { entry: Entry; work: Job }[] {
    return this.marked.under(InCalendar);
  }

  private start({ job }: Entry, work: Job) {
    // Instances tick within moments of each other: the second is what they agree on.
    const dueAt = new Date(Math.round(Date.now() / 1_000) * 1_000);
    // The database is away: the next tick tries again.
    const run = this.runs.run(job, dueAt, work).catch((error: unknown) => {
      this.logger.warn(
        { job, name: error instanceof Error ? error.name : typeof error },
        'a job could not begin',
      );
    });
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }
}
