import { join } from 'node:path';
import { WrongSetting, type Config } from '../../config.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { migrate, type Migrations } from './migrate.js';
import { maintainPartitions } from './partitions.js';
import { prepareCluster, type RoleUrls } from './roles.js';
import { secretsIn } from './secrets.js';

/** A database that is up, migrated and partitioned, and the installation's root secret. */
export interface Prepared {
  urls: RoleUrls;
  root: Buffer;
  /** True when its cluster belongs to this installation. */
  isEmbedded: boolean;
  /** Stops the embedded cluster if this process started it, or always when `force` is set; nothing otherwise. */
  stop: (force?: boolean) => Promise<void>;
}

/** Brings up what the application stands on. @throws WrongSetting when a role's address is missing. */
export async function prepareDatabase(config: Config, migrations: Migrations, now: Date): Promise<Prepared> {
  const prepared = config.database ? ofOperator(config) : await embedded(config);
  if (prepared.urls.owner) await migrate(prepared.urls.owner, migrations);
  if (prepared.urls.maintenance) await maintainPartitions(prepared.urls.maintenance, now);
  return prepared;
}

function ofOperator(config: Config): Prepared {
  const { database, secret } = config;
  if (!database || !secret) throw new WrongSetting('DATABASE_URL and CARREL_SECRET are needed together.');
  const { application, owner = '', maintenance = '' } = database;
  return {
    urls: { application, owner, maintenance },
    root: secret,
    isEmbedded: false,
    stop: () => Promise.resolve(),
  };
}

async function embedded(config: Config): Promise<Prepared> {
  const secrets = secretsIn(config.dataDir);
  const postgres = new EmbeddedPostgres(join(config.dataDir, 'postgres'), secrets.superuser);
  const { port, startedHere } = await postgres.start();
  const urls = await prepareCluster(port, secrets);
  const stop = (force = false) => (startedHere || force ? postgres.stop() : Promise.resolve());
  return { urls, root: Buffer.from(secrets.root, 'base64'), isEmbedded: true, stop };
}
