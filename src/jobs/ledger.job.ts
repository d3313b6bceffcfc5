import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { Sequencing } from '../foundation/ledger/sequencing.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Numbers entries of the ledger each second; each minute also what a killed process left, and anchors all logs. */
@Injectable()
export class LedgerJob implements OnApplicationBootstrap {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly sequencing: Sequencing,
  ) {}

  onApplicationBootstrap() {
    this.sequencing.start();
  }

  @Calendar('ledger', CronExpression.EVERY_MINUTE, { afterStart: true })
  async run(now: Date) {
    const libraries = await this.libraries.directory();
    await this.sequencing.sweep(
      libraries.map((library) => library.id),
      now,
    );
  }
}
