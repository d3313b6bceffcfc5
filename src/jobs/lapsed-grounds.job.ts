import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import type { WakeUp } from '../foundation/database/queue.js';
import { LAPSED_GROUNDS, LapsedGroundsService } from '../modules/incidents/grounds/lapsed-grounds.service.js';
import { Calendar } from './calendar.js';
import { WokenBy } from './woken-by.js';

/** Looks whether what excused a library from writing to its readers still holds. */
@Injectable()
export class LapsedGroundsJob {
  constructor(private readonly grounds: LapsedGroundsService) {}

  @WokenBy(LAPSED_GROUNDS, 1)
  look(wakeUp: WakeUp) {
    return this.grounds.lookAgain(wakeUp, new Date());
  }

  /** For what no wake-up tells of. */
  @Calendar(LAPSED_GROUNDS, CronExpression.EVERY_5_MINUTES)
  run(now: Date) {
    return this.grounds.run(now);
  }
}
