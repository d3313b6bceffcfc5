import { Injectable } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import { SecurityEvent, type SecurityEventKind } from '../../../foundation/access/security-event.entity.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { AlarmsService, type Alarm } from '../../deadlines/alarms.service.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import { Incident } from '../incident.entity.js';
import { numberOf } from '../incident-number.js';
import { draft } from './drafts.js';
import { IncidentWatch } from './trigger.entity.js';
import { canaryTouches, massReads, settledTo, type Noticed } from './watched-log.js';

const JOB = 'incident-watch';

interface Watched {
  id: string;
  slug: string;
}

const WORDS: Record<SecurityEventKind, string> = {
  'refresh-token-reused': 'A refresh token that had been traded already was shown again for session',
  'failed-decryption': 'A sealed datum did not open for',
  'ledger-unverified':
    'The check of rows against the ledger found a disagreement; carrel ledger check lists all',
};

/** Watches for what should never happen. Each finding opens a draft of an incident or adds a line to it, never a silent log line. */
@Injectable()
export class TriggersService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    alarms: AlarmsService,
  ) {
    alarms.register('platform', draftsIn);
  }

  /** One round over every library, and the platform where staff sign in. */
  async run(now: Date): Promise<void> {
    const platform = { id: PLATFORM, slug: 'platform' };
    for (const watched of [...(await this.libraries.directory()), platform]) await this.watch(watched, now);
  }

  private async watch(watched: Watched, now: Date) {
    const mark = await this.records.in(aJob(JOB, PLATFORM), (db) =>
      db.find(IncidentWatch, { watchedId: watched.id }),
    );
    const found = await this.records.in(aJob(JOB, watched.id), (db) => look(db, mark?.seenTo ?? null, now));
    const isOld = mark !== null && mark.seenTo >= found.seenTo;
    if (isOld && !found.events.length) return;
    await this.records.in(aJob(JOB, PLATFORM), async (db) => {
      await moveMark(db, watched.id, found.seenTo);
      for (const noticed of found.noticed) await draft(db, watched, noticed, now);
    });
    // After the drafts: a kill in between tells of them again, and each is told once.
    const ids = found.events.map(({ id }) => id);
    if (ids.length)
      await this.records.in(aJob(JOB, watched.id), (db) => db.delete(SecurityEvent, { id: ids }));
  }
}

/** What the log and the events of the transaction's library show since the mark. */
async function look(db: Rows, mark: string | null, now: Date) {
  const seenTo = await settledTo(db, now);
  const from = mark ?? seenTo;
  const isAhead = from < seenTo;
  const { items: events } = await db.page(SecurityEvent, {}, { limit: 500 });
  const noticed = [
    ...events.map(noticedIn),
    ...(isAhead ? await canaryTouches(db, from, seenTo) : []),
    ...(isAhead ? await massReads(db, from, seenTo) : []),
  ];
  return { noticed, events, seenTo };
}

function noticedIn({ id, kind, credentialId, happenedAt }: Opened<SecurityEvent>): Noticed {
  const words = `${WORDS[kind]}${kind === 'ledger-unverified' ? '' : ` ${credentialId ?? 'no credential'}`}.`;
  return { cause: kind, credentialId, words, happenedAt, about: id };
}

/** Moves the mark, never back. A round that overlaps with this one waits for the end of this transaction. */
async function moveMark(db: Rows, watchedId: string, seenTo: string) {
  await db.insert(IncidentWatch, { watchedId, seenTo }, { do: 'ignore' });
  const mark = await db.get(IncidentWatch, { watchedId }, 'for update');
  if (mark.seenTo < seenTo) await db.update(IncidentWatch, { watchedId }, { seenTo });
}

/** Drafts that wait for an officer, as alarms. */
async function draftsIn(db: Rows): Promise<Alarm[]> {
  const waiting = await db.all(Incident, { phase: 'reported', mode: 'live' });
  return waiting.map(({ id, mode, declaredAt }) => ({
    kind: 'incident-draft',
    about: numberOf(id, mode),
    since: declaredAt,
    key: `incident-draft ${id}`,
  }));
}
