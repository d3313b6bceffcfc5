import { SetMetadata } from '@nestjs/common';

/** When a job runs: `cron` by the clock, and once soon after a start where a killed server may have left something. */
export interface Entry {
  job: string;
  cron: string;
  afterStart?: boolean;
}

export const CALENDAR = 'carrel:calendar';

/** Puts a method into the calendar. It is called with the instant of its tick, by one instance only. */
export const Calendar = (job: string, cron: string, { afterStart = false } = {}) =>
  SetMetadata<string, Entry>(CALENDAR, { job, cron, afterStart });
