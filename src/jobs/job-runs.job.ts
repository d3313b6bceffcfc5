import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { Calendar } from './calendar.js';
import { CalendarRuns } from './calendar-runs.service.js';

/** Forgets old runs of the calendar. */
@Injectable()
export class JobRunsJob {
  constructor(private readonly runs: CalendarRuns) {}

  @Calendar('job-runs', CronExpression.EVERY_DAY_AT_4AM)
  run(now: Date) {
    return this.runs.forget(now);
  }
}
