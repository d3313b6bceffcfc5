import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { RemindersService } from '../modules/deadlines/reminders.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Reminds owners of deadlines before the promise and the law's limit run out (Art. 12(3)). */
@Injectable()
export class DeadlineRemindersJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly reminders: RemindersService,
  ) {}

  @Calendar('deadline-reminders', CronExpression.EVERY_HOUR)
  async run(now: Date) {
    for (const library of await this.libraries.directory()) await this.reminders.remind(library, now);
  }
}
