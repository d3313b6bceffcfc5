import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { KeyCare } from '../foundation/encryption/key-care.js';
import { countJob } from '../foundation/metrics/metrics.js';

/** Looks after the keys every hour: a new epoch each week, the old one destroyed, a proven export each day. */
@Injectable()
export class KeysJob {
  constructor(private readonly keys: KeyCare) {}

  @Cron(CronExpression.EVERY_HOUR)
  async run() {
    try {
      await this.keys.run(new Date());
      countJob('keys', 'done');
    } catch (error) {
      countJob('keys', 'failed');
      throw error;
    }
  }
}
