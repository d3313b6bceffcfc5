import { Injectable } from '@nestjs/common';
import type { Rows } from '../../../foundation/records/rows.js';
import { AlarmsService, type Alarm } from '../../deadlines/alarms.service.js';
import { partOf, readersInformedOf } from '../breaches.service.js';
import { numberOf } from '../incident-number.js';
import { notificationsOf } from '../notifications.service.js';
import { excusedDecisions, lapseOf } from './lapse-rows.js';

/** Raises an alarm while readers are owed a letter because the ground against it lapsed: owners see it, officers get it by letter. */
@Injectable()
export class LapseAlarms {
  constructor(alarms: AlarmsService) {
    alarms.register('library', lapsesIn);
  }
}

async function lapsesIn(db: Rows): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for (const { id, incidentId } of await excusedDecisions(db)) {
    const since = await lapseOf(db, id);
    if (!since) continue;
    const part = await partOf(db, incidentId);
    const isDone = readersInformedOf(part.communications, notificationsOf(part)) !== null;
    if (part.breach.mode !== 'live' || isDone) continue;
    const about = numberOf(incidentId, part.breach.mode);
    alarms.push({ kind: 'ground-lapsed', about, since, key: `ground-lapsed ${id}` });
  }
  return alarms;
}
