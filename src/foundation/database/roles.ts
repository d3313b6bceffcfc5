import { setTimeout } from 'node:timers/promises';
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

/** The superuser's address in an embedded cluster. */
export function superuserUrl(port: number, secrets: Secrets): string {
  return address('postgres', secrets.superuser, port, 'postgres');
}

/** How long somebody who is leaving may take: Postgres lists a connection for a moment after its program closed it. */
const LEAVING = { looks: 20, everyMs: 100 };

/** Looks again until nobody works on a database; true when somebody still does two seconds later. */
export async function staysInUse(isInUse: () => Promise<boolean>): Promise<boolean> {
  for (let looks = 1; await isInUse(); looks++) {
    if (looks === LEAVING.looks) return true;
    await setTimeout(LEAVING.everyMs);
  }
  return false;
}

/** False when nobody else is connected, or the cluster is stopped already. */
export async function isClusterInUse(superuser: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: superuser });
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1`,
    );
    return rowCount !== 0;
  } catch (error) {
    // Not there any more, or on its way out: whoever stops it has begun.
    if (['ECONNREFUSED', 'ECONNRESET', '57P03', '57P01'].includes((error as { code?: string }).code ?? ''))
      return false;
    throw error;
  } finally {
    await client.end();
  }
}

function address(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes the three roles and the database in an embedded cluster; does nothing where they are. None of them is a
 * superuser or bypasses row-level security, and only `carrel_owner` owns tables.
 */
export async function prepareCluster(port: number, secrets: Secrets, database = 'carrel'): Promise<RoleUrls> {
  const superuser = new pg.Client({ connectionString: superuserUrl(port, secrets) });
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
    owner: address(NAMES.owner, secrets.owner, port, database),
    maintenance: address(NAMES.maintenance, secrets.maintenance, port, database),
    application: address(NAMES.application, secrets.application, port, database),
  };
}
