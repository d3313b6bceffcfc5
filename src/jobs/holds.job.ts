import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { setHoldsOverdue } from '../foundation/metrics/metrics.js';
import { HoldRemindersService } from '../modules/data-subject-requests/hold-reminders.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Reminds owners of legal holds whose review is overdue. */
@Injectable()
export class HoldsJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly reminders: HoldRemindersService,
  ) {}

  @Calendar('holds-review', CronExpression.EVERY_HOUR)
  async run(now: Date) {
    let overdue = 0;
    for (const { id } of await this.libraries.directory()) overdue += await this.reminders.remind(id, now);
    setHoldsOverdue(overdue);
  }
}
