import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, invalid, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { StaffService } from '../libraries/staff.service.js';
import { outsideTime } from './drills/drill-clock.js';
import { enter, inLibrary } from './entries.js';
import type { IncidentClock } from './incident-access.service.js';
import { Incident, IncidentEntry } from './incident.entity.js';
import { dueOf, plan, ROLES, type IncidentRole } from './plan.js';

/** Who has which role in an incident, and which steps of the plan are done with what evidence. */
@Injectable()
export class IncidentPlanService {
  constructor(
    private readonly records: Records,
    private readonly staff: StaffService,
  ) {}

  /** Gives a role to an officer, found by address; the latest holds it. @throws 404; 422 who is no officer */
  async assign(me: Staff, incidentId: string, role: IncidentRole, email: string, now: Date) {
    await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      const officers = await this.staff.working(db, PLATFORM, 'security-officer');
      const officer = officers.find((one) => one.email.toLowerCase() === email.toLowerCase());
      if (!officer) throw invalid('/email', 'No security officer has this address. Invite them first.');
      await enter(db, {
        incidentId,
        kind: 'role',
        detail: role,
        about: officer.id,
        happenedAt: now,
        recordedAt: now,
      });
    });
  }

  /** Marks a step done, with its evidence in words. @throws 404; 409 once it is */
  async finish(me: Staff, incidentId: string, step: string, evidence: string, now: Date) {
    if (!plan.some(({ key }) => key === step)) throw notFound();
    await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId }, 'for update');
      const done = await db.find(IncidentEntry, { incidentId, kind: 'step', detail: step });
      if (done) throw conflict('done', 'This step is done already. Add what is new to the timeline.');
      await enter(db, {
        incidentId,
        kind: 'step',
        detail: step,
        happenedAt: now,
        recordedAt: now,
        text: evidence,
      });
    });
  }

  /** Roles with who holds them, and the plan with what is due and done. */
  async of(me: Staff, incidentId: string, clock: IncidentClock) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      const entries = await db.all(IncidentEntry, { incidentId, kind: ['role', 'step'] });
      const officers = await this.staff.working(db, PLATFORM, 'security-officer');
      const holder = (role: string) => {
        const last = entries.findLast((one) => one.kind === 'role' && one.detail === role);
        return officers.find(({ id }) => id === last?.about)?.name ?? null;
      };
      const roles = ROLES.map((role) => ({ role, holder: holder(role) }));
      const steps = plan.map((step) => {
        const done = entries.find((one) => one.kind === 'step' && one.detail === step.key);
        return {
          key: step.key,
          title: step.title,
          what: step.what,
          owner: step.owner,
          dueAt: outsideTime(clock, dueOf(step, clock.awareAt)),
          doneAt: done?.happenedAt ?? null,
          evidence: done?.note?.text ?? null,
        };
      });
      return { roles, plan: steps };
    });
  }
}
