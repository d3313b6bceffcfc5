import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { NightService } from '../modules/retention/night.service.js';
import { Calendar } from './calendar.js';

/** Deletes what has been kept for as long as its purpose says, in every library, and evidence of incidents after its own period. */
@Injectable()
export class RetentionJob {
  constructor(private readonly night: NightService) {}

  @Calendar('retention', CronExpression.EVERY_DAY_AT_2AM)
  run(now: Date) {
    return this.night.run(now);
  }
}
