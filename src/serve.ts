import { join } from 'node:path';
import { buildApp } from './bootstrap.js';
import { loadConfig, WrongSetting } from './config.js';
import { prepareDatabase } from './foundation/database/prepare.js';
import { Setting } from './foundation/setting.js';
import { allMigrations } from './migrations.js';

/** Runs the server until it is told to stop. */
export async function serve(): Promise<void> {
  const config = loadConfig();
  const prepared = await prepareDatabase(config, await allMigrations(), new Date());
  const isDemo = config.demo ?? prepared.isEmbedded;
  if (!isDemo && !config.smtpUrl)
    throw new WrongSetting('SMTP_URL is required outside demo mode: write smtp://host:port.');
  const app = await buildApp(new Setting(config, prepared.urls, prepared.root, isDemo));
  await app.listen(config.port, config.host);
  process.stdout.write(`Carrel is at ${config.publicUrl} (data in ${join(config.dataDir)})\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void app
        .close()
        .then(() => prepared.stop(true))
        .then(() => process.exit(0));
    });
  }
}
