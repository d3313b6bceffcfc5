// `npm run check` runs it: the migrations go up, down and up again, and what they make is what the entities declare.
import 'reflect-metadata';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { buildApp } from '../bootstrap.js';
import { asOwner, migrate, undoAll } from '../foundation/database/migrate.js';
import { maintainPartitions } from '../foundation/database/partitions.js';
import type { Setting } from '../foundation/setting.js';
import { allMigrations } from '../migrations.js';
import { onScratch } from './scratch.js';

const faults = await onScratch(async (setting) => [...(await upDownUp(setting)), ...(await drift(setting))]);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length ? 1 : 0);

/** Tables that are left when everything is undone. */
async function upDownUp({ urls: { owner } }: Setting): Promise<string[]> {
  const migrations = await allMigrations();
  await migrate(owner, migrations);
  await undoAll(owner, migrations);
  const left = await asOwner(owner, migrations, (source) =>
    source.query<{ name: string }[]>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and relname not in ('migration', 'migration_lock')`,
    ),
  );
  await migrate(owner, migrations);
  return left.map(({ name }) => `${name} is left when every migration is undone.`);
}

/** Statements by which TypeORM would bring the schema to the entities: there must be none. */
async function drift(setting: Setting): Promise<string[]> {
  await maintainPartitions(setting.urls.maintenance, new Date());
  const app = await buildApp(setting);
  try {
    const source = app.get<DataSource>(getDataSourceToken());
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => `The entities differ from the migrations: ${query}`);
  } finally {
    await app.close();
  }
}
