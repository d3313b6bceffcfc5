import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { CookiesHousekeeping } from '../modules/cookies/cookies-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Lets choices about cookies of every library go when their time is over. */
@Injectable()
export class CookiesExpireJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly cookies: CookiesHousekeeping,
  ) {}

  @Calendar('cookies-expire', CronExpression.EVERY_DAY_AT_3AM)
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.cookies.expire(id, now);
  }
}
