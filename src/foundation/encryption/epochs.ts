import type { Pool } from 'pg';
import { inScope, PLATFORM, type Scope } from '../database/scope.js';
import { keepOpen } from '../leaves/leaves.js';
import { KeysMissing } from './errors.js';
import type { KeyRing } from './key-ring.js';
import type { KeyStore } from './key-store.js';

/** An epoch as the platform knows it. */
export interface EpochRow {
  epoch: number;
  state: 'live' | 'retiring' | 'destroyed';
  createdAt: Date;
  retiredAt: Date | null;
  destroyedAt: Date | null;
}

/** The life of the epochs: which root keys there are, and what the database knows of each. */
export class Epochs {
  private readonly reactions: ((epoch: number, now: Date) => Promise<void>)[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly keys: KeyStore,
    /** Where the ring lies, for those who read an error. */
    private readonly place: string,
  ) {}

  get ring(): KeyRing {
    return this.keys.ring;
  }

  /**
   * Before the server opens: every epoch that the database knows is in the ring, and every epoch in the ring is known.
   * Only an installation without a library is given its first epoch here. @throws KeysMissing naming what is missing.
   */
  async open(): Promise<void> {
    await inScope(this.pool, PLATFORM, async (scope) => {
      const known = await this.rows(scope);
      const held = await this.ring.epochs();
      const missing = known.find((row) => row.state !== 'destroyed' && !held.includes(row.epoch));
      if (missing)
        throw new KeysMissing(`The key file ${this.place}/e${missing.epoch}.key is missing: ${PUT_BACK}`);
      if (!held.length && (await hasLibraries(scope)))
        throw new KeysMissing(`The key ring ${this.place} is empty, and there are libraries: ${PUT_BACK}`);
      if (!held.length) held.push(await this.ring.createEpoch());
      await register(scope, held);
    });
  }

  /**
   * Enters in the platform's books what the ring holds, of use after a kill between the two, and gives all rows. Whoever
   * calls it at the same moment waits: the lock comes first, since a statement that waited for it would not see new rows.
   */
  async sync(scope: Scope, now: Date): Promise<EpochRow[]> {
    await scope.tell({
      text: 'select 1 from key_epoch where library_id = $1 for update',
      values: [PLATFORM],
    });
    await register(scope, await this.ring.epochs(), now);
    return this.rows(scope);
  }

  /** Makes the next epoch and enters it. */
  async next(scope: Scope, now: Date): Promise<number> {
    const epoch = await this.ring.createEpoch();
    await register(scope, [epoch], now);
    return epoch;
  }

  /** Registers what is to happen when an epoch is gone for good; it is told again after a kill. */
  onDestroyed(reaction: (epoch: number, now: Date) => Promise<void>) {
    this.reactions.push(reaction);
  }

  async tellDestroyed(epoch: number, now: Date): Promise<void> {
    for (const reaction of this.reactions) await reaction(epoch, now);
  }

  /** All epochs ever, oldest first. */
  async all(): Promise<EpochRow[]> {
    return inScope(this.pool, PLATFORM, (scope) => this.rows(scope));
  }

  private async rows(scope: Scope): Promise<EpochRow[]> {
    const { rows } = await scope.tell<EpochRow>({
      text: `select epoch, state, created_at as "createdAt", retired_at as "retiredAt", destroyed_at as "destroyedAt"
             from key_epoch where library_id = $1 order by epoch`,
      values: [PLATFORM],
    });
    return rows;
  }
}

const PUT_BACK = "put back the operator's copy, or restore it from a key export.";

async function register(scope: Scope, held: number[], now: Date | null = null): Promise<void> {
  await changeEpochs(scope, 'live', {
    text: `insert into key_epoch (library_id, epoch, state, created_at)
           select $1, unnest($2::int[]), 'live', coalesce($3, now()) on conflict do nothing`,
    values: [PLATFORM, held, now],
  });
}

/** Changes rows of `key_epoch` and leaves a fact of each for the platform's ledger. */
export async function changeEpochs(
  scope: Scope,
  state: 'live' | 'retiring' | 'destroyed',
  { text, values }: { text: string; values: unknown[] },
): Promise<void> {
  const { rows } = await scope.tell<{ epoch: number }>({ text: `${text} returning epoch`, values });
  for (const { epoch } of rows) await keepOpen(scope, 'key-epoch', { fact: { epoch, state } });
}

/** Every library that has keys, the platform's own among them. */
export async function librariesOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select id from library_directory order by id');
  return rows.map((row) => row.id);
}

async function hasLibraries(scope: Scope): Promise<boolean> {
  const { rowCount } = await scope.tell({
    text: 'select 1 from library_directory where id <> $1 limit 1',
    values: [PLATFORM],
  });
  return rowCount !== 0;
}
