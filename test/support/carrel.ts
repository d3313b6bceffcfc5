import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SchedulerRegistry } from '@nestjs/schedule';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DestinationStream } from 'pino';
import { buildApp } from '../../src/bootstrap.js';
import { loadConfig } from '../../src/config.js';
import { secretsIn } from '../../src/foundation/database/secrets.js';
import type { RoleUrls } from '../../src/foundation/database/roles.js';
import { Setting } from '../../src/foundation/setting.js';
import { CalendarExplorer } from '../../src/jobs/calendar.explorer.js';

/** A running Carrel of a test file's own: its database, its data directory, its port. */
export interface Carrel {
  app: NestFastifyApplication;
  url: string;
  urls: RoleUrls;
  superuserUrl: string;
  dataDir: string;
  setting: Setting;
  stop: () => Promise<void>;
}

const LEDGER = 'ledger';

interface TestCluster {
  directory: string;
  port: number;
}

/**
 * Starts Carrel on a fresh copy of the migrated database. Settings are those of `loadConfig`, by their environment names.
 * Its calendar stands still: jobs run where what they are for wakes them, or a test calls them.
 */
export async function aCarrel(
  settings: Record<string, string> = {},
  log?: DestinationStream,
): Promise<Carrel> {
  const { directory, port } = JSON.parse(process.env.CARREL_TEST_CLUSTER ?? '{}') as TestCluster;
  const secrets = secretsIn(directory);
  const database = `test_${randomBytes(6).toString('hex')}`;
  const at = (user: string, password: string, name = database) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const superuser = new pg.Client({ connectionString: at('postgres', secrets.superuser, 'postgres') });
  await superuser.connect();
  await superuser.query(`create database ${database} template carrel_template owner carrel_owner`);
  const dataDir = mkdtempSync(join(tmpdir(), 'carrel-data-'));
  const urls = {
    owner: at('carrel_owner', secrets.owner),
    maintenance: at('carrel_maintenance', secrets.maintenance),
    application: at('carrel_app', secrets.application),
  };
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env.CARREL_TEST_LOG ?? 'silent',
    PUBLIC_URL: 'http://carrel.test',
    RATE_LIMITS: 'false',
    ...settings,
  });
  const setting = new Setting(config, urls, Buffer.from(secrets.root, 'base64'), config.demo ?? true);
  const app = await buildApp(setting, log);
  await app.listen(0, '127.0.0.1');
  await stillCalendar(app);
  const stop = async () => {
    // A browser keeps connections open on which it has asked nothing yet; the server would wait for their first words.
    app.getHttpServer().closeAllConnections();
    await app.close();
    await superuser.query(`drop database ${database} with (force)`);
    await superuser.end();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return {
    app,
    url: await app.getUrl(),
    urls,
    superuserUrl: at('postgres', secrets.superuser),
    dataDir,
    setting,
    stop,
  };
}

/** The ledger alone goes on by the clock: entries that nobody told the sequencer of are numbered by its sweep. */
async function stillCalendar(app: NestFastifyApplication) {
  const schedule = app.get(SchedulerRegistry);
  for (const job of schedule.getTimeouts()) if (job !== LEDGER) schedule.deleteTimeout(job);
  for (const [job, cron] of schedule.getCronJobs()) if (job !== LEDGER) await cron.stop();
  await app.get(CalendarExplorer).onApplicationShutdown();
}
