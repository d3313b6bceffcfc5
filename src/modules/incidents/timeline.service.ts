import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { PersonalDataBreach } from './breach.entity.js';
import { enter, shownEntry } from './entries.js';
import { past } from './incident-access.service.js';
import { Incident, IncidentEntry } from './incident.entity.js';

/** What happened and when it was recorded: officers read the incident's, owners that of their library's part. */
@Injectable()
export class TimelineService {
  constructor(private readonly records: Records) {}

  /** A page in the order of recording. @throws 404 */
  async page(me: Staff, incidentId: string, page: PageOptions) {
    return this.records.in(me, async (db) => {
      await known(db, incidentId);
      const { items, next } = await db.page(IncidentEntry, { incidentId }, page);
      return { items: items.map(shownEntry), next };
    });
  }

  /** Adds a note about something that happened then. Nothing is ever taken away. @throws 404; 422 */
  async note(me: Staff, incidentId: string, text: string, happenedAt: Date | undefined, now: Date) {
    if (happenedAt) past('/happenedAt', happenedAt, now);
    return this.records.in(me, async (db) => {
      await known(db, incidentId);
      const at = { happenedAt: happenedAt ?? now, recordedAt: now };
      return { id: await enter(db, { incidentId, kind: 'note', ...at, text }) };
    });
  }
}

async function known(db: Rows, incidentId: string) {
  if (db.me.libraryId === PLATFORM) await db.get(Incident, { id: incidentId });
  else await db.get(PersonalDataBreach, { id: incidentId });
}
