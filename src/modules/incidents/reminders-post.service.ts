import { Injectable } from '@nestjs/common';
import { aJob } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import type { BreachDuty } from '../../foundation/law/breach-clocks.js';
import { Outbox } from '../../foundation/mail/outbox.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { StaffService } from '../libraries/staff.service.js';
import { ownerLetter, reminderLetter } from './breach-letters.js';
import { enter } from './entries.js';
import { Incident, IncidentReminder } from './incident.entity.js';
import { numberOf } from './incident-number.js';

/** What somebody has to be told, and the instant that it is known by. */
export interface Due {
  duty: BreachDuty | 'notice';
  remindAt: Date;
  dueAt: Date;
}

/** Writes what people are to be told, once each: the mark and the letters are one transaction of the platform. */
@Injectable()
export class RemindersPost {
  constructor(
    private readonly records: Records,
    private readonly staff: StaffService,
    private readonly outbox: Outbox,
    private readonly setting: Setting,
  ) {}

  /** Of several reminders of one duty that came due together one letter goes out. In drills none does. */
  async write(incident: Opened<Incident>, library: { id: string; slug: string }, due: Due[], now: Date) {
    await this.records.in(aJob('incident-reminders', PLATFORM), async (db) => {
      // Two rounds at the same moment: the second waits here, and then finds the marks.
      await db.get(Incident, { id: incident.id }, 'for update');
      const key = { incidentId: incident.id, about: library.id };
      const marks = await db.all(IncidentReminder, key);
      const isNew = (one: Due) =>
        !marks.some((mark) => mark.duty === one.duty && mark.remindAt.getTime() === one.remindAt.getTime());
      const fresh = due.filter(isNew);
      for (const { duty, remindAt } of fresh)
        await db.insert(IncidentReminder, { ...key, duty, remindAt, remindedAt: now });
      for (const duty of new Set(fresh.map((one) => one.duty))) {
        const last = fresh.findLast((one) => one.duty === duty);
        if (last) await this.tell(db, incident, library, last, now);
      }
    });
  }

  private async tell(
    db: Rows,
    { id, mode }: Opened<Incident>,
    library: { id: string; slug: string },
    { duty, dueAt }: Due,
    now: Date,
  ) {
    if (duty !== 'notice')
      await enter(db, {
        incidentId: id,
        kind: 'reminded',
        detail: duty,
        about: library.id,
        happenedAt: now,
        recordedAt: now,
      });
    if (mode !== 'live') return;
    const number = numberOf(id, mode);
    const ours = duty === 'tell-controller';
    const people = await this.staff.working(
      db,
      ours ? PLATFORM : library.id,
      ours ? 'security-officer' : 'owner',
    );
    const panel = `${this.setting.config.publicUrl}/admin/resources/${ours ? 'incidents' : 'breaches'}`;
    const about = { library: library.slug, number, dueAt, panel };
    const words = duty === 'notice' ? ownerLetter(about) : reminderLetter(duty, about);
    for (const { id: subjectId, email } of people)
      await this.outbox.post(db, { subjectId, to: email, kind: 'breach-reminder', ...words });
  }
}
