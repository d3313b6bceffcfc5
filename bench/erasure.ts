import pg from 'pg';
import type { Measured, Sent, Server } from './processes.js';
import type { BenchReader } from './readers.js';

/** What is measured of erasures, in milliseconds, seconds and ratios. */
export interface ErasureTimes {
  /** Until no route reads the reader, of each; the last two have all the rows. */
  unreadable: number[];
  /** Rows that each of the large ones deleted, and in how many seconds on a quiet server and a busy one; one bare DELETE of as many. */
  rows: number;
  seconds: number;
  underLoad: number;
  bareSeconds: number;
  /** p95 of other readers' requests, in milliseconds: while nothing else happens, and during the large erasure. */
  idle: number;
  during: number;
}

interface Where {
  server: Server;
  databaseUrl: string;
  load: (requests: Sent[], seconds: number, connections: number) => Promise<Measured>;
}

const CONNECTIONS = 4;
const SECONDS = 5;

/**
 * Erases readers, the last two of whom have `rows` messages each: one on a quiet server, one while others go on reading and
 * writing. Beside it as many rows of a table of the same shape go by one statement.
 */
export async function erased(
  { server, databaseUrl, load }: Where,
  leaving: BenchReader[],
  others: Sent[],
  rows: number,
): Promise<ErasureTimes> {
  const [quiet, busy] = leaving.slice(-2);
  if (!quiet || !busy) throw new Error('Two readers at least are to be erased.');
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    for (const reader of [quiet, busy]) await plant(server.url, database, reader, rows);
    const bareSeconds = await bareDelete(database, busy);
    const unreadable: number[] = [];
    for (const reader of leaving.slice(0, -2)) unreadable.push(await forget(server.url, reader));
    unreadable.push(await forget(server.url, quiet));
    const seconds = await deletion(database, quiet);
    await load(others, 2, CONNECTIONS);
    const idle = (await load(others, SECONDS, CONNECTIONS)).p95;
    unreadable.push(await forget(server.url, busy));
    const loaded = load(others, SECONDS, CONNECTIONS);
    const underLoad = await deletion(database, busy);
    const during = (await loaded).p95;
    return { unreadable, rows, seconds, bareSeconds, underLoad, idle, during };
  } finally {
    await database.end();
  }
}

/** Copies one message of a reader until there are so many, and all of them into a table of the same shape. */
async function plant(url: string, database: pg.Client, reader: BenchReader, rows: number) {
  await call(url, reader, 'POST', '/me/conversations', {
    subject: 'Much',
    body: 'First, of a usual length for a message.',
  });
  await database.query(
    `insert into message (library_id, id, conversation_id, reader_id, author, body)
     select library_id, uuidv7(), conversation_id, reader_id, author, body
     from message, generate_series(2, $2) where reader_id = $1`,
    [reader.id, rows],
  );
  await database.query('vacuum analyze message');
  await database.query('checkpoint');
}

/** Seconds for one DELETE of a reader's messages from a table of the same shape. */
async function bareDelete(database: pg.Client, reader: BenchReader): Promise<number> {
  await database.query('create table bench_message (like message including all)');
  await database.query('insert into bench_message select * from message where reader_id = $1', [reader.id]);
  await database.query('vacuum analyze bench_message');
  await database.query('checkpoint');
  const { rows } = await database.query<{ library_id: string; reader_id: string }>(
    'select library_id, reader_id from bench_message limit 1',
  );
  const started = performance.now();
  await database.query('delete from bench_message where library_id = $1 and reader_id = $2', [
    rows[0]?.library_id,
    rows[0]?.reader_id,
  ]);
  const seconds = (performance.now() - started) / 1_000;
  await database.query('drop table bench_message');
  await database.query('checkpoint');
  return seconds;
}

/** Milliseconds from asking for the erasure, a fresh sign-in as proof, until a route has refused the reader. */
async function forget(url: string, reader: BenchReader): Promise<number> {
  const started = performance.now();
  await call(url, reader, 'DELETE', '/me', {});
  const after = await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${reader.token}` } });
  if (after.status !== 401) throw new Error(`The erased reader's account answered ${after.status}.`);
  return performance.now() - started;
}

/** Seconds that the deletion of a reader's rows takes, from the step before it to the one after it. */
async function deletion(database: pg.Client, reader: BenchReader): Promise<number> {
  let started = performance.now();
  for (;;) {
    const { rows } = await database.query<{ state: string }>(
      'select state from erasure where subject_id = $1',
      [reader.id],
    );
    const state = rows[0]?.state ?? '';
    if (['requested', 'keys_destroyed'].includes(state)) started = performance.now();
    if (['live_complete', 'backup_horizon_passed'].includes(state))
      return (performance.now() - started) / 1_000;
    await new Promise((later) => setTimeout(later, 10));
  }
}

async function call(url: string, reader: BenchReader, method: string, path: string, body: object) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${reader.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
