import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Lifts the restrictions whose readers were told a week ago (Art. 18(3)). */
@Injectable()
export class RestrictionsJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly restrictions: RestrictionsService,
  ) {}

  @Calendar('restrictions-lift', CronExpression.EVERY_HOUR, { afterStart: true })
  async run(now: Date) {
    for (const { id } of await this.libraries.changeable()) await this.restrictions.liftDue(id, now);
  }
}
