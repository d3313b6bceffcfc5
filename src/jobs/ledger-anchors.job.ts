import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { LedgerAnchorsService } from '../modules/libraries/ledger-anchors.service.js';
import { Calendar } from './calendar.js';

/** Anchors the ledger outside: a time-stamp a day, a letter a week. Asked each hour, so that what failed waits no day. */
@Injectable()
export class LedgerAnchorsJob {
  constructor(private readonly anchors: LedgerAnchorsService) {}

  @Calendar('ledger-anchors', CronExpression.EVERY_HOUR)
  run(now: Date) {
    return this.anchors.run(now);
  }
}
