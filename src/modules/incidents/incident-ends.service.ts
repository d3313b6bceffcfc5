import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';
import { ENDED, Incident, IncidentEntry, type Phase } from './incident.entity.js';

/** The phase of an incident, and once it has ended, why. */
export interface IncidentEnd {
  phase: Phase;
  reason: string | null;
}

const AT_ONCE = 200;

/** How incidents ended, false alarms among them, for whoever shows many. */
@Injectable()
export class IncidentEndsService {
  constructor(private readonly records: Records) {}

  /** By the incidents' ids. */
  async of(ids: string[]): Promise<Map<string, IncidentEnd>> {
    const ends = new Map<string, IncidentEnd>();
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await this.add(ends, [...new Set(ids.slice(from, from + AT_ONCE))]);
    return ends;
  }

  private async add(ends: Map<string, IncidentEnd>, ids: string[]) {
    await this.records.in(aJob('incident', PLATFORM), async (db) => {
      const found = await db.all(Incident, { id: ids });
      for (const { id, phase } of found) ends.set(id, { phase, reason: null });
      const ended = { incidentId: ids, kind: 'phase' as const, detail: [...ENDED] };
      for await (const { incidentId, detail, note } of db.each(IncidentEntry, ended)) {
        const end = ends.get(incidentId);
        if (end && end.phase === detail) ends.set(incidentId, { ...end, reason: note?.text ?? null });
      }
    });
  }
}
