import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict } from '../../foundation/http/problem.js';
import { isEmailAddress } from '../../foundation/http/email-address.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { bound } from './bound.js';
import { controllerLetter, type ControllerLetter } from './breach-letters.js';
import { BreachNotice, type PersonalDataBreach } from './breach.entity.js';
import { enter, meanwhile } from './entries.js';
import { IncidentAccess } from './incident-access.service.js';
import { IncidentEntry } from './incident.entity.js';
import { numberOf } from './incident-number.js';
import { controllerRows, undetermined, type Answers } from './template-rows.js';

/** The processor's notices to a controller (Art. 33(2)): on the fact alone, neither a severity nor a number is needed. */
@Injectable()
export class ControllerNoticesService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly libraries: LibrariesService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Sends a notice to the library's contact points; in a drill it is written and no letter leaves. @throws 404 */
  async send(me: Staff, incidentId: string, slug: string, answers: Answers, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db, breach) => {
      const rows = controllerRows({ nature: breach.account.what, ...answers });
      const phase = (await db.count(BreachNotice, { incidentId, kind: 'to-controller' })) + 1;
      const letterIds =
        breach.mode === 'live' ? await this.write(db, breach, { phase, rows, sentAt: now }) : [];
      const { content, contentHash } = bound({ rows, lateReasons: null, reference: null });
      const notice = {
        incidentId,
        mode: breach.mode,
        kind: 'to-controller' as const,
        phase,
        type: phase === 1 ? ('new' as const) : ('follow-up' as const),
        completeness: undetermined(rows).length ? ('incomplete' as const) : ('complete' as const),
        sentAt: now,
        recordedAt: now,
        sentBy: me.id,
        isLate: false,
        readersInformedAt: null,
        letterIds,
        content,
        contentHash,
      };
      const id = await db.insert(BreachNotice, notice).catch(meanwhile);
      await enter(db, { incidentId, kind: 'told', about: id, happenedAt: now, recordedAt: now });
      return shownNotice(await db.get(BreachNotice, { id }), []);
    });
  }

  /** Every notice to the controller with when it was delivered and acknowledged. @throws 404 */
  async list(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const arrivals = await db.all(IncidentEntry, { incidentId, kind: ['delivered', 'acknowledged'] });
      const notices = await db.all(BreachNotice, { incidentId, kind: 'to-controller' });
      return notices.map((notice) => shownNotice(notice, arrivals));
    });
  }

  /** The controller's word that it has read a notice. @throws 404; 409 a second time */
  async acknowledge(me: Staff, incidentId: string, slug: string, noticeId: string, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const notice = await db.get(BreachNotice, { id: noticeId, incidentId, kind: 'to-controller' });
      if (await db.find(IncidentEntry, { about: noticeId, kind: 'acknowledged' }))
        throw conflict('acknowledged', 'This notice is acknowledged already.');
      await enter(db, {
        incidentId,
        kind: 'acknowledged',
        about: noticeId,
        happenedAt: now,
        recordedAt: now,
      });
      const arrivals = await db.all(IncidentEntry, { incidentId, kind: ['delivered', 'acknowledged'] });
      return shownNotice(notice, arrivals);
    });
  }

  /** Writes the letters to the library's contact points, in the transaction of the notice. */
  private async write(
    db: Rows,
    { id, mode }: Opened<PersonalDataBreach>,
    told: Pick<ControllerLetter, 'phase' | 'rows' | 'sentAt'>,
  ): Promise<string[]> {
    const { name, languages } = await this.libraries.named(db);
    const { controller } = await this.libraries.answering(db);
    const addresses = [controller.dataProtectionOfficer, controller.contact].map((one) => one.trim());
    const panel = `${this.setting.config.publicUrl}/admin/resources/breaches`;
    const words = controllerLetter({ library: name, number: numberOf(id, mode), panel, ...told }, languages);
    const letters: string[] = [];
    for (const to of new Set(addresses.filter(isEmailAddress))) {
      // An office has no account here: its letters have a subject of their own, and so a key.
      const subjectId = await db.createSubject('staff', 'active', 'met');
      const letter = await this.outbox.post(db, { subjectId, to, kind: 'breach-notice', ...words });
      if (letter) letters.push(letter);
    }
    return letters;
  }
}

/** A notice as the API shows it. */
function shownNotice(notice: Opened<BreachNotice>, arrivals: Opened<IncidentEntry>[]) {
  const { id, phase, type, completeness, sentAt, content } = notice;
  const at = (kind: string) =>
    arrivals.find((one) => one.kind === kind && one.about === id)?.happenedAt ?? null;
  return {
    id,
    phase,
    type,
    completeness,
    sentAt,
    deliveredAt: at('delivered'),
    acknowledgedAt: at('acknowledged'),
    rows: content.rows,
  };
}
