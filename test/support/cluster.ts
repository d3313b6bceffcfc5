import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/foundation/database/embedded-postgres.js';
import { migrate } from '../../src/foundation/database/migrate.js';
import { maintainPartitions } from '../../src/foundation/database/partitions.js';
import { prepareCluster, superuserUrl } from '../../src/foundation/database/roles.js';
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
  await spareTheDisk(superuserUrl(port, secrets));
  process.env.CARREL_TEST_CLUSTER = JSON.stringify({ directory, port });
}

/** Tests kill servers, never the machine: what Postgres was told survives the former without having reached the disk. */
async function spareTheDisk(url: string) {
  const superuser = new pg.Client({ connectionString: url });
  await superuser.connect();
  await superuser.query('alter system set fsync = off');
  await superuser.query('select pg_reload_conf()');
  await superuser.end();
}

/** Stops the run's cluster and removes it. */
export async function stopCluster() {
  const { directory } = JSON.parse(process.env.CARREL_TEST_CLUSTER ?? '{}') as { directory: string };
  await new EmbeddedPostgres(join(directory, 'postgres'), '').stop();
  rmSync(directory, { recursive: true, force: true });
}
