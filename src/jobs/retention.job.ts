import { Injectable } from '@nestjs/common';
import { CronExpression } from '@nestjs/schedule';
import { PLATFORM } from '../foundation/database/scope.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { EvidenceRetentionService } from '../modules/retention/evidence-retention.service.js';
import { RetentionService } from '../modules/retention/retention.service.js';
import { Calendar } from './calendar.js';

/** Deletes in every library what has been kept for as long as its purpose says, and evidence of incidents after its own period. */
@Injectable()
export class RetentionJob {
  constructor(
    private readonly libraries: LibrariesService,
    private readonly retention: RetentionService,
    private readonly evidence: EvidenceRetentionService,
  ) {}

  @Calendar('retention', CronExpression.EVERY_DAY_AT_2AM)
  async run(now: Date) {
    const ids = (await this.libraries.changeable()).map(({ id }) => id);
    await this.retention.each([...ids, PLATFORM], (id) =>
      id === PLATFORM ? this.evidence.run(now) : this.retention.run(id, now),
    );
  }
}
