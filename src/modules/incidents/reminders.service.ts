import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Letter } from '../../foundation/mail/letter.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { dutiesOn } from './breach-duties.js';
import { BreachNotice } from './breach.entity.js';
import { dutyFactsOf, partOf } from './breaches.service.js';
import { InjectsService } from './drills/injects.service.js';
import { enter } from './entries.js';
import { IncidentAccess, type IncidentClock } from './incident-access.service.js';
import { ENDED, Incident, IncidentEntry, PHASES } from './incident.entity.js';
import { RemindersPost, type Due } from './reminders-post.service.js';

const JOB = 'incident-reminders';
const OPEN = PHASES.filter((phase) => !ENDED.includes(phase));

/** Watches the clocks of every open incident: who has to act is told in time, and what arrived is noted. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
    private readonly post: RemindersPost,
    private readonly injects: InjectsService,
  ) {}

  /** One round over all open incidents. */
  async run(now: Date): Promise<void> {
    const me = aJob(JOB, PLATFORM);
    const open = await this.records.in(me, (db) => db.all(Incident, { phase: OPEN }));
    for (const incident of open) await this.round(incident, now);
  }

  /** The same for one incident. @throws 404 */
  async watch(incidentId: string, now: Date): Promise<void> {
    await this.round(await this.access.incident(incidentId), now);
  }

  private async round(incident: Opened<Incident>, now: Date) {
    await this.injects.come(incident, now);
    const clock = await this.access.clockOf(incident.id);
    for (const library of await this.access.librariesHit(aJob(JOB, PLATFORM), incident.id)) {
      const due = await this.records.in(aJob(JOB, library.id), async (db) => {
        await noteDelivered(db, incident.id, now);
        return dueIn(db, incident.id, clock, now);
      });
      if (due.length) await this.post.write(incident, library, due, now);
    }
  }
}

/** Notes of each notice when the first of its letters was taken by the recipient's server. */
async function noteDelivered(db: Rows, incidentId: string, now: Date) {
  const notices = await db.all(BreachNotice, { incidentId, kind: 'to-controller' });
  for (const { id, letterIds } of notices.filter((one) => one.letterIds.length)) {
    if (await db.find(IncidentEntry, { about: id, kind: 'delivered' })) continue;
    const accepted = await db.all(Letter, { id: letterIds, state: 'accepted' });
    const at = earliest(accepted);
    if (at) await enter(db, { incidentId, kind: 'delivered', about: id, happenedAt: at, recordedAt: now });
  }
}

function earliest(letters: Opened<Letter>[]): Date | null {
  const instants = letters.map(({ settledAt }) => settledAt).filter((at) => at !== null);
  return instants.reduce<Date | null>((first, at) => (first && first < at ? first : at), null);
}

/** Reminders whose time has come, and notices of which the owners are to hear; what went out already is told apart later. */
async function dueIn(db: Rows, incidentId: string, clock: IncidentClock, now: Date): Promise<Due[]> {
  const part = await partOf(db, incidentId);
  const clocks = dutiesOn(clock, dutyFactsOf(part, clock.awareAt), now);
  const reminders = clocks
    .filter(({ state }) => state === 'open' || state === 'overdue')
    .flatMap(({ duty, remindAt = [], dueAt }) =>
      remindAt.filter((at) => at <= now).map((at) => ({ duty, remindAt: at, dueAt: dueAt ?? at })),
    );
  const told = part.notices.filter(({ kind, mode }) => kind === 'to-controller' && mode === 'live');
  return [
    ...told.map(({ sentAt }) => ({ duty: 'notice' as const, remindAt: sentAt, dueAt: sentAt })),
    ...reminders,
  ];
}
