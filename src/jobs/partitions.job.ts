import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { maintainPartitions } from '../foundation/database/partitions.js';
import { Setting } from '../foundation/setting.js';
import { Calendar } from './calendar.js';

/** Makes the coming months' partitions and drops those whose time is over, where this process may. */
@Injectable()
export class PartitionsJob {
  constructor(private readonly setting: Setting) {}

  @Calendar('partitions', CronExpression.EVERY_DAY_AT_3AM)
  async run(now: Date) {
    const { maintenance } = this.setting.urls;
    if (maintenance) await maintainPartitions(maintenance, now);
  }
}
