import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { Idempotency } from '../foundation/operations/idempotency.service.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { Calendar } from './calendar.js';

/** Removes answers to repeated requests once nobody may ask for them again. */
@Injectable()
export class IdempotencyJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly idempotency: Idempotency,
  ) {}

  @Calendar('idempotency-sweep', CronExpression.EVERY_HOUR)
  async run(now: Date) {
    for (const { id } of await this.libraries.directory()) await this.idempotency.sweep(id, now);
  }
}
