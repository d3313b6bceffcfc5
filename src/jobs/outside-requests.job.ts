import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { OutsideHousekeeping } from '../modules/outside-requests/outside-housekeeping.service.js';
import { Calendar } from './calendar.js';

/** Wakes hand-overs without a wake-up, and lets requests that nobody proved vanish. */
@Injectable()
export class OutsideRequestsJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly outside: OutsideHousekeeping,
  ) {}

  @Calendar('outside-requests-wake', CronExpression.EVERY_MINUTE, { afterStart: true })
  async wake(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.outside.wake(id, now);
  }

  @Calendar('outside-requests-expire', CronExpression.EVERY_10_MINUTES)
  async expire(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.outside.expire(id, now);
  }
}
