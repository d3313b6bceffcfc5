import pg from 'pg';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Runs `work` while nobody else makes a backup of this database, by command or by the calendar; null where somebody does,
 * or a migration runs. The lock of the table ends with the connection, so that a killed process leaves none.
 */
export async function alone<T>(ownerUrl: string, work: () => Promise<T>): Promise<T | null> {
  const client = new pg.Client({ connectionString: ownerUrl });
  // A connection that is lost on the way loses the claim; the connection that reads the tables is lost then, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    return (await isOurs(client)) ? await work() : null;
  } finally {
    await client.end();
  }
}

/** Takes a lock that a second one would wait for; what reads the tables meanwhile takes a weaker one beside it. */
async function isOurs(client: pg.Client): Promise<boolean> {
  try {
    await client.query('lock table migration_lock in share update exclusive mode nowait');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
