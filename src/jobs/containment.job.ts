import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { ActionWork } from '../modules/incidents/containment/action-work.service.js';
import { Calendar } from './calendar.js';

/** Ends containment actions whose time is over, and goes on with those that a killed server left. */
@Injectable()
export class ContainmentJob {
  constructor(private readonly work: ActionWork) {}

  @Calendar('containment', CronExpression.EVERY_MINUTE, { afterStart: true })
  run(now: Date) {
    return this.work.run(now);
  }
}
