import pg from 'pg';
import { getConstructionPlans } from 'pg-boss';

/** Where pg-boss keeps its wake-ups. */
export const QUEUE_SCHEMA = 'pgboss';

/** Makes pg-boss's schema as the owner role and lets the application role use it, never change it. */
export async function ensurePgBossSchema(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_namespace where nspname = $1', [QUEUE_SCHEMA]);
    if (!rowCount) await client.query(getConstructionPlans(QUEUE_SCHEMA));
    await client.query(`grant usage on schema ${QUEUE_SCHEMA} to carrel_app`);
    await client.query(
      `grant select, insert, update, delete on all tables in schema ${QUEUE_SCHEMA} to carrel_app`,
    );
    await client.query(`grant execute on all functions in schema ${QUEUE_SCHEMA} to carrel_app`);
  } finally {
    await client.end();
  }
}
