import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { banner } from './banner.js';
import { buildApp } from './bootstrap.js';
import { loadConfig, WrongSetting, type Config } from './config.js';
import { Demo } from './demo/demo.service.js';
import { refuseUnfinished } from './foundation/backup/restore-gate.js';
import { prepareDatabase, type Prepared } from './foundation/database/prepare.js';
import { Setting } from './foundation/setting.js';
import { allMigrations } from './migrations.js';
import { StopSignal } from './stop-signal.js';

/** Runs the server until it is told to stop: database, migrations, application, demo, in this order, and back. */
export async function serve(): Promise<void> {
  const stop = new StopSignal();
  const config = loadConfig();
  const prepared = await prepareDatabase(config, await allMigrations(), new Date(), refuseUnfinished(config));
  try {
    if (!prepared.isDemo && !config.smtpUrl)
      throw new WrongSetting('SMTP_URL is required outside demo mode: write smtp://host:port.');
    if (!stop.isGiven) await run(config, prepared, stop);
  } finally {
    await prepared.stop();
  }
}

async function run(config: Config, prepared: Prepared, stop: StopSignal) {
  const app = await buildApp(new Setting(config, prepared.urls, prepared.root, prepared.isDemo));
  try {
    const logins = prepared.isDemo ? await app.get(Demo).seed(new Date(), stop) : undefined;
    if (stop.isGiven) return;
    await app.listen(config.port, config.host);
    process.stdout.write(banner(config, logins));
    await stop.given;
  } finally {
    await drain(app);
  }
}

// What takes longer, such as a large download, is cut off: whoever stops the server waits no longer either.
const LONGEST_ANSWER_MS = 20_000;

/** Requests first, then jobs and connections: a request under way may still wake a job. */
async function drain(app: NestFastifyApplication) {
  const server = app.getHttpServer();
  // A connection that was busy when the server closed is idle once it is answered, and would be kept alive.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), LONGEST_ANSWER_MS);
  try {
    await app.getHttpAdapter().getInstance().close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
  await app.close();
}
