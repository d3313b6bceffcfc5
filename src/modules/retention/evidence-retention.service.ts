import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';
import { EvidenceEndsService } from '../incidents/evidence-pack/evidence-ends.service.js';
import { RetentionRun } from './retention-run.entity.js';

/** The platform's part of the nightly pass: evidence of incidents, counted in the platform's own log. */
@Injectable()
export class EvidenceRetentionService {
  constructor(
    private readonly records: Records,
    private readonly evidence: EvidenceEndsService,
  ) {}

  /** Ends what has been kept for its period; what waits for a review is counted apart. */
  async run(now: Date): Promise<void> {
    const { ended, waiting } = await this.evidence.run(now);
    const counts = { incident_evidence: ended, 'incident_evidence waiting': waiting };
    const run = { asOf: now, outcome: 'done' as const, counts, warned: 0, erased: 0 };
    await this.records.in(aJob('retention', PLATFORM), (db) => db.insert(RetentionRun, run));
  }
}
