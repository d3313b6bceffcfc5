import { Reflector } from '@nestjs/core';

/** When a job runs: `cron` by the clock, and once soon after a start where a killed server may have left something. */
export interface Entry {
  job: string;
  cron: string;
  afterStart?: boolean;
}

export const InCalendar = Reflector.createDecorator<Entry>();

/** Puts a method into the calendar. It is called with the instant of its tick, by one instance only. */
export const Calendar = (job: string, cron: string, { afterStart = false } = {}) =>
  InCalendar({ job, cron, afterStart });
