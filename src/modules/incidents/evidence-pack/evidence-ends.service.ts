import { Injectable } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { evidenceMonthsAt } from '../../../foundation/law/evidence-months.js';
import { keptUntilInstant } from '../../../foundation/law/kept-months.js';
import { LegalHold } from '../../../foundation/records/legal-hold.entity.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { enter } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { ENDED, Incident, IncidentEntry, IncidentEvidence } from '../incident.entity.js';

const JOB = 'retention';
/** How often somebody is asked again why evidence is kept beyond its period. */
const REVIEW_MS = 30 * 86_400_000;

/** Why evidence stays though its period has passed. */
type Reason = 'the incident is not closed' | 'a legal hold stands';

/**
 * The end of evidence after a period of its own: the snapshot goes, its hash and its entry in the ledger stay. While the
 * incident is open or a hold stands it is reviewed instead.
 */
@Injectable()
export class EvidenceEndsService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
  ) {}

  /** One pass: how many snapshots ended, and how many are past their period and wait. */
  async run(now: Date): Promise<{ ended: number; waiting: number }> {
    const counts = { ended: 0, waiting: 0 };
    for (const evidence of await this.past(now)) {
      const reason = await this.reasonToKeep(evidence);
      const isDone = await this.records.in(aJob(JOB, PLATFORM), (db) =>
        reason ? review(db, evidence, reason, now) : end(db, evidence, now),
      );
      if (reason) counts.waiting += 1;
      else if (isDone) counts.ended += 1;
    }
    return counts;
  }

  /** Snapshots whose period has passed, without their content. */
  private past(now: Date): Promise<Past[]> {
    return this.records.in(aJob(JOB, PLATFORM), async (db) => {
      const { rows } = await db.tell(
        `select id, incident_id as "incidentId", taken_at as "takenAt" from incident_evidence
         where library_id = $1 and ended_at is null and taken_at < $2 order by id`,
        [PLATFORM, now],
      );
      return (rows as unknown as Past[]).filter(
        ({ takenAt }) => keptUntilInstant(takenAt, evidenceMonthsAt(takenAt)) <= now,
      );
    });
  }

  private async reasonToKeep({ incidentId }: Past): Promise<Reason | null> {
    const me = aJob(JOB, PLATFORM);
    const { phase } = await this.records.in(me, (db) => db.get(Incident, { id: incidentId }));
    if (!ENDED.includes(phase)) return 'the incident is not closed';
    for (const { id } of await this.access.librariesHit(me, incidentId)) {
      const holds = await this.records.in(aJob(JOB, id), (db) =>
        db.count(LegalHold, { incidentId, liftedAt: null }),
      );
      if (holds) return 'a legal hold stands';
    }
    return null;
  }
}

type Past = Pick<Opened<IncidentEvidence>, 'id' | 'incidentId' | 'takenAt'>;

async function end(db: Rows, { id, incidentId }: Past, now: Date): Promise<boolean> {
  if (!(await db.update(IncidentEvidence, { id, endedAt: null }, { manifest: null, endedAt: now })))
    return false;
  const at = { happenedAt: now, recordedAt: now };
  await enter(db, { incidentId, kind: 'custody', detail: 'retention-ended', about: id, ...at });
  return true;
}

/** Asks in the timeline for a look at it, at most once in thirty days. */
async function review(db: Rows, { id, incidentId }: Past, reason: Reason, now: Date): Promise<boolean> {
  const asked = await db.all(IncidentEntry, {
    incidentId,
    kind: 'custody',
    about: id,
    detail: 'retention-review',
  });
  const last = asked.at(-1);
  if (last && now.getTime() - last.recordedAt.getTime() < REVIEW_MS) return false;
  await enter(db, {
    incidentId,
    kind: 'custody',
    detail: 'retention-review',
    about: id,
    happenedAt: now,
    recordedAt: now,
    text: `The period of this evidence has passed. It is kept because ${reason}. Look at whether it is still needed.`,
  });
  return true;
}
