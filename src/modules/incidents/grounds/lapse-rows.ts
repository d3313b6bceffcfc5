import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { BreachDecision } from '../breach.entity.js';
import { IncidentEntry } from '../incident.entity.js';

/** The library's latest decision of each incident, where it rests on a ground of Art. 34(3). */
export async function excusedDecisions(db: Rows): Promise<Opened<BreachDecision>[]> {
  const { rows } = await db.tell(
    `select id from (
       select distinct on (incident_id) id, communicate_to_subjects from breach_decision
       where library_id = $1 order by incident_id, id desc) latest
     where not communicate_to_subjects`,
    [db.me.libraryId],
  );
  const excused: Opened<BreachDecision>[] = [];
  if (!rows.length) return excused;
  for await (const decision of db.each(BreachDecision, { id: rows.map(({ id }) => String(id)) }))
    if (decision.reasons.ground) excused.push(decision);
  return excused;
}

/** Since when it is known that the ground of a decision holds no longer; null while nobody knows of it. */
export async function lapseOf(db: Rows, decisionId: string | undefined): Promise<Date | null> {
  if (decisionId === undefined) return null;
  const entry = await db.find(IncidentEntry, { about: decisionId, kind: 'ground-lapsed' });
  return entry?.happenedAt ?? null;
}
