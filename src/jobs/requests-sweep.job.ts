import { Injectable } from '@nestjs/common';
import { Cron, CronExpression, Timeout } from '@nestjs/schedule';
import { RequestsHousekeeping } from '../modules/data-subject-requests/requests-housekeeping.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';

/** Wakes what is due without a wake-up, and lets downloads, tokens and backups' keys run out. */
@Injectable()
export class RequestsSweepJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly requests: RequestsHousekeeping,
  ) {}

  /** Soon after a start, what a killed server left behind goes on. */
  @Timeout(2_000)
  @Cron(CronExpression.EVERY_30_SECONDS)
  async wake() {
    const now = new Date();
    for (const { id } of await this.libraries.directory()) await this.requests.wake(id, now);
  }

  @Cron(CronExpression.EVERY_10_MINUTES)
  async expire() {
    const now = new Date();
    for (const { id } of await this.libraries.directory()) await this.requests.expire(id, now);
  }
}
