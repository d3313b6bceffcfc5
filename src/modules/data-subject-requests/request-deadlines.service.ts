import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Rows } from '../../foundation/records/rows.js';
import { AlarmsService, type Alarm } from '../deadlines/alarms.service.js';
import { DeadlinesService, type Deadline } from '../deadlines/deadlines.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { isResting, placeOf, startOf } from './request-actions.js';
import { isOpen, type RequestState } from './request.entity.js';
import { zoneAt } from '../../foundation/law/place.js';

const HOUR_MS = 3_600_000;
const MOST_TRIES = 30;

/** The deadlines of requests, and the requests that stand still, for whoever watches. */
@Injectable()
export class RequestDeadlinesService implements OnModuleInit {
  constructor(
    private readonly deadlines: DeadlinesService,
    private readonly alarms: AlarmsService,
    private readonly libraries: LibrariesService,
  ) {}

  onModuleInit() {
    this.deadlines.register((db, closedAfter) => this.of(db, closedAfter));
    this.alarms.register('library', stalled);
  }

  private async of(db: Rows, closedAfter: Date): Promise<Deadline[]> {
    const place = await this.libraries.named(db);
    const { rows } = await db.tell(
      `select r.id, kind, state, received_at, promised_by, legal_limit, time_zone, identity_asked_at,
              identity_provided_at, extended_until, w.id is not null as is_held
       from data_subject_request r
       left join waiting_erasure w on w.library_id = r.library_id and w.id = r.id and w.reason = 'hold'
       where r.library_id = $1
         and (state in ('received', 'waiting-for-identity', 'in-progress', 'failed') or legal_limit > $2)`,
      [db.me.libraryId, closedAfter],
    );
    return rows.map((row) => deadlineOf(asked(row), place));
  }
}

type Asked = ReturnType<typeof asked>;

function asked(row: Record<string, unknown>) {
  const at = (name: string) => (row[name] instanceof Date ? row[name] : null);
  const always = (name: string) => at(name) ?? new Date(0);
  return {
    id: String(row.id),
    kind: String(row.kind),
    state: row.state as RequestState,
    receivedAt: always('received_at'),
    promisedBy: always('promised_by'),
    legalLimit: always('legal_limit'),
    timeZone: typeof row.time_zone === 'string' ? row.time_zone : null,
    identityAskedAt: at('identity_asked_at'),
    identityProvidedAt: at('identity_provided_at'),
    extendedUntil: at('extended_until'),
    isHeld: row.is_held === true,
  };
}

function deadlineOf(request: Asked, library: Parameters<typeof isResting>[1]): Deadline {
  const place = placeOf(library, request);
  const { id, kind, state, promisedBy, legalLimit, extendedUntil } = request;
  return {
    source: 'request',
    id,
    kind,
    startsAt: startOf(request, place),
    promisedBy: extendedUntil ?? promisedBy,
    legalLimit: extendedUntil ?? legalLimit,
    timeZone: zoneAt(place),
    isOpen: isOpen(state) || state === 'failed',
    // Whoever is held was told why at once (Art. 12(4)): what is due is the review of the hold, which has reminders of its own.
    isResting: request.isHeld || isResting(request, place),
  };
}

/** What the system should have carried out within minutes and has not, and what it gave up. */
async function stalled(db: Rows, now: Date): Promise<Alarm[]> {
  const { rows } = await db.tell(
    `select r.id, r.kind, r.state, r.received_at, r.identity_provided_at from data_subject_request r
     left join erasure e on e.library_id = r.library_id and e.id = r.id
     left join waiting_erasure w on w.library_id = r.library_id and w.id = r.id
     where r.library_id = $1 and (r.state = 'failed'
       or r.kind in ('access', 'portability') and r.state in ('received', 'in-progress')
          and coalesce(r.identity_provided_at, r.received_at) < $2
       or r.kind = 'erasure' and r.state = 'in-progress' and r.received_at < $2
          and (e.next_attempt_at < $2 or e.attempts > $3)
       or w.next_attempt_at < $2)`,
    [db.me.libraryId, new Date(now.getTime() - HOUR_MS), MOST_TRIES],
  );
  return rows.map((row) => {
    const kind = row.state === 'failed' ? 'request-failed' : 'request-stalled';
    const since = row.identity_provided_at ?? row.received_at;
    const about = `${String(row.kind)} ${String(row.id).slice(-8)}`;
    return { kind, about, since: since instanceof Date ? since : now, key: `${kind} ${String(row.id)}` };
  });
}
