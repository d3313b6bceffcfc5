import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { KeyStore } from '../encryption/key-store.js';

/** What has to be right before requests are sent here. */
export interface Checks {
  database: boolean;
  migrations: boolean;
  keyRing: boolean;
}

const PATIENCE_MS = 2_000;

/** Whether this instance can serve: the database answers, its schema is this version's, the keys can be read. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private expected: string[] = [];
  private isStopping = false;

  constructor(
    private readonly pool: Pool,
    private readonly keys: KeyStore,
  ) {}

  /** Names the migrations that the schema has to have. */
  expect(migrations: string[]) {
    this.expected = migrations;
  }

  /** Each check by itself; all are false while the server stops, so that nobody sends it more. */
  async checks(): Promise<Checks> {
    if (this.isStopping) return { database: false, migrations: false, keyRing: false };
    const [database, migrations, keyRing] = await Promise.all([
      holds(() => this.pool.query('select 1')),
      holds(() => this.hasMigrated()),
      holds(() => this.canUseKeys()),
    ]);
    return { database, migrations, keyRing };
  }

  onModuleDestroy() {
    this.isStopping = true;
  }

  private async hasMigrated(): Promise<boolean> {
    const { rows } = await this.pool.query<{ name: string }>('select name from migration');
    const done = new Set(rows.map((row) => row.name));
    return this.expected.every((name) => done.has(name));
  }

  private async canUseKeys(): Promise<void> {
    const epoch = (await this.keys.ring.epochs()).at(-1);
    if (epoch !== undefined) await this.keys.ring.wrap(epoch, randomBytes(32), Buffer.from('readiness'));
  }
}

async function holds(check: () => Promise<unknown>): Promise<boolean> {
  let patience: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((answer) => {
    patience = setTimeout(() => answer(false), PATIENCE_MS);
  });
  const answered = check().then(
    (result) => result !== false,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(patience));
}
