import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import type { WakeUp } from '../foundation/database/queue.js';
import { BREACH_LETTERS } from '../modules/incidents/communications/communications.service.js';
import { SendingService } from '../modules/incidents/communications/sending.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';
import { WokenBy } from './woken-by.js';

/** Writes to readers about a breach, one wake-up a communication, and wakes those whose wake-up was lost. */
@Injectable()
export class BreachLettersJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly sending: SendingService,
  ) {}

  @WokenBy(BREACH_LETTERS, 2)
  run(wakeUp: WakeUp) {
    return this.sending.deliver(wakeUp, new Date());
  }

  @Calendar('breach-letters-wake', CronExpression.EVERY_MINUTE, { afterStart: true })
  async wake(now: Date) {
    for (const { id } of await this.libraries.directory()) await this.sending.wakeUnfinished(id, now);
  }
}
