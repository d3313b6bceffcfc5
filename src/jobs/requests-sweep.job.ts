import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { PLATFORM } from '../foundation/database/scope.js';
import { RequestsHousekeeping } from '../modules/data-subject-requests/requests-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Wakes what is due without a wake-up, and lets downloads, tokens and backups' keys run out. */
@Injectable()
export class RequestsSweepJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly requests: RequestsHousekeeping,
  ) {}

  /** Soon after a start, what a killed server left behind goes on. */
  @Calendar('requests-wake', CronExpression.EVERY_30_SECONDS, { afterStart: true })
  async wake(now: Date) {
    for (const id of await this.everywhere()) await this.requests.wake(id, now);
  }

  @Calendar('requests-expire', CronExpression.EVERY_10_MINUTES)
  async expire(now: Date) {
    for (const id of await this.everywhere()) await this.requests.expire(id, now);
  }

  /** The platform too, where members of staff are erased. */
  private async everywhere(): Promise<string[]> {
    return [...(await this.libraries.changeable()).map(({ id }) => id), PLATFORM];
  }
}
