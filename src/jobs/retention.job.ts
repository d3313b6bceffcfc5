import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { RetentionService } from '../modules/retention/retention.service.js';
import { Calendar } from './calendar.js';

/** Deletes in every library what has been kept for as long as its purpose says. */
@Injectable()
export class RetentionJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly retention: RetentionService,
  ) {}

  @Calendar('retention', CronExpression.EVERY_DAY_AT_2AM)
  async run(now: Date) {
    const ids = (await this.libraries.changeable()).map(({ id }) => id);
    await this.retention.each(ids, (id) => this.retention.run(id, now));
  }
}
