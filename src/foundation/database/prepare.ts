import { join } from 'node:path';
import { WrongSetting, type Config } from '../../config.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { migrate, type Migrations } from './migrate.js';
import { maintainPartitions } from './partitions.js';
import { isClusterInUse, prepareCluster, staysInUse, superuserUrl, type RoleUrls } from './roles.js';
import { secretsIn } from './secrets.js';

/** A database that is up, migrated and partitioned, and the installation's root secret. */
export interface Prepared {
  urls: RoleUrls;
  root: Buffer;
  isDemo: boolean;
  /** Stops the embedded cluster, unless somebody else still works on it: the last one out stops it. */
  stop: () => Promise<void>;
}

/** Connects to the operator's database, or brings the embedded one up; the schema stays as it is. @throws WrongSetting */
export async function openDatabase(config: Config): Promise<Prepared> {
  return config.database ? ofOperator(config) : embedded(config);
}

/**
 * Brings up what the application stands on; `refuse` looks at the database before anything is changed in it.
 * @throws WrongSetting when a role's address is missing
 */
export async function prepareDatabase(
  config: Config,
  migrations: Migrations,
  now: Date,
  refuse: (urls: RoleUrls) => Promise<void> = () => Promise.resolve(),
): Promise<Prepared> {
  const prepared = await openDatabase(config);
  try {
    await refuse(prepared.urls);
    if (prepared.urls.owner) await migrate(prepared.urls.owner, migrations);
    if (prepared.urls.maintenance) await maintainPartitions(prepared.urls.maintenance, now);
    return prepared;
  } catch (error) {
    await prepared.stop();
    throw error;
  }
}

function ofOperator(config: Config): Prepared {
  const { database, secret } = config;
  if (!database || !secret) throw new WrongSetting('DATABASE_URL and CARREL_SECRET are needed together.');
  const { application, owner = '', maintenance = '' } = database;
  return {
    urls: { application, owner, maintenance },
    root: secret,
    isDemo: config.demo ?? false,
    stop: () => Promise.resolve(),
  };
}

async function embedded(config: Config): Promise<Prepared> {
  const secrets = secretsIn(config.dataDir, config.demo ?? true);
  const postgres = new EmbeddedPostgres(join(config.dataDir, 'postgres'), secrets.superuser);
  const { port } = await postgres.start();
  const urls = await prepareCluster(port, secrets);
  const stop = async () => {
    const isInUse = () => isClusterInUse(superuserUrl(port, secrets));
    if (!(await staysInUse(isInUse))) await postgres.stop();
  };
  return {
    urls,
    root: Buffer.from(secrets.root, 'base64'),
    isDemo: config.demo ?? secrets.demo,
    stop,
  };
}
