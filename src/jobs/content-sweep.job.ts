import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { SealedStore } from '../foundation/files/sealed-store.js';
import { ContentHousekeeping } from '../modules/conversations/content-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Ends what a kill left half-way: uploads, removals of files and newsletters of every library. */
@Injectable()
export class ContentSweepJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly content: ContentHousekeeping,
    private readonly store: SealedStore,
  ) {}

  @Calendar('content-sweep', CronExpression.EVERY_10_MINUTES)
  async run(now: Date) {
    await this.store.sweep(now);
    for (const { id } of await this.libraries.changeable()) await this.content.sweep(id, now);
  }
}
