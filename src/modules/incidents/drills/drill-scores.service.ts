import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import { partOf, type Part } from '../breaches.service.js';
import { enter, inLibrary, personOf } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { Incident, IncidentEvidence } from '../incident.entity.js';
import { scoreOf, type DrillFacts } from './drill-score.js';
import { DrillScore } from './drill.entity.js';
import { drillModeOf, injectsOf } from './injects.service.js';

/** What Art. 33(3)(a) to (d) asks for, among the rows of a notice. */
const ASKED = ['nature', 'subjectCategories', 'subjects', 'records', 'contact', 'consequences', 'measures'];

/** How drills went: scored from their rows, as often as asked, each score kept. */
@Injectable()
export class DrillScoresService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
  ) {}

  /** Scores a drill as it stands. @throws 404; 409 what is live */
  async score(me: Staff, incidentId: string, now: Date) {
    const incident = await this.access.incident(incidentId);
    const mode = drillModeOf(incident);
    const libraries = await this.libraries(me, incidentId);
    const { startedAt, pace, awareAt } = await this.access.clockOf(incidentId);
    const { detectedAt } = incident;
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      const [first] = await db.all(IncidentEvidence, { incidentId });
      const facts: DrillFacts = {
        detectedAt,
        awareAt,
        clock: { startedAt, pace },
        snapshotAt: first?.takenAt ?? null,
        libraries,
        injects: await injectsOf(db, incidentId),
      };
      const by = { incidentId, mode, scoredAt: now, scoredBy: personOf(me) };
      const id = await db.insert(DrillScore, { ...by, ...scoreOf(facts) });
      const at = { happenedAt: now, recordedAt: now };
      await enter(db, { incidentId, kind: 'note', detail: 'scored', about: id, ...at });
      return db.get(DrillScore, { id });
    });
  }

  /** Every score of a drill, the first first. @throws 404 */
  async list(me: Staff, incidentId: string) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      return db.all(DrillScore, { incidentId });
    });
  }

  private async libraries(me: Staff, incidentId: string): Promise<DrillFacts['libraries']> {
    const told = [];
    for (const { id } of await this.access.librariesHit(me, incidentId))
      told.push(
        await this.records.in(inLibrary(me, id), async (db) => statedIn(await partOf(db, incidentId))),
      );
    return told;
  }
}

/** What a library's part says of Art. 33(3): in the last notification to the authority, or else the last notice to the controller. */
function statedIn({ notices }: Part): DrillFacts['libraries'][number] {
  const toController = notices.filter(({ kind }) => kind === 'to-controller');
  const last = notices.findLast(({ kind }) => kind === 'to-authority') ?? toController.at(-1);
  const rows = last?.content.rows.filter(({ key }) => ASKED.includes(key)) ?? [];
  const stated = rows.filter(({ value }) => value !== null).length;
  return { toldAt: toController[0]?.sentAt ?? null, stated, asked: rows.length || ASKED.length };
}
