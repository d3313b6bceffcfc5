import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { conflict, invalid, notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { partOf } from './breaches.service.js';
import { enter, inLibrary, personOf } from './entries.js';
import { IncidentAccess, past, standingAwareness } from './incident-access.service.js';
import { Incident, IncidentEntry } from './incident.entity.js';

/** A new instant of awareness; why is asked where it is a later one. */
export interface Awareness {
  awareAt: Date;
  reason?: string | undefined;
}

/**
 * When somebody became aware, which starts a clock. Earlier is free; later needs a reason and a second person, and the
 * instants of before stay in the timeline.
 */
@Injectable()
export class AwarenessService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
  ) {}

  /** Moves the platform's awareness. @throws 404; 422 */
  async ofPlatform(me: Staff, incidentId: string, moved: Awareness, now: Date) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      const { awareAt } = await db.get(Incident, { id: incidentId }, 'for update');
      return move(db, incidentId, moved, (await standingAwareness(db, incidentId)) ?? awareAt, now);
    });
  }

  /** Moves a controller's awareness, which is the sending of our notice until it says otherwise. @throws 404; 422 */
  async ofController(me: Staff, incidentId: string, slug: string, moved: Awareness, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db) =>
      move(db, incidentId, moved, (await partOf(db, incidentId)).controllerAwareAt, now),
    );
  }

  /** Confirms a later instant of the platform, as another than who proposed it. @throws 404; 409 */
  async confirmOfPlatform(me: Staff, incidentId: string, proposal: string, now: Date) {
    return this.records.in(inLibrary(me, PLATFORM), (db) => confirm(db, incidentId, proposal, now));
  }

  /** Confirms a later instant of a controller, as another than who proposed it. @throws 404; 409 */
  async confirmOfController(me: Staff, incidentId: string, slug: string, proposal: string, now: Date) {
    return this.access.inPart(me, incidentId, slug, (db) => confirm(db, incidentId, proposal, now));
  }
}

async function move(
  db: Rows,
  incidentId: string,
  { awareAt, reason }: Awareness,
  standing: Date | null,
  now: Date,
) {
  past('/awareAt', awareAt, now);
  const isLater = standing !== null && awareAt > standing;
  if (isLater && !reason)
    throw invalid('/reason', 'Say why awareness came later: a second person has to confirm it.');
  const kind = isLater ? 'awareness-proposed' : 'awareness';
  const id = await enter(db, { incidentId, kind, happenedAt: awareAt, recordedAt: now, text: reason });
  return { id, state: isLater ? 'proposed' : 'standing', awareAt: isLater ? standing : awareAt };
}

async function confirm(db: Rows, incidentId: string, id: string, now: Date) {
  const proposal = await db.get(IncidentEntry, { id, incidentId, kind: 'awareness-proposed' });
  const me = personOf(db.me);
  if (me === null || proposal.recordedBy === null) throw notFound();
  if (proposal.recordedBy === me)
    throw conflict('second-person', 'You proposed this yourself. Somebody else has to confirm it.');
  if (await db.find(IncidentEntry, { about: id, kind: 'awareness-confirmed' }))
    throw conflict('confirmed', 'This is confirmed already.');
  await enter(db, {
    incidentId,
    kind: 'awareness-confirmed',
    about: id,
    proposedBy: proposal.recordedBy,
    happenedAt: proposal.happenedAt,
    recordedAt: now,
  });
  return { id, state: 'standing', awareAt: proposal.happenedAt };
}
