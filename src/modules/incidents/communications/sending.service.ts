import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import { unless } from '../../../foundation/access/restraints.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../../foundation/database/queue.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { finish, nextDue, noteTried } from './breach-letter-rows.js';
import { BreachCommunication } from './communication.entity.js';
import { BREACH_LETTERS, note } from './communications.service.js';
import { FreezingService } from './freezing.service.js';
import { hashOfLetters } from './letter-lines.js';
import { LetterRunsService } from './letter-runs.service.js';

const LEASE_MS = 600_000;
const SLICE_MS = 60_000;
/** While all letters are paused what is due stays so: it is looked at again, not ceaselessly. */
const REST_MS = 1_000;

/** Sends the letters of communications, one instance a communication at a time, in slices that each end by themselves. */
@Injectable()
export class SendingService implements OnModuleDestroy {
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly records: Records,
    private readonly freezing: FreezingService,
    private readonly runs: LetterRunsService,
  ) {}

  /** Freezes, then sends what is due, and wakes itself for what is left. A kill at any instruction resumes. */
  async deliver(wakeUp: WakeUp, now: Date): Promise<void> {
    await this.freezing.run(wakeUp, now);
    const { libraryId, id } = wakeUp;
    const me = aJob(BREACH_LETTERS, libraryId);
    const communication = await this.records.in(me, (db) => claim(db, id, now));
    if (!communication) return;
    const slice = new AbortController();
    const over = setTimeout(() => slice.abort(), SLICE_MS);
    this.underWay.add(slice);
    try {
      await this.runs.run(me, communication, slice.signal);
    } finally {
      clearTimeout(over);
      this.underWay.delete(slice);
      // Whatever ended the slice: who is woken next does not wait for the lease.
      await this.records.in(me, (db) => db.update(BreachCommunication, { id }, { leaseUntil: null }));
    }
    await this.records.in(me, (db) => this.after(db, communication, new Date()));
  }

  /** Wakes what is under way, in case its wake-up was lost; gives the ids. */
  async wakeUnfinished(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(BREACH_LETTERS, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from breach_communication
         where library_id = $1 and state in ('freezing', 'sending') and (lease_until is null or lease_until < $2)`,
        [libraryId, now],
      );
      const ids = rows.map((row) => String(row.id));
      for (const id of ids) await db.wake(BREACH_LETTERS, id);
      return ids;
    });
  }

  /** After a restore: what was under way then may have been sent since, and goes on when an owner resumes it. */
  async hold(libraryId: string): Promise<number> {
    return this.records.in(aJob(BREACH_LETTERS, libraryId), (db) =>
      db.update(
        BreachCommunication,
        { state: ['freezing', 'sending'] },
        { state: 'paused', pausedFor: 'person' },
      ),
    );
  }

  onModuleDestroy() {
    for (const slice of this.underWay) slice.abort();
  }

  private async after(db: Rows, { id, incidentId }: Opened<BreachCommunication>, now: Date): Promise<void> {
    await noteTried(db, id, now);
    if (await finish(db, id, now)) {
      this.runs.forget(id);
      const { frozen, accepted, bounced, unreachable, ambiguous } = await db.get(BreachCommunication, { id });
      const told = `${frozen} letters: ${accepted} accepted, ${bounced} bounced, ${unreachable} unreachable, ${ambiguous} ambiguous`;
      const hash = `letters SHA-256 ${await hashOfLetters(db, id)}`;
      await note(db, incidentId, id, 'letters-sent', now, `${told}; ${hash}`);
      return;
    }
    const due = await nextDue(db, id);
    if (due && (await db.count(BreachCommunication, { id, state: 'sending' })))
      await db.wake(BREACH_LETTERS, id, new Date(Math.max(due.getTime(), now.getTime() + REST_MS)));
  }
}

/** Takes a communication that is being sent and that no instance has in its hands; none while letters are paused. */
async function claim(db: Rows, id: string, now: Date): Promise<Opened<BreachCommunication> | null> {
  const { rowCount } = await db.tell(
    `update breach_communication set lease_until = $3
     where library_id = $1 and id = $2 and state = 'sending' and (lease_until is null or lease_until < $4)
       and ${unless('letters-paused')}`,
    [db.me.libraryId, id, new Date(now.getTime() + LEASE_MS), now],
  );
  return rowCount ? db.find(BreachCommunication, { id }) : null;
}
