import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { KeyCare } from '../foundation/encryption/key-care.js';
import { Calendar } from './calendar.js';

/** Looks after the keys every hour: a new epoch each week, the old one destroyed, a proven export each day. */
@Injectable()
export class KeysJob {
  constructor(private readonly keys: KeyCare) {}

  @Calendar('keys', CronExpression.EVERY_HOUR)
  run(now: Date) {
    return this.keys.run(now);
  }
}
