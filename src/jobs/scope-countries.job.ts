import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import type { WakeUp } from '../foundation/database/queue.js';
import {
  SCOPE_COUNTRIES,
  ScopeCountriesService,
} from '../modules/incidents/scope/scope-countries.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';
import { WokenBy } from './woken-by.js';

/** Counts by country whom incidents hit, beside the work on scopes so that no scope waits for it. */
@Injectable()
export class ScopeCountriesJob {
  constructor(
    private readonly counting: ScopeCountriesService,
    private readonly libraries: LibrariesService,
  ) {}

  @WokenBy(SCOPE_COUNTRIES, 1)
  run(wakeUp: WakeUp) {
    return this.counting.run(wakeUp, new Date());
  }

  /** What a killed server left uncounted goes on. */
  @Calendar('scope-countries-wake', CronExpression.EVERY_MINUTE, { afterStart: true })
  async wake(now: Date) {
    for (const { id: libraryId } of await this.libraries.directory())
      for (const id of await this.counting.due(libraryId)) await this.counting.run({ libraryId, id }, now);
  }
}
