import { Injectable } from '@nestjs/common';
import { aJob, type Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { conflict, notFound } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { enter, inLibrary } from '../entries.js';
import { Incident, IncidentEntry } from '../incident.entity.js';
import { drillTime } from './drill-clock.js';
import { DrillInject, type DrillMode } from './drill.entity.js';
import { SCRIPT, type Inject } from './script.js';

const CAME = 'inject';
const ANSWERED = 'inject-answered';

/** Events that are made up for a drill: they come by its own clock, into its timeline, and want an answer. */
@Injectable()
export class InjectsService {
  constructor(private readonly records: Records) {}

  /** Adds events to a drill's script. @throws 404; 409 what is live */
  async plan(me: Staff, incidentId: string, injects: readonly Inject[]): Promise<{ ids: string[] }> {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      const mode = drillModeOf(await db.get(Incident, { id: incidentId }));
      const rows = injects.map(({ afterMinutes, text }) => ({
        incidentId,
        mode,
        afterMinutes,
        content: { text },
        cameAt: null,
      }));
      return { ids: await db.insertMany(DrillInject, rows) };
    });
  }

  /** Adds the script of a drill that has none of its own. @throws 404; 409 what is live */
  async planScript(me: Staff, incidentId: string) {
    return this.plan(me, incidentId, SCRIPT);
  }

  /** What came, with its answers, and how many are still to come: who drills does not read ahead. @throws 404 */
  async list(me: Staff, incidentId: string) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      const injects = await db.all(DrillInject, { incidentId });
      const answers = await answersIn(db, incidentId);
      const came = injects
        .filter(({ cameAt }) => cameAt !== null)
        .sort((a, b) => a.afterMinutes - b.afterMinutes);
      return {
        items: came.map(({ id, afterMinutes, content, cameAt }) => ({
          id,
          afterMinutes,
          text: content.text,
          cameAt,
          answers: answers.filter(({ about }) => about === id).map(({ note }) => note?.text ?? ''),
        })),
        coming: injects.length - came.length,
      };
    });
  }

  /** What the team did or said about an event. @throws 404, also for one that has not come yet */
  async answer(me: Staff, incidentId: string, injectId: string, text: string, now: Date) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      const { cameAt } = await db.get(DrillInject, { id: injectId, incidentId });
      if (!cameAt) throw notFound();
      const at = { happenedAt: now, recordedAt: now };
      return {
        id: await enter(db, { incidentId, kind: 'note', detail: ANSWERED, about: injectId, ...at, text }),
      };
    });
  }

  /** Lets what is due come, each once; gives their number. */
  async come(incident: Opened<Incident>, now: Date): Promise<number> {
    if (incident.mode === 'live') return 0;
    const minute = minuteOf(incident, now);
    return this.records.in(aJob('incident-reminders', PLATFORM), async (db) => {
      const waiting = await db.all(DrillInject, { incidentId: incident.id, cameAt: null });
      const due = waiting
        .filter(({ afterMinutes }) => afterMinutes <= minute)
        .sort((a, b) => a.afterMinutes - b.afterMinutes);
      for (const inject of due) await comeIn(db, inject, now);
      return due.length;
    });
  }
}

/** How many events came in a drill, and how many of them have an answer; inside a transaction of the platform. */
export async function injectsOf(db: Rows, incidentId: string) {
  const injects = await db.all(DrillInject, { incidentId });
  const answered = new Set((await answersIn(db, incidentId)).map(({ about }) => about));
  const came = injects.filter(({ cameAt }) => cameAt !== null);
  return { came: came.length, answered: came.filter(({ id }) => answered.has(id)).length };
}

/** @throws 409 for what is live: nothing is made up in it */
export function drillModeOf({ mode }: Pick<Opened<Incident>, 'mode'>): DrillMode {
  if (mode === 'live') throw conflict('live', 'This incident is live. Declare a drill for what is made up.');
  return mode;
}

async function comeIn(db: Rows, { id, incidentId, content }: Opened<DrillInject>, now: Date) {
  // Another instance may have let it come meanwhile.
  if (!(await db.update(DrillInject, { id, cameAt: null }, { cameAt: now }))) return;
  const at = { happenedAt: now, recordedAt: now };
  await enter(db, { incidentId, kind: 'note', detail: CAME, about: id, ...at, text: content.text });
}

async function answersIn(db: Rows, incidentId: string): Promise<Opened<IncidentEntry>[]> {
  return db.all(IncidentEntry, { incidentId, kind: 'note', detail: ANSWERED });
}

function minuteOf({ declaredAt: startedAt, pace }: Opened<Incident>, now: Date): number {
  return (drillTime({ startedAt, pace }, now).getTime() - startedAt.getTime()) / 60_000;
}
