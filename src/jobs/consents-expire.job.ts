import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { ConsentExpiryService } from '../modules/consent/consent-expiry.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Writes into the histories of every library which consents have run out. */
@Injectable()
export class ConsentsExpireJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly consents: ConsentExpiryService,
  ) {}

  @Calendar('consents-expire', CronExpression.EVERY_DAY_AT_2AM, { afterStart: true })
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.consents.expire(id, now);
  }
}
