import pg from 'pg';
import { DataSource, type MigrationInterface, type MixedList } from 'typeorm';
import { ensurePgBossSchema } from './queue-schema.js';

export type Migrations = MixedList<new () => MigrationInterface>;

/** A short-lived connection of the owner role; nothing else may change the schema. */
export async function asOwner<T>(
  ownerUrl: string,
  migrations: Migrations,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    synchronize: false,
    poolSize: 1,
  });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** Brings the schema up to date. Instances that start together wait for each other: one migrates, the rest find it done. */
export async function migrate(ownerUrl: string, migrations: Migrations): Promise<string[]> {
  return alone(ownerUrl, async () => {
    const done = await asOwner(ownerUrl, migrations, (source) => source.runMigrations());
    await ensurePgBossSchema(ownerUrl);
    return done.map((migration) => migration.name);
  });
}

/** Undoes the latest migration; for `migrations up, down, up` in the checks. */
export async function undoAll(ownerUrl: string, migrations: Migrations): Promise<void> {
  await asOwner(ownerUrl, migrations, async (source) => {
    for (const _ of source.migrations) await source.undoLastMigration();
  });
}

async function alone<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await createLock(client);
    await client.query('begin');
    await client.query('lock table migration_lock in access exclusive mode');
    const result = await work();
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}

async function createLock(client: pg.Client) {
  // Two instances may both find it missing; the second's error means that it is there now.
  await client.query('create table if not exists migration_lock ()').catch((error: unknown) => {
    const code = (error as { code?: string }).code;
    if (code !== '23505' && code !== '42P07') throw error;
  });
}
