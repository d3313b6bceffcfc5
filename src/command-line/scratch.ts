import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../config.js';
import { EmbeddedPostgres } from '../foundation/database/embedded-postgres.js';
import { prepareCluster } from '../foundation/database/roles.js';
import { secretsIn } from '../foundation/database/secrets.js';
import { Setting } from '../foundation/setting.js';

/** Runs `work` on an installation of its own, with an empty database, that is gone afterwards. */
export async function onScratch<T>(work: (setting: Setting) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'carrel-scratch-'));
  const secrets = secretsIn(dataDir);
  const postgres = new EmbeddedPostgres(join(dataDir, 'postgres'), secrets.superuser);
  try {
    const { port } = await postgres.start();
    const urls = await prepareCluster(port, secrets);
    const config = loadConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', METRICS_PORT: '0' });
    return await work(new Setting(config, urls, Buffer.from(secrets.root, 'base64'), true));
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
