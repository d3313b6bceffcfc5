import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { RemindersService } from '../modules/incidents/reminders.service.js';
import { Calendar } from './calendar.js';

/** Watches the clocks of incidents: reminds of what is due, and notes what was delivered. */
@Injectable()
export class IncidentRemindersJob {
  constructor(private readonly reminders: RemindersService) {}

  @Calendar('incident-reminders', CronExpression.EVERY_MINUTE, { afterStart: true })
  run(now: Date) {
    return this.reminders.run(now);
  }
}
