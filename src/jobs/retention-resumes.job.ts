import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { RetentionService } from '../modules/retention/retention.service.js';
import { Calendar } from './calendar.js';

/** Takes up again what a kill or a failure left of the night's deletion. */
@Injectable()
export class RetentionResumesJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly retention: RetentionService,
  ) {}

  @Calendar('retention-resumes', CronExpression.EVERY_10_MINUTES)
  async run(now: Date) {
    const ids = (await this.libraries.changeable()).map(({ id }) => id);
    await this.retention.each(ids, (id) => this.retention.resume(id, now));
  }
}
