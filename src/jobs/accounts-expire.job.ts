import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { AccountsHousekeeping } from '../modules/accounts/accounts-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';

/** Lets unconfirmed sign-ups, unopened links and ended sessions of every library vanish when their time is over. */
@Injectable()
export class AccountsExpireJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly accounts: AccountsHousekeeping,
  ) {}

  @Cron(CronExpression.EVERY_10_MINUTES)
  async run() {
    const now = new Date();
    for (const { id } of await this.libraries.directory()) await this.accounts.expire(id, now);
  }
}
