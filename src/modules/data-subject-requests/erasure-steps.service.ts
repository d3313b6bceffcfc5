import { Injectable } from '@nestjs/common';
import { aJob, type Job } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { KeyStore } from '../../foundation/encryption/key-store.js';
import { ErasureLedger } from '../../foundation/records/erasure-ledger.js';
import { countErasure } from '../../foundation/metrics/metrics.js';
import { destroyMainKey } from '../../foundation/records/forgetting.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Erasure, type ErasureState } from './erasure.entity.js';
import { ERASURES } from './erasure-beginning.service.js';
import { FarewellService } from './farewell.service.js';
import { markRecorded } from './recorded-steps.js';
import { RemainsService } from './remains.service.js';
import { Turns } from './turns.js';

type Running = Opened<Erasure>;

const LEASE_MS = 60_000;
const SOON_MS = 2_000;
const FAREWELL_MS = 7 * 86_400_000;

/**
 * Carries an erasure through: keys, indexes, rows, live complete. Each step is a transaction that is done once however
 * often it is tried, and is in the erasure ledger before the next begins; a kill anywhere goes on where it stopped.
 */
@Injectable()
export class ErasureStepsService {
  /** Between steps, too: who asks for an erasure waits for an answer, who has asked does not. */
  private readonly turns = new Turns();

  constructor(
    private readonly records: Records,
    private readonly ledger: ErasureLedger,
    private readonly keys: KeyStore,
    private readonly remains: RemainsService,
    private readonly farewell: FarewellService,
  ) {}

  /** Takes an erasure as far as it goes. False, and nothing happens, where it is not due or another instance is at it. */
  async advance({ libraryId, id }: WakeUp, now: Date): Promise<boolean> {
    const me = aJob(ERASURES, libraryId);
    const claimed = await this.claim(me, id, now);
    if (!claimed) return false;
    const goOn = (erasure: Running) =>
      this.turns.take(async () => {
        await this.record(me, erasure);
        return this.step(me, erasure, now);
      });
    try {
      for (let erasure = await goOn(claimed); erasure;) erasure = await goOn(erasure);
    } catch (error) {
      await this.records.in(me, (db) => db.update(Erasure, { id }, { nextAttemptAt: now }));
      throw error;
    }
    return true;
  }

  /** Erasures that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(ERASURES, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from erasure where library_id = $1 and next_attempt_at <= $2
           and (state in ('requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted') or farewell_id is not null)
         order by next_attempt_at limit 500`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /**
   * Ends the erasures whose keys no backup can give back: those last wrapped under an epoch that the key ring has
   * destroyed. Called after an epoch's destruction and by a sweep; gives their number.
   */
  async passHorizon(libraryId: string, now: Date): Promise<number> {
    const me = aJob(ERASURES, libraryId);
    const [oldest] = await this.keys.ring.epochs();
    if (oldest === undefined) return 0;
    const waiting = await this.records.in(me, (db) =>
      db.all(Erasure, { state: 'live_complete', lastEpoch: { before: oldest } }),
    );
    for (const erasure of waiting) {
      const passed = { state: 'backup_horizon_passed', horizonPassedAt: now } as const;
      await this.records.in(me, (db) =>
        db.update(Erasure, { id: erasure.id, state: 'live_complete' }, passed),
      );
      await this.record(me, { ...erasure, ...passed });
    }
    return waiting.length;
  }

  /** Does the step that follows; null when there is nothing more to do now. */
  private async step(me: Job, erasure: Running, now: Date): Promise<Running | null> {
    const { state } = erasure;
    switch (state) {
      case 'requested':
        return this.destroyKeys(me, erasure, now);
      case 'keys_destroyed':
        return (
          (await this.remains.removeIndexes(me, erasure, now)) ??
          this.later(me, erasure, new Date(now.getTime() + SOON_MS))
        );
      case 'indexes_removed':
        await this.remains.deleteRows(me, erasure);
        return this.reach(me, erasure, 'rows_deleted');
      case 'rows_deleted':
        await this.remains.finish(me, erasure, now);
        return this.records.in(me, (db) => db.get(Erasure, { id: erasure.id }));
      case 'live_complete':
      case 'backup_horizon_passed':
        return this.sayFarewell(me, erasure, now);
      default:
        return state satisfies never;
    }
  }

  private async destroyKeys(me: Job, { id, subjectId }: Running, now: Date): Promise<Running> {
    const reached = await this.records.in(me, async (db) => {
      const destroyed = await destroyMainKey(db, subjectId);
      const lastEpoch = destroyed.length ? Math.max(...destroyed.map(({ epoch }) => epoch)) : null;
      await db.update(
        Erasure,
        { id, state: 'requested' },
        { state: 'keys_destroyed', keysDestroyedAt: now, ...(lastEpoch === null ? {} : { lastEpoch }) },
      );
      return db.get(Erasure, { id });
    });
    this.keys.forget(me.libraryId);
    return reached;
  }

  private async sayFarewell(me: Job, erasure: Running, now: Date): Promise<null> {
    const { id, farewellId, keysDestroyedAt, requestedAt } = erasure;
    if (!farewellId) return null;
    // From its beginning: one that waited for weeks says its farewell too.
    const end = new Date((keysDestroyedAt ?? requestedAt).getTime() + FAREWELL_MS);
    const isLast = end <= now;
    await this.records.in(me, async (db) => {
      const isGone = await this.farewell.settle(db, farewellId, isLast);
      if (isLast) await db.update(Erasure, { id }, { farewellId: null });
      else await this.postpone(db, id, isGone ? end : new Date(now.getTime() + SOON_MS));
    });
    return null;
  }

  private async later(me: Job, { id }: Running, at: Date): Promise<null> {
    await this.records.in(me, (db) => this.postpone(db, id, at));
    return null;
  }

  private async postpone(db: Rows, id: string, nextAttemptAt: Date) {
    await db.update(Erasure, { id }, { nextAttemptAt });
    await db.wake(ERASURES, id, nextAttemptAt);
  }

  private async reach(me: Job, { id, state: from }: Running, state: ErasureState): Promise<Running> {
    return this.records.in(me, async (db) => {
      await db.update(Erasure, { id, state: from }, { state });
      return db.get(Erasure, { id });
    });
  }

  /** Enters the state reached in the ledger, on the disk, before anything follows from it. */
  private async record(me: Job, { id, subjectId, kids, state, recorded, ...times }: Running) {
    if (recorded === state) return;
    const at = times.horizonPassedAt ?? times.liveCompleteAt ?? times.keysDestroyedAt ?? times.requestedAt;
    const step = { erasureId: id, subjectId, kids, step: state, at };
    await this.ledger.appendOwed(me.libraryId, step, (scope) => markRecorded(scope, id, state));
    countErasure(state);
  }

  private async claim(me: Job, id: string, now: Date): Promise<Running | null> {
    return this.records.in(me, async (db) => {
      const { rowCount } = await db.tell(
        // It waits where the row is locked for a moment, as while its line is written: passed over, it would wait for a sweep.
        `update erasure set attempts = attempts + 1, next_attempt_at = $4
         where library_id = $1 and id = $2 and next_attempt_at <= $3`,
        [me.libraryId, id, now, new Date(now.getTime() + LEASE_MS)],
      );
      return rowCount ? db.get(Erasure, { id }) : null;
    });
  }
}
