import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { AccountsHousekeeping } from '../modules/accounts/accounts-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Lets unconfirmed sign-ups, unopened links and ended sessions of every library vanish when their time is over. */
@Injectable()
export class AccountsExpireJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly accounts: AccountsHousekeeping,
  ) {}

  @Calendar('accounts-expire', CronExpression.EVERY_10_MINUTES)
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.accounts.expire(id, now);
  }
}
