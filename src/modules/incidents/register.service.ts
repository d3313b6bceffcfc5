import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { PersonalDataBreach } from './breach.entity.js';
import { partOf, readersInformedOf } from './breaches.service.js';
import { inLibrary } from './entries.js';
import type { ShownGround } from './grounds/ground.js';
import { GroundsService } from './grounds/grounds.service.js';
import { IncidentAccess } from './incident-access.service.js';
import { IncidentEndsService, type IncidentEnd } from './incident-ends.service.js';
import { Incident, type Mode } from './incident.entity.js';
import { numberOf } from './incident-number.js';
import { notificationsOf } from './notifications.service.js';

/** The register of every breach, notified or not: facts, effects, remedy and reasons (Art. 33(5)). */
@Injectable()
export class RegisterService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
    private readonly ends: IncidentEndsService,
    private readonly grounds: GroundsService,
  ) {}

  /** A controller's own register for an owner; every library's, or one's, for an officer. @throws 404 */
  async of(me: Staff, slug: string | undefined, mode: Mode) {
    const parts = [];
    for (const place of await this.access.placesOf(me, slug))
      parts.push(...(await this.ofLibrary(me, place, mode)));
    const phases = await this.ends.of(parts.map(({ id }) => id));
    const entries = parts.map((one) => ({ ...one, ...endOf(phases.get(one.id), me) }));
    if (me.libraryId !== PLATFORM || slug !== undefined) return entries;
    return [...entries, ...(await this.ofNoLibrary(me, new Set(parts.map(({ id }) => id)), mode))];
  }

  /** Incidents that hit nobody's data: a processor shows that they were looked at. */
  private async ofNoLibrary(me: Staff, known: ReadonlySet<string>, mode: Mode): Promise<RegisterEntry[]> {
    const others = await this.records.in(me, async (db) => {
      const found = [];
      for await (const incident of db.each(Incident, { mode }))
        if (!known.has(incident.id)) found.push(incident);
      return found;
    });
    const ends = await this.ends.of(others.map(({ id }) => id));
    return others.map((incident) => ({ ...entryOfNone(incident), ...endOf(ends.get(incident.id), me) }));
  }

  private async ofLibrary(me: Staff, { id: libraryId, slug }: { id: string; slug: string }, mode: Mode) {
    const entries = await this.records.in(inLibrary(me, libraryId), async (db) => {
      const found = [];
      for await (const { id } of db.each(PersonalDataBreach, { mode }))
        found.push(await entryOf(db, id, slug));
      return found;
    });
    const looked = [];
    for (const { ground, ...entry } of entries)
      looked.push({ ...entry, ground: await this.grounds.standing(me, entry.id, slug, ground) });
    return looked;
  }
}

export type RegisterEntry = Omit<Awaited<ReturnType<typeof entryOf>>, 'ground'> &
  ReturnType<typeof endOf> & { ground: ShownGround | null };

/** How the incident stands; why it was ended is told in the platform's words, and so to officers alone. */
function endOf(end: IncidentEnd | undefined, me: Staff) {
  const reason = me.libraryId === PLATFORM ? (end?.reason ?? null) : null;
  return { phase: end?.phase ?? null, isFalseAlarm: end?.phase === 'false-alarm', endedBecause: reason };
}

/** An incident that no library has a part of. */
function entryOfNone({ id, mode, account, declaredAt }: Opened<Incident>) {
  return {
    ...{ id, number: numberOf(id, mode), library: '', title: account.title, facts: account.description },
    ...{
      addedAt: declaredAt,
      toldAt: null,
      controllerAwareAt: null,
      score: null,
      band: null,
      assessments: 0,
    },
    ...{ effects: null, remedy: null, notifyAuthority: null, communicateToSubjects: null, reason: null },
    ...{ departure: null, ground: null, notifications: [], readersInformedAt: null },
  };
}

/** One breach of a library as the register shows it. */
async function entryOf(db: Rows, incidentId: string, library: string) {
  const part = await partOf(db, incidentId);
  const { breach, assessments, decisions, notices, controllerAwareAt } = part;
  const assessment = assessments.at(-1);
  const decision = decisions.at(-1);
  const notifications = notificationsOf(part);
  const last = notifications.at(-1);
  const row = (key: string) => last?.content.rows.find((one) => one.key === key)?.value ?? null;
  return {
    id: incidentId,
    number: numberOf(incidentId, breach.mode),
    library,
    title: breach.account.title,
    facts: breach.account.what,
    addedAt: breach.addedAt,
    toldAt: notices.find(({ kind }) => kind === 'to-controller')?.sentAt ?? null,
    controllerAwareAt,
    score: assessment ? assessment.quarters / 4 : null,
    band: assessment?.band ?? null,
    assessments: assessments.length,
    effects: row('consequences'),
    remedy: row('measures'),
    notifyAuthority: decision?.notifyAuthority ?? null,
    communicateToSubjects: decision?.communicateToSubjects ?? null,
    reason: decision?.reasons.reason ?? null,
    departure: decision?.reasons.departure ?? null,
    ground: decision?.reasons.ground ?? null,
    notifications: notifications.map(({ phase, type, completeness, sentAt, isLate, content }) => ({
      phase,
      type,
      completeness,
      sentAt,
      isLate,
      lateReasons: content.lateReasons,
      reference: content.reference,
    })),
    readersInformedAt: readersInformedOf(part.communications, notifications),
  };
}
