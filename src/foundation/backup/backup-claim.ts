import pg from 'pg';

/**
 * Runs `work` while nobody else makes a backup of this database, by command or by the calendar; null where somebody does.
 * Postgres ends the claim with the connection, so that a killed process leaves none.
 */
export async function alone<T>(ownerUrl: string, work: () => Promise<T>): Promise<T | null> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // A connection that is lost on the way loses the claim; the connection that reads the tables is lost then, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ ours: boolean }>(
      `select pg_try_advisory_lock(hashtext('carrel backup')) as ours`,
    );
    return rows[0]?.ours ? await work() : null;
  } finally {
    await client.end();
  }
}
