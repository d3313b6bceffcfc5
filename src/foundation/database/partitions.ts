import pg from 'pg';

/**
 * Creates this month's and the next two months' partitions, and drops those that ended more than `keepMonths` ago.
 * Runs as the maintenance role: the application role has no grant on a partition, since a policy on the parent does
 * not protect it.
 */
export async function maintainPartitions(maintenanceUrl: string, now: Date, keepMonths = 13): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    for (let ahead = 0; ahead <= 2; ahead += 1) await createMonth(client, monthsFrom(now, ahead));
    const oldest = nameOf(monthsFrom(now, -keepMonths));
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'access_entry'::regclass and c.relname ~ '^access_entry_[0-9]{6}$'`,
    );
    for (const { name } of rows) if (name < oldest) await client.query(`drop table ${name}`);
  } finally {
    await client.end();
  }
}

async function createMonth(client: pg.Client, first: Date) {
  const name = nameOf(first);
  const next = monthsFrom(first, 1);
  await client
    .query(
      `create table if not exists ${name} partition of access_entry
       for values from ('${first.toISOString()}') to ('${next.toISOString()}')`,
    )
    .catch((error: unknown) => {
      // Instances start together: whoever came second finds the partition made.
      if ((error as { code?: string }).code !== '42P07') throw error;
    });
}

function monthsFrom(now: Date, months: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
}

function nameOf(first: Date): string {
  return `access_entry_${first.getUTCFullYear()}${String(first.getUTCMonth() + 1).padStart(2, '0')}`;
}
