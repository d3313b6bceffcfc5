import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { PersonalDataBreach } from './breach.entity.js';
import { bound } from './bound.js';
import { BreachesService } from './breaches.service.js';
import { DrillScore } from './drills/drill.entity.js';
import { enter, personOf } from './entries.js';
import { IncidentAccess, past } from './incident-access.service.js';
import { ENDED, Incident, type Mode, type Phase } from './incident.entity.js';
import { numberOf } from './incident-number.js';
import { IncidentPlanService } from './incident-plan.service.js';

/** What is said when an incident is declared. */
export interface Declaration {
  title: string;
  description: string;
  mode: Mode;
  suspected?: string | undefined;
  occurredFrom?: Date | undefined;
  occurredTo?: Date | undefined;
  detectedAt: Date;
  awareAt: Date;
  /** Of a drill: hours that pass in it while one passes outside. */
  pace?: number | undefined;
}

/** Incidents from the declaration to the close: officers see them whole, owners the parts of their own library. */
@Injectable()
export class IncidentsService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
    private readonly breaches: BreachesService,
    private readonly plan: IncidentPlanService,
  ) {}

  /** Declares an incident; from here on everything about it enters the ledger. @throws 422 */
  async declare(me: SignedIn, declared: Declaration, now: Date): Promise<{ id: string }> {
    const { title, description, suspected, mode, occurredFrom, occurredTo, detectedAt, awareAt } = declared;
    const { pace = 1 } = declared;
    checkInstants(declared, now);
    if (mode === 'live' && pace !== 1) throw invalid('/pace', 'Only a drill has a clock of its own.');
    const { content, contentHash } = bound({ title, description, suspected: suspected ?? null });
    return this.records.in({ ...me, libraryId: PLATFORM }, async (db) => {
      const id = await db.insert(Incident, {
        mode,
        occurredFrom: occurredFrom ?? null,
        occurredTo: occurredTo ?? null,
        detectedAt,
        awareAt,
        declaredAt: now,
        declaredBy: personOf(me),
        pace,
        account: content,
        contentHash,
      });
      const entry = { incidentId: id, recordedAt: now };
      await enter(db, { ...entry, kind: 'declared', detail: mode, happenedAt: now });
      await enter(db, { ...entry, kind: 'awareness', happenedAt: awareAt });
      return { id };
    });
  }

  /** Incidents, the latest first: all for an officer, those that hit their library for an owner. */
  async list(me: Staff, page: PageOptions) {
    const order = { ...page, order: 'newest' as const };
    if (me.libraryId === PLATFORM) {
      const { items, next } = await this.records.in(me, (db) => db.page(Incident, {}, order));
      return { items: items.map(listed), next };
    }
    const { items, next } = await this.records.in(me, (db) => db.page(PersonalDataBreach, {}, order));
    const known = await this.access.incidents(items.map(({ id }) => id));
    return {
      items: known.map((incident, i) => ({ ...listed(incident), title: items[i]?.account.title ?? '' })),
      next,
    };
  }

  /** One incident with its clocks per library; roles and plan are the officers'. @throws 404 */
  async show(me: Staff, id: string, now: Date) {
    if (me.libraryId !== PLATFORM) return this.shownToOwner(me, id, now);
    const { account, occurredFrom, occurredTo, detectedAt, ...incident } = await this.records.in(me, (db) =>
      db.get(Incident, { id }),
    );
    const clock = await this.access.clockOf(id);
    const { awareAt, pace } = clock;
    const { roles, plan } = await this.plan.of(me, id, clock);
    const libraries = await this.breaches.clocks(me, id, clock, now);
    return {
      ...listed({ account, occurredFrom, occurredTo, detectedAt, ...incident }),
      description: account.description,
      suspected: account.suspected,
      occurredFrom,
      occurredTo,
      detectedAt,
      awareAt,
      pace,
      ...{ roles: [...roles, ...libraries.map(contactOf)], plan },
      libraries,
    };
  }

  /** Takes the incident into another phase. Closing asks for the reason why. @throws 404; 409 a drill that is not scored; 422 */
  async enterPhase(me: Staff, id: string, phase: Phase, reason: string | undefined, now: Date) {
    if (ENDED.includes(phase) && !reason) throw invalid('/reason', 'Say why nothing more is to be done.');
    await this.records.in(me, async (db) => {
      const { mode } = await db.get(Incident, { id }, 'for update');
      if (phase === 'closed' && mode === 'drill') await refuseUnscored(db, id);
      await db.update(Incident, { id }, { phase });
      await enter(db, {
        incidentId: id,
        kind: 'phase',
        detail: phase,
        happenedAt: now,
        recordedAt: now,
        text: reason,
      });
    });
    const shown = await this.show(me, id, now);
    if (ENDED.includes(phase)) await this.noteHolds(me, id, shown.libraries, now);
    return shown;
  }

  /** What still stands when nothing more is to be done: each hold goes on until it is lifted. */
  private async noteHolds(me: Staff, id: string, libraries: { library: string; holds: number }[], now: Date) {
    const standing = libraries.filter(({ holds }) => holds);
    if (!standing.length) return;
    const at = { happenedAt: now, recordedAt: now };
    const text = `Legal holds that still stand: ${standing.map((one) => `${one.library} ${one.holds}`).join(', ')}`;
    await this.records.in(me, (db) =>
      enter(db, { incidentId: id, kind: 'note', detail: 'holds-standing', ...at, text }),
    );
  }

  /** Nothing of other libraries, and nothing of how the platform works on it. */
  private async shownToOwner(me: Staff, id: string, now: Date) {
    const { account } = await this.records.in(me, (db) => db.get(PersonalDataBreach, { id }));
    const { occurredFrom, occurredTo, detectedAt, ...incident } = await this.access.incident(id);
    const clock = await this.access.clockOf(id);
    const { awareAt, pace } = clock;
    return {
      ...listed({ occurredFrom, occurredTo, detectedAt, ...incident }),
      title: account.title,
      description: account.what,
      suspected: null,
      occurredFrom,
      occurredTo,
      detectedAt,
      awareAt,
      pace,
      roles: [],
      plan: [],
      libraries: [await this.breaches.clocksIn(me, me.libraryId, id, clock, now)],
    };
  }
}

/** A library's contact has a role in every incident that hits it. */
function contactOf({
  library,
  contact,
  dataProtectionOfficer,
}: {
  library: string;
  contact: string;
  dataProtectionOfficer: string;
}) {
  return { role: 'library-contact', holder: `${contact}, ${dataProtectionOfficer}`, library };
}

function listed({ id, mode, phase, declaredAt, account }: Opened<Incident>) {
  return { id, number: numberOf(id, mode), title: account.title, mode, phase, declaredAt };
}

/** @throws 409: what was learned from a drill is part of its review */
async function refuseUnscored(db: Rows, incidentId: string) {
  if (!(await db.find(DrillScore, { incidentId })))
    throw conflict(
      'not-scored',
      'Score the drill before you close it: POST …/scores, or the panel’s button.',
    );
}

function checkInstants({ occurredFrom, occurredTo, detectedAt, awareAt }: Declaration, now: Date) {
  past('/detectedAt', detectedAt, now);
  past('/awareAt', awareAt, now);
  if (occurredFrom) past('/occurredFrom', occurredFrom, now);
  if (occurredTo) past('/occurredTo', occurredTo, now);
  if (occurredFrom && occurredTo && occurredFrom > occurredTo)
    throw invalid('/occurredTo', 'It cannot have ended before it began.');
  if (awareAt < detectedAt) throw invalid('/awareAt', 'Nobody is aware of what was not detected yet.');
}
