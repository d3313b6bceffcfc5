import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { LapsedGroundsService } from '../modules/incidents/grounds/lapsed-grounds.service.js';
import { Calendar } from './calendar.js';

/** Looks whether what excused a library from writing to its readers still holds. */
@Injectable()
export class LapsedGroundsJob {
  constructor(private readonly grounds: LapsedGroundsService) {}

  @Calendar('lapsed-grounds', CronExpression.EVERY_5_MINUTES)
  run(now: Date) {
    return this.grounds.run(now);
  }
}
