import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/foundation/database/embedded-postgres.js';
import { migrate } from '../../src/foundation/database/migrate.js';
import { maintainPartitions } from '../../src/foundation/database/partitions.js';
import { prepareCluster } from '../../src/foundation/database/roles.js';
import { secretsIn } from '../../src/foundation/database/secrets.js';
import { allMigrations } from '../../src/migrations.js';

export const TEMPLATE = 'carrel_template';

/** One cluster for the whole run, with one migrated database that every test file copies. */
export async function startCluster() {
  const directory = mkdtempSync(join(tmpdir(), 'carrel-test-'));
  const secrets = secretsIn(directory);
  const cluster = new EmbeddedPostgres(join(directory, 'postgres'), secrets.superuser);
  const { port } = await cluster.start();
  const urls = await prepareCluster(port, secrets, TEMPLATE);
  await migrate(urls.owner, await allMigrations());
  await maintainPartitions(urls.maintenance, new Date());
  process.env.CARREL_TEST_CLUSTER = JSON.stringify({ directory, port });
}

/** Stops the run's cluster and removes it. */
export async function stopCluster() {
  const { directory } = JSON.parse(process.env.CARREL_TEST_CLUSTER ?? '{}') as { directory: string };
  await new EmbeddedPostgres(join(directory, 'postgres'), '').stop();
  rmSync(directory, { recursive: true, force: true });
}
