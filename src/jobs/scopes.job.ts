import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import type { WakeUp } from '../foundation/database/queue.js';
import { SCOPES, ScopeStepsService } from '../modules/incidents/scope/scope-steps.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';
import { WokenBy } from './woken-by.js';

/** Works out how many readers incidents hit, one library at each wake-up. */
@Injectable()
export class ScopesJob {
  constructor(
    private readonly steps: ScopeStepsService,
    private readonly libraries: LibrariesService,
  ) {}

  @WokenBy(SCOPES, 1)
  run(wakeUp: WakeUp) {
    return this.steps.answer(wakeUp, new Date());
  }

  /** What a killed server left waiting goes on. */
  @Calendar('scopes-wake', CronExpression.EVERY_MINUTE, { afterStart: true })
  async wake(now: Date) {
    for (const { id: libraryId } of await this.libraries.directory())
      for (const id of await this.steps.due(libraryId)) await this.steps.answer({ libraryId, id }, now);
  }

  @Calendar('scopes-expire', CronExpression.EVERY_DAY_AT_3AM)
  async expire(now: Date) {
    for (const { id } of await this.libraries.directory()) await this.steps.expire(id, now);
  }
}
