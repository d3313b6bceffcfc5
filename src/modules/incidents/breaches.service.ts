import { Injectable } from '@nestjs/common';
import { aJob, type Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { LegalHold } from '../../foundation/records/legal-hold.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { bound } from './bound.js';
import { BreachAssessment, BreachDecision, BreachNotice, PersonalDataBreach } from './breach.entity.js';
import { dutiesOn, type DutyFacts } from './breach-duties.js';
import { BreachCommunication } from './communications/communication.entity.js';
import { touching } from './containment/touching.js';
import { enter, inLibrary, meanwhile } from './entries.js';
import { lapseOf } from './grounds/lapse-rows.js';
import { IncidentAccess, past, standingAwareness, type IncidentClock } from './incident-access.service.js';
import { IncidentEntry } from './incident.entity.js';

/** Everything that stands in one library's part. */
export interface Part {
  breach: Opened<PersonalDataBreach>;
  assessments: Opened<BreachAssessment>[];
  decisions: Opened<BreachDecision>[];
  /** Since when the ground of the latest decision is known to hold no longer. */
  groundLapsedAt: Date | null;
  /** Those to the controller and those to the authority, each in its order. */
  notices: Opened<BreachNotice>[];
  controllerAwareAt: Date | null;
  /** Letters to the readers, in their order. */
  communications: Opened<BreachCommunication>[];
}

/** The parts of incidents in the libraries that were hit: each controller has its own, with clocks of its own. */
@Injectable()
export class BreachesService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly access: IncidentAccess,
  ) {}

  /** Adds a library to those that were hit; a second time changes nothing. @throws 404; 422 */
  async add(me: Staff, incidentId: string, slug: string, what: string, foundAt: Date | undefined, now: Date) {
    const incident = await this.access.incident(incidentId);
    const libraryId = await this.libraries.idOf(slug);
    if (foundAt) past('/foundAt', foundAt, now);
    await this.records.in(inLibrary(me, libraryId), async (db) => {
      if (await db.find(PersonalDataBreach, { id: incidentId })) return;
      const { content, contentHash } = bound({ title: incident.account.title, what });
      const part = {
        id: incidentId,
        mode: incident.mode,
        foundAt: foundAt ?? null,
        addedAt: now,
        addedBy: me.id,
        account: content,
        contentHash,
      };
      await db.insert(PersonalDataBreach, part).catch(meanwhile);
    });
    // After the part itself: who is killed in between adds it again.
    await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      if (await db.find(IncidentEntry, { incidentId, kind: 'library', about: libraryId })) return;
      const at = { happenedAt: foundAt ?? now, recordedAt: now };
      await enter(db, { incidentId, kind: 'library', about: libraryId, ...at });
    });
    return this.show(me, incidentId, slug, now);
  }

  /** A library's part with its clocks. @throws 404 */
  async show(me: Staff, incidentId: string, slug: string, now: Date) {
    const libraryId = await this.access.libraryOf(me, slug);
    return this.clocksIn(me, libraryId, incidentId, await this.access.clockOf(incidentId), now);
  }

  /** Every library's part with its clocks, for officers. */
  async clocks(me: Staff, incidentId: string, clock: IncidentClock, now: Date) {
    const hit = await this.access.librariesHit(me, incidentId);
    const parts = [];
    for (const { id } of hit) parts.push(await this.clocksIn(me, id, incidentId, clock, now));
    return parts;
  }

  /** One library's part with its clocks. @throws 404 */
  async clocksIn(me: Staff, libraryId: string, incidentId: string, clock: IncidentClock, now: Date) {
    const shown = await this.records.in(inLibrary(me, libraryId), async (db) => {
      const { slug, name } = await this.libraries.named(db);
      const { contact, dataProtectionOfficer } = (await this.libraries.answering(db)).controller;
      const part = await partOf(db, incidentId);
      const { breach, assessments, decisions, notices, controllerAwareAt } = part;
      const told = notices.filter(({ kind }) => kind === 'to-controller');
      const first = told[0] && { about: told[0].id, kind: 'delivered' as const };
      const delivered = first && (await db.find(IncidentEntry, { incidentId, ...first }));
      const assessment = assessments.at(-1);
      const decision = decisions.at(-1);
      return {
        library: slug,
        name,
        contact,
        dataProtectionOfficer,
        what: breach.account.what,
        foundAt: breach.foundAt ?? clock.awareAt,
        toldAt: told[0]?.sentAt ?? null,
        deliveredAt: delivered?.happenedAt ?? null,
        controllerAwareAt,
        band: assessment?.band ?? null,
        notifyAuthority: decision?.notifyAuthority ?? null,
        communicateToSubjects: decision?.communicateToSubjects ?? null,
        holds: await db.count(LegalHold, { incidentId, liftedAt: null }),
        clocks: dutiesOn(clock, dutyFactsOf(part, clock.awareAt), now),
      };
    });
    const atPlatform = aJob('incident', PLATFORM);
    const containment = await this.records.in(atPlatform, (db) => touching(db, incidentId, libraryId));
    return { ...shown, containment };
  }
}

/** A library's part, inside a transaction of the library. @throws NoSuchRow, a 404 */
export async function partOf(db: Rows, incidentId: string): Promise<Part> {
  const breach = await db.get(PersonalDataBreach, { id: incidentId });
  const assessments = await db.all(BreachAssessment, { incidentId });
  const decisions = await db.all(BreachDecision, { incidentId });
  const notices = await db.all(BreachNotice, { incidentId });
  const communications = await db.all(BreachCommunication, { incidentId });
  const told = notices.find(({ kind }) => kind === 'to-controller');
  const controllerAwareAt = (await standingAwareness(db, incidentId)) ?? told?.sentAt ?? null;
  const groundLapsedAt = await lapseOf(db, decisions.at(-1)?.id);
  return { breach, assessments, decisions, groundLapsedAt, notices, controllerAwareAt, communications };
}

/** What the clocks of a part are read from. */
export function dutyFactsOf(
  { breach, decisions, groundLapsedAt, notices, controllerAwareAt, communications }: Part,
  platformAwareAt: Date,
): DutyFacts {
  const { foundAt } = breach;
  const notifications = notices.filter(({ kind }) => kind === 'to-authority');
  return {
    platformAwareAt: foundAt && foundAt > platformAwareAt ? foundAt : platformAwareAt,
    toldAt: notices.find(({ kind }) => kind === 'to-controller')?.sentAt ?? null,
    controllerAwareAt,
    decision: decisions.at(-1) ?? null,
    groundLapsedAt,
    notifications,
    readersInformedAt: readersInformedOf(communications, notifications),
  };
}

/** When the readers were informed: by letters of ours, of which each was tried, or as the controller told its authority. */
export function readersInformedOf(
  communications: Pick<BreachCommunication, 'triedAt'>[],
  notifications: Pick<BreachNotice, 'readersInformedAt'>[],
): Date | null {
  const byLetters = communications.find((one) => one.triedAt)?.triedAt;
  return byLetters ?? notifications.findLast((one) => one.readersInformedAt)?.readersInformedAt ?? null;
}
