import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { buildApp } from '../../src/bootstrap.js';
import { loadConfig } from '../../src/config.js';
import { EmbeddedPostgres } from '../../src/foundation/database/embedded-postgres.js';
import { prepareDatabase } from '../../src/foundation/database/prepare.js';
import { secretsIn } from '../../src/foundation/database/secrets.js';
import { Setting } from '../../src/foundation/setting.js';
import { allMigrations } from '../../src/migrations.js';
import type { Carrel } from './carrel.js';

/** Starts Carrel on a cluster that no other test writes to, and that can be stopped and started. */
export async function aCarrelWithItsOwnCluster(
  settings: Record<string, string> = {},
  log?: DestinationStream,
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'carrel-cluster-'));
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: process.env.CARREL_TEST_LOG ?? 'silent',
    PUBLIC_URL: 'http://carrel.test',
    RATE_LIMITS: 'false',
    ...settings,
  });
  const prepared = await prepareDatabase(config, await allMigrations(), new Date());
  const port = Number(new URL(prepared.urls.application).port);
  const setting = new Setting(config, prepared.urls, prepared.root, true);
  const app = await buildApp(setting, log);
  await app.listen(0, '127.0.0.1');
  const cluster = new EmbeddedPostgres(join(dataDir, 'postgres'), secretsIn(dataDir).superuser);
  const superuserUrl = `postgres://postgres:${secretsIn(dataDir).superuser}@127.0.0.1:${port}/carrel`;
  const end = async () => {
    app.getHttpServer().closeAllConnections();
    await app.close();
    await prepared.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const carrel: Carrel = {
    app,
    url: await app.getUrl(),
    urls: prepared.urls,
    superuserUrl,
    dataDir,
    setting,
    stop: end,
  };
  return { carrel, postgres: { stop: () => cluster.stop(), start: () => cluster.start(port) }, end };
}
