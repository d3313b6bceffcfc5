import pg from 'pg';
import type { Secrets } from './secrets.js';

/** Connection strings of the three roles: migrations, partitions, requests. */
export interface RoleUrls {
  owner: string;
  maintenance: string;
  application: string;
}

const ROLES = ['owner', 'maintenance', 'application'] as const;
const NAMES = {
  owner: 'carrel_owner',
  maintenance: 'carrel_maintenance',
  application: 'carrel_app',
} as const;

/**
 * Makes the three roles and the database in an embedded cluster; does nothing where they are. None of them is a
 * superuser or bypasses row-level security, and only `carrel_owner` owns tables.
 */
export async function prepareCluster(port: number, secrets: Secrets, database = 'carrel'): Promise<RoleUrls> {
  const at = (user: string, password: string, name: string) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
  const superuser = new pg.Client({ connectionString: at('postgres', secrets.superuser, 'postgres') });
  await superuser.connect();
  try {
    for (const role of ROLES) {
      const { rowCount } = await superuser.query('select 1 from pg_roles where rolname = $1', [NAMES[role]]);
      if (!rowCount)
        await superuser.query(
          `create role ${NAMES[role]} login password '${secrets[role]}' nosuperuser nobypassrls`,
        );
    }
    await superuser.query('grant carrel_maintenance to carrel_owner');
    const { rowCount } = await superuser.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await superuser.query(`create database "${database}" owner carrel_owner`);
  } finally {
    await superuser.end();
  }
  return {
    owner: at(NAMES.owner, secrets.owner, database),
    maintenance: at(NAMES.maintenance, secrets.maintenance, database),
    application: at(NAMES.application, secrets.application, database),
  };
}
