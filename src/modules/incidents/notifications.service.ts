import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid, notFound, Problem } from '../../foundation/http/problem.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { bound } from './bound.js';
import { isLate } from './breach-duties.js';
import { BreachNotice, type Completeness, type NoticeType } from './breach.entity.js';
import { partOf, type Part } from './breaches.service.js';
import { communicationAnswer } from './communications/totals.js';
import { drillTime } from './drills/drill-clock.js';
import { enter, meanwhile } from './entries.js';
import type { ClaimNow } from './grounds/claim.js';
import { UnintelligibleService } from './grounds/unintelligible.service.js';
import { IncidentAccess, past } from './incident-access.service.js';
import type { Incident } from './incident.entity.js';
import { knownAnswers } from './known-answers.js';
import { countriesAnswer } from './scope/countries-answer.js';
import { templateRows, undetermined, type Answers } from './template-rows.js';

/** What a controller tells its authority, beside the rows that Carrel fills. */
export interface Notification {
  type: NoticeType;
  completeness: Completeness;
  /** When it was sent to the authority; now unless told. */
  sentAt?: Date | undefined;
  lateReasons?: string | undefined;
  /** The authority's number, once it gave one. */
  reference?: string | undefined;
  readersInformedAt?: Date | undefined;
  answers: Answers;
}

/** The controller's notifications to its authority (Art. 33(1), (3), (4)), in phases; late ones carry their reasons. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly libraries: LibrariesService,
    private readonly unintelligible: UnintelligibleService,
  ) {}

  /**
   * Records a notification as it was sent. It is never too late for one.
   * @throws 404; 409 a phase that does not follow; 422 a late one without reasons, a complete one with open rows
   */
  async notify(me: Staff, incidentId: string, slug: string, given: Notification, now: Date) {
    const incident = await this.access.incident(incidentId);
    const sentAt = past('/sentAt', given.sentAt ?? now, now);
    if (given.readersInformedAt) past('/readersInformedAt', given.readersInformedAt, now);
    const claim = await this.unintelligible.claimNow(me, incidentId, slug);
    return this.access.inPart(me, incidentId, slug, async (db, breach) => {
      const part = await partOf(db, incidentId);
      const before = follows(part, given.type);
      const late = given.type === 'new' && isLateIn(incident, part.controllerAwareAt, sentAt);
      if (late && !given.lateReasons)
        throw invalid(
          '/lateReasons',
          'More than 72 hours have passed. Say why: the reasons go with it (Art. 33(1)).',
        );
      const rows = await this.rows(db, incident, part, { ...given, claim });
      if (given.completeness === 'complete') refuseOpen(undetermined(rows));
      const { content, contentHash } = bound({
        rows,
        lateReasons: given.lateReasons ?? null,
        reference: given.reference ?? null,
      });
      const notice = {
        incidentId,
        mode: breach.mode,
        kind: 'to-authority' as const,
        phase: before.length + 1,
        type: given.type,
        completeness: given.completeness,
        sentAt,
        recordedAt: now,
        sentBy: me.id,
        isLate: late,
        readersInformedAt: given.readersInformedAt ?? null,
        content,
        contentHash,
      };
      const id = await db.insert(BreachNotice, notice).catch(meanwhile);
      await enter(db, {
        incidentId,
        kind: 'notified',
        detail: given.type,
        about: id,
        happenedAt: sentAt,
        recordedAt: now,
      });
      return shownNotification(await db.get(BreachNotice, { id }));
    });
  }

  /** Every phase, the first first. @throws 404 */
  async list(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, async (db) =>
      (await db.all(BreachNotice, { incidentId, kind: 'to-authority' })).map(shownNotification),
    );
  }

  /**
   * A notification in the shape of the EDPB's common template: a phase as it was sent, or, before the first, a draft of
   * what is known. @throws 404
   */
  async document(me: Staff, incidentId: string, slug: string, phase: number | undefined) {
    const incident = await this.access.incident(incidentId);
    const claim = await this.unintelligible.claimNow(me, incidentId, slug);
    return this.access.inPart(me, incidentId, slug, async (db, { mode }) => {
      const part = await partOf(db, incidentId);
      const sent = notificationsOf(part);
      const found = phase === undefined ? sent.at(-1) : sent.find((one) => one.phase === phase);
      if (phase !== undefined && !found) throw notFound();
      const draft = { type: 'new' as const, completeness: 'incomplete' as const, answers: {} };
      const authority = await this.authority(db);
      return {
        template: 'EDPB common template for personal data breach notifications',
        version: '1.0',
        mode,
        isDraft: !found,
        phase: found?.phase ?? 1,
        type: found?.type ?? draft.type,
        completeness: found?.completeness ?? draft.completeness,
        sentAt: found?.sentAt ?? null,
        previousReference: previousReference(sent, found),
        authority,
        rows: found?.content.rows ?? (await this.rows(db, incident, part, { ...draft, claim })),
      };
    });
  }

  private async rows(
    db: Rows,
    incident: Opened<Incident>,
    part: Part,
    given: Omit<Notification, 'readersInformedAt' | 'sentAt'> & { claim: ClaimNow | null },
  ) {
    const { controller, slug } = await this.libraries.answering(db);
    const communication = await communicationAnswer(db, part.communications);
    const countries = await countriesAnswer(db, incident.id);
    const known = knownAnswers({ incident, part, controller, slug, communication, countries, ...given });
    const held = Object.entries(known).filter(([, value]) => value !== undefined);
    return templateRows({ ...given.answers, ...Object.fromEntries(held) });
  }

  private async authority(db: Rows) {
    const found = supervisoryAuthority(await this.libraries.named(db));
    return found ? { name: found.name, url: found.url, country: found.country } : null;
  }
}

export function notificationsOf({ notices }: Part) {
  return notices.filter(({ kind }) => kind === 'to-authority').sort((a, b) => a.phase - b.phase);
}

/** The phases before this one. @throws 409 */
function follows(part: Part, type: NoticeType) {
  const before = notificationsOf(part);
  const last = before.at(-1);
  const stands = last !== undefined && last.type !== 'withdraw';
  if (type === 'new' && stands)
    throw conflict('notified', 'The authority was notified already: send a follow-up.');
  if (type !== 'new' && !stands)
    throw conflict('not-notified', 'There is no notification yet that this could follow: send a new one.');
  return before;
}

/** Whether it is late by the incident's own clock, which in a drill may run faster. */
function isLateIn({ declaredAt: startedAt, pace }: Opened<Incident>, awareAt: Date | null, sentAt: Date) {
  const inside = (at: Date) => drillTime({ startedAt, pace }, at);
  return isLate(awareAt && inside(awareAt), inside(sentAt));
}

/** @throws 422 naming each row */
function refuseOpen(keys: string[]) {
  if (!keys.length) return;
  const errors = keys.map((key) => ({
    pointer: `/answers/${key}`,
    detail: 'A complete notification answers this. Write it, or send it as incomplete.',
  }));
  throw new Problem(
    422,
    'invalid',
    'Some rows are still to be determined. Send it as incomplete, or answer them.',
    errors,
  );
}

function previousReference(
  sent: Opened<BreachNotice>[],
  found: Opened<BreachNotice> | undefined,
): string | null {
  const before = found ? sent.filter(({ phase }) => phase < found.phase) : sent;
  return before.findLast(({ content }) => content.reference)?.content.reference ?? null;
}

/** A phase as the API shows it. */
export function shownNotification(notice: Opened<BreachNotice>) {
  const {
    id,
    phase,
    type,
    completeness,
    sentAt,
    recordedAt,
    isLate: late,
    readersInformedAt,
    content,
  } = notice;
  const { lateReasons, reference, rows } = content;
  return {
    id,
    phase,
    type,
    completeness,
    sentAt,
    recordedAt,
    isLate: late,
    lateReasons,
    reference,
    readersInformedAt,
    toBeDetermined: undetermined(rows),
  };
}
