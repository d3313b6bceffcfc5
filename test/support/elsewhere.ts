import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { buildApp } from '../../src/bootstrap.js';
import { loadConfig, type Config } from '../../src/config.js';
import { refuseUnfinished } from '../../src/foundation/backup/restore-gate.js';
import { prepareDatabase } from '../../src/foundation/database/prepare.js';
import { Setting } from '../../src/foundation/setting.js';
import { allMigrations } from '../../src/migrations.js';
import type { Carrel } from './carrel.js';

/** An installation that a test restores into: a database and a data directory of its own, with the ledger of another. */
export class Elsewhere {
  private constructor(
    readonly settings: Record<string, string>,
    private readonly origin: Carrel,
    private readonly database: string,
  ) {}

  /** An empty one beside the installation that was lost; its key ring is empty too, unless it is kept. */
  static async beside(origin: Carrel, { ring = true, ledger = true } = {}): Promise<Elsewhere> {
    const database = `test_${randomBytes(6).toString('hex')}`;
    await asSuperuser(origin, `create database ${database} owner carrel_owner`);
    const at = (url: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
    const dataDir = mkdtempSync(join(tmpdir(), 'carrel-elsewhere-'));
    for (const kept of [...(ring ? ['keyring'] : []), ...(ledger ? ['erasure-ledger'] : [])])
      cpSync(join(origin.dataDir, kept), join(dataDir, kept), { recursive: true });
    if (ring) chmodSync(join(dataDir, 'keyring'), 0o700);
    const settings = {
      DATABASE_URL: at(origin.urls.application),
      DATABASE_OWNER_URL: at(origin.urls.owner),
      DATABASE_MAINTENANCE_URL: at(origin.urls.maintenance),
      CARREL_SECRET: origin.setting.root.toString('base64'),
      DATA_DIR: dataDir,
      DEMO: 'true',
      PORT: '0',
      METRICS_PORT: '0',
      LOG_LEVEL: 'silent',
      PUBLIC_URL: 'http://carrel.test',
      RATE_LIMITS: 'false',
    };
    return new Elsewhere(settings, origin, database);
  }

  get dataDir(): string {
    return this.settings.DATA_DIR ?? '';
  }

  get config(): Config {
    return loadConfig(this.settings);
  }

  /** As `npm start` does it. @throws what keeps a server from starting */
  async start() {
    const { config } = this;
    const prepared = await prepareDatabase(
      config,
      await allMigrations(),
      new Date(),
      refuseUnfinished(config),
    );
    const app = await buildApp(new Setting(config, prepared.urls, prepared.root, true));
    await app.listen(0, '127.0.0.1');
    const stop = async () => {
      app.getHttpServer().closeAllConnections();
      await app.close();
    };
    return { app, url: await app.getUrl(), stop };
  }

  /** Asks the database as somebody who sees every library. */
  async ask<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const url = Object.assign(new URL(this.origin.superuserUrl), { pathname: `/${this.database}` }).href;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  aFile(name: string, text: string): string {
    const path = join(this.dataDir, name);
    writeFileSync(path, text);
    return path;
  }

  async remove() {
    await asSuperuser(this.origin, `drop database ${this.database} with (force)`);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

async function asSuperuser({ superuserUrl }: Carrel, statement: string) {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
