import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { IncidentsService } from '../incidents.service.js';
import { DrillScoresService } from './drill-scores.service.js';
import { InjectsService } from './injects.service.js';

/** What a review looks at: the plan with who did what when, each library's duties, and of a drill its events and score. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly incidents: IncidentsService,
    private readonly injects: InjectsService,
    private readonly scores: DrillScoresService,
  ) {}

  /** @throws 404 */
  async of(me: Staff, incidentId: string, now: Date) {
    const incident = await this.incidents.show(me, incidentId, now);
    const scores = await this.scores.list(me, incidentId);
    const { items, coming } = await this.injects.list(me, incidentId);
    return { ...incident, score: scores.at(-1) ?? null, injects: items, neverCame: coming };
  }
}

export type Review = Awaited<ReturnType<ReviewsService['of']>>;
