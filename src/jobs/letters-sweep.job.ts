import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { Queue } from '../foundation/database/queue.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { LETTERS, Outbox } from '../foundation/mail/outbox.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Wakes letters that are due and that no wake-up is left for, those to staff too. */
@Injectable()
export class LettersSweepJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
    private readonly queue: Queue,
  ) {}

  @Calendar('letters-sweep', CronExpression.EVERY_MINUTE, { afterStart: true })
  async run(now: Date) {
    for (const libraryId of [PLATFORM, ...(await this.libraries.directory()).map((library) => library.id)])
      for (const id of await this.outbox.due(libraryId, now))
        await this.queue.sendNow(LETTERS, { libraryId, id });
  }
}
