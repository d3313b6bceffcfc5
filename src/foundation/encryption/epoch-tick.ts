import type { Pool } from 'pg';
import { inScope, PLATFORM, type Scope } from '../database/scope.js';
import { changeEpochs, librariesOf, type EpochRow, type Epochs } from './epochs.js';
import { KeysMissing } from './errors.js';
import type { KeyExports } from './key-exports.js';
import type { KeyStore } from './key-store.js';
import { rewrap } from './rewrap.js';

export const EPOCH_MS = 7 * 86_400_000;
export const GRACE_MS = 86_400_000;
const PATIENCE = 200;
const NO_ROW = '00000000-0000-0000-0000-000000000000';

/** Gives rows that can be looked up their tokens of a new epoch; the records door knows how. */
export interface Reindexing {
  batch(scope: Scope, epoch: number, after: string): Promise<{ done: number; last: string | null }>;
  count(scope: Scope, epoch: number): Promise<number>;
}

/** What is told to whoever waits, between two batches. */
export type Progress = (moved: { libraries: number; of: number; keys: number }) => void;

export interface Ticking {
  /** Begins an epoch whatever the age of the current one. */
  atOnce?: boolean;
  progress?: Progress;
}

const nobodyWaits: Progress = () => undefined;

/**
 * The epoch tick: a new root key, everything moved under it, then the old one destroyed. Each step finds what is done
 * already, so that a kill anywhere is made good by calling it again, and two instances may run it at once.
 */
export class EpochTick {
  constructor(
    private readonly pool: Pool,
    private readonly epochs: Epochs,
    private readonly keys: KeyStore,
    private readonly parts: { reindex: Reindexing; exports: KeyExports },
  ) {}

  /** Begins an epoch when the current one is a week old (or `atOnce`) and retires the older. Gives the current epoch. */
  async run(now: Date, { atOnce = false, progress = nobodyWaits }: Ticking = {}): Promise<number> {
    const { current, older } = await this.begin(now, atOnce);
    if (!older.length) return current;
    await this.moveAll(current, progress);
    await inScope(this.pool, PLATFORM, (scope) =>
      changeEpochs(scope, 'retiring', {
        text: `update key_epoch set state = 'retiring', retired_at = $3 where library_id = $1 and state = 'live' and epoch < $2`,
        values: [PLATFORM, current, now],
      }),
    );
    return current;
  }

  /**
   * Destroys the epochs that retired a day ago (or `atOnce`): only when nothing is under them any more and a fresh export
   * of all others was opened. Gives the epochs destroyed. @throws when the export cannot be proven; nothing is lost then.
   */
  async destroy(now: Date, atOnce = false): Promise<number[]> {
    await this.finish(now);
    const rows = await this.epochs.all();
    const due = rows.filter((row) => isDue(row, now, atOnce)).map((row) => row.epoch);
    if (!due.length) return [];
    const staying = rows.filter((row) => row.state !== 'destroyed' && !due.includes(row.epoch));
    const current = staying.at(-1)?.epoch;
    if (current === undefined) throw new KeysMissing('No epoch would be left; none is destroyed.');
    await this.moveAll(current);
    await this.parts.exports.make(
      staying.map((row) => row.epoch),
      now,
    );
    await this.parts.exports.removeHolding(due, now);
    await this.mark(due);
    await this.finish(now);
    return due;
  }

  /** Moves under the current epoch whatever is not, and indexes it anew: after a restore, which brings older rows. */
  async settle(): Promise<void> {
    const current = (await this.epochs.ring.epochs()).at(-1);
    if (current === undefined) throw new KeysMissing('There is no live epoch; restore the key ring.');
    await this.moveAll(current);
  }

  private async begin(now: Date, atOnce: boolean): Promise<{ current: number; older: EpochRow[] }> {
    return inScope(this.pool, PLATFORM, async (scope) => {
      const known = await this.epochs.sync(scope, now);
      const live = known.filter((row) => row.state === 'live');
      const newest = live.at(-1);
      if (!newest) throw new KeysMissing('There is no live epoch; restore the key ring.');
      const isOld = atOnce || newest.createdAt.getTime() <= now.getTime() - EPOCH_MS;
      // An epoch that is still being left is left first, whoever asks.
      if (live.length > 1 || !isOld) return { current: newest.epoch, older: live.slice(0, -1) };
      const current = await this.epochs.next(scope, now);
      return { current, older: live };
    });
  }

  private async moveAll(epoch: number, progress = nobodyWaits) {
    const libraries = await librariesOf(this.pool);
    let keys = 0;
    for (const [done, id] of libraries.entries()) {
      await this.move(id, epoch, (moved) => {
        keys += moved;
        progress({ libraries: done, of: libraries.length, keys });
      });
    }
    progress({ libraries: libraries.length, of: libraries.length, keys });
  }

  /** One library under the epoch, in transactions of its own. */
  private async move(libraryId: string, epoch: number, told: (keys: number) => void) {
    const inLibrary = <T>(work: (scope: Scope) => Promise<T>) => inScope(this.pool, libraryId, work);
    if (await inLibrary((scope) => hasLeft(scope, epoch))) return;
    await inLibrary((scope) => this.keys.addEpoch(scope, epoch));
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      let moved: number;
      while ((moved = await inLibrary((scope) => rewrap(scope, this.keys, epoch)))) told(moved);
      await this.reindexAll(libraryId, epoch);
      if (await inLibrary((scope) => this.leave(scope, epoch))) break;
      // Somebody works on a row that is not moved yet; it is free in a moment.
      await new Promise((later) => setTimeout(later, 25));
    }
    while (!(await inLibrary((scope) => dropTokens(scope, epoch))));
    this.keys.forget(libraryId);
    if (!(await inLibrary((scope) => hasLeft(scope, epoch))))
      throw new KeysMissing(`A library's keys did not all reach epoch ${epoch}; the older epochs stay.`);
  }

  private async reindexAll(libraryId: string, epoch: number) {
    let after: string | null = NO_ROW;
    while (after !== null) {
      const from: string = after;
      const { last } = await inScope(this.pool, libraryId, (scope) =>
        this.parts.reindex.batch(scope, epoch, from),
      );
      after = last;
    }
  }

  /** Takes the older keys out of use, when nothing is under them: from here on nobody writes under them. */
  private async leave(scope: Scope, epoch: number): Promise<boolean> {
    const values = [scope.libraryId, epoch];
    // Waits for the writers that know only the older keys; those that come later know the new one.
    await scope.tell({
      text: 'select 1 from library_key where library_id = $1 and epoch < $2 for update',
      values,
    });
    const { rowCount } = await scope.tell({
      text: 'select 1 from sealing_key where library_id = $1 and epoch < $2 limit 1',
      values,
    });
    if (rowCount || (await this.parts.reindex.count(scope, epoch))) return false;
    await scope.tell({ text: 'delete from library_key where library_id = $1 and epoch < $2', values });
    return true;
  }

  private async mark(epochs: number[]) {
    await inScope(this.pool, PLATFORM, (scope) =>
      scope.tell({
        text: `update key_epoch set state = 'destroyed' where library_id = $1 and epoch = any($2) and state = 'retiring'`,
        values: [PLATFORM, epochs],
      }),
    );
  }

  /** Carries out the destruction of what is marked; the mark comes first, so that a kill between the two is made good. */
  private async finish(now: Date) {
    const marked = (await this.epochs.all()).filter((row) => row.state === 'destroyed' && !row.destroyedAt);
    for (const { epoch } of marked) {
      await this.epochs.ring.destroyEpoch(epoch);
      this.keys.forget();
      await this.epochs.tellDestroyed(epoch, now);
      await inScope(this.pool, PLATFORM, (scope) =>
        changeEpochs(scope, 'destroyed', {
          text: `update key_epoch set destroyed_at = $3 where library_id = $1 and epoch = $2 and destroyed_at is null`,
          values: [PLATFORM, epoch, now],
        }),
      );
    }
  }
}

function isDue({ state, retiredAt }: EpochRow, now: Date, atOnce: boolean): boolean {
  return state === 'retiring' && (atOnce || (retiredAt?.getTime() ?? Infinity) <= now.getTime() - GRACE_MS);
}

async function hasLeft(scope: Scope, epoch: number): Promise<boolean> {
  const { rows } = await scope.tell<{ isUsed: boolean }>({
    text: `select exists (select 1 from library_key where library_id = $1 and epoch < $2)
        or exists (select 1 from sealing_key where library_id = $1 and epoch < $2)
        or exists (select 1 from blind_index where library_id = $1 and epoch < $2) as "isUsed"`,
    values: [scope.libraryId, epoch],
  });
  return !rows[0]?.isUsed;
}

/**
 * Removes tokens of older epochs, a batch at a time, and tells whether none is left. Waits for another instance that is
 * at the same: its batch may yet be rolled back.
 */
async function dropTokens(scope: Scope, epoch: number): Promise<boolean> {
  const values = [scope.libraryId, epoch];
  await scope.tell({
    text: `delete from blind_index where library_id = $1 and (field_id, epoch, token, row_id) in (
             select field_id, epoch, token, row_id from blind_index where library_id = $1 and epoch < $2
             order by field_id, epoch, token, row_id limit 5000 for update)`,
    values,
  });
  const { rowCount } = await scope.tell({
    text: 'select 1 from blind_index where library_id = $1 and epoch < $2 limit 1',
    values,
  });
  return !rowCount;
}
