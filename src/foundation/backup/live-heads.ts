import type { Client } from 'pg';
import type { Manifest } from './manifest.js';
import { enter } from './table-rows.js';

/** How far erasure ledger and logs were, as far as a database knows. The caller's transaction, or one of its own. */
export async function headsOf(
  client: Client,
  libraries: string[],
): Promise<Pick<Manifest, 'erasureLedger' | 'logs'>> {
  const heads: Pick<Manifest, 'erasureLedger' | 'logs'> = { erasureLedger: [], logs: [] };
  for (const libraryId of libraries) {
    await enter(client, libraryId);
    const ledger = await client.query<{ seq: number; hash: string }>(
      `select seq::float8 as seq, encode(hash, 'hex') as hash from erasure_ledger_head where library_id = $1 and seq > 0`,
      [libraryId],
    );
    heads.erasureLedger.push(...ledger.rows.map((row) => ({ libraryId, ...row })));
    const logs = await client.query<{ generation: number; size: number }>(
      'select generation, size::float8 as size from ledger_log where library_id = $1 and ended_at is null',
      [libraryId],
    );
    heads.logs.push(...logs.rows.map((row) => ({ libraryId, ...row })));
  }
  return heads;
}

/** The heads that the database at hand knows, in a transaction of its own. */
export async function liveHeads(client: Client): Promise<Pick<Manifest, 'erasureLedger' | 'logs'>> {
  await client.query('begin');
  try {
    const { rows } = await client.query<{ id: string }>('select id from library_directory');
    return await headsOf(
      client,
      rows.map(({ id }) => id),
    );
  } finally {
    await client.query('rollback');
  }
}
