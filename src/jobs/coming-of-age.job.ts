import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { ComingOfAgeService } from '../modules/accounts/coming-of-age.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Hands their consents to the readers of every library who reach the age of consent. */
@Injectable()
export class ComingOfAgeJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly ages: ComingOfAgeService,
  ) {}

  @Calendar('coming-of-age', CronExpression.EVERY_DAY_AT_1AM, { afterStart: true })
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.ages.run(id, now);
  }
}
