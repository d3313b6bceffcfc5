import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { aJob } from '../foundation/access/signed-in.js';
import { FactCheck } from '../foundation/ledger/fact-check.js';
import { TriggersService } from '../modules/incidents/triggers/triggers.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Watches for what should never happen, and opens a draft of an incident for it. */
@Injectable()
export class IncidentWatchJob {
  constructor(
    private readonly triggers: TriggersService,
    private readonly libraries: LibrariesService,
    private readonly facts: FactCheck,
  ) {}

  @Calendar('incident-watch', CronExpression.EVERY_MINUTE, { afterStart: true })
  run(now: Date) {
    return this.triggers.run(now);
  }

  /** Holds the rows of every library against its ledger; the first that disagrees opens a draft. */
  @Calendar('ledger-check', CronExpression.EVERY_DAY_AT_4AM)
  async check() {
    for (const { id } of await this.libraries.directory())
      for await (const _ of this.facts.run(aJob('ledger check', id))) break;
  }
}
