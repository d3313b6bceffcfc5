import pg from 'pg';
import type { Measured, Server } from './processes.js';
import type { BenchReader } from './readers.js';

/** What is measured of erasures, in milliseconds and seconds. */
interface ErasureTimes {
  /** Until no route reads the reader, of each; the last two have all the rows. */
  unreadable: number[];
  /** For all rows of the large one on a quiet server: until they are deleted, and until it is known that nothing is left. */
  deleted: number;
  complete: number;
  /** Until nothing was left of the other large one, while others read and wrote. */
  underLoad: number;
  /** One bare DELETE of as many rows. */
  bare: number;
  /** p95 of other readers' requests: while nothing else happens, before and after, and while the rows of the large one go. */
  idle: number[];
  during: number;
}

/** On what erasures are measured. */
export interface Where {
  server: Server;
  databaseUrl: string;
  /** Loads the server as other readers do. */
  others: (seconds: number, until?: Promise<unknown>) => Promise<Measured>;
}

const SECONDS = 5;
/** Erasures of a server just started, told apart from the others as the load's first seconds are left out. */
const WARM_UP = 10;
const LONGEST_SECONDS = 120;

/**
 * Erases readers, the last two of whom have `rows` messages each: one on a quiet server, one while others go on reading and
 * writing. Beside it as many rows of a table with the same rows and the same indexes go by one statement.
 */
export async function erasures(where: Where, leaving: BenchReader[], rows: number): Promise<string> {
  const { unreadable, ...times } = await erased(where, leaving, rows);
  const cold = unreadable.slice(0, WARM_UP);
  const warm = unreadable.slice(WARM_UP);
  const at = (share: number, of = warm) =>
    (of.toSorted((a, b) => a - b)[Math.ceil(of.length * share) - 1] ?? 0).toFixed(0);
  const ratio = (seconds: number) => (times.bare / seconds).toFixed(2);
  return [
    `erasure until no route reads the reader, ${warm.length} of them after ${cold.length} of a server just started: median ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}; with ${rows} rows ${(unreadable.at(-2) ?? 0).toFixed(0)} (target p99 50 ms)`,
    `of a server just started: the first ${(cold[0] ?? 0).toFixed(0)} ms, median of ${cold.length} ${at(0.5, cold)}; p99 with them ${at(0.99, unreadable)}`,
    `erasure of ${rows} rows: deleted in ${times.deleted.toFixed(2)} s, one bare DELETE ${times.bare.toFixed(2)} s, ratio ${ratio(times.deleted)} (target ≥ 0.8); with the look for what is left ${times.complete.toFixed(2)} s, ratio ${ratio(times.complete)}; while others work ${times.underLoad.toFixed(2)} s`,
    `other readers’ p95 meanwhile: ${times.during.toFixed(1)} ms, idle ${times.idle.map((p95) => p95.toFixed(1)).join(' before and ')} after, ratio ${(times.during / mean(times.idle)).toFixed(2)} (target ≤ 1.5)`,
  ].join('\n');
}

async function erased(
  { server, databaseUrl, others }: Where,
  leaving: BenchReader[],
  rows: number,
): Promise<ErasureTimes> {
  const [quiet, busy] = leaving.slice(-2);
  if (!quiet || !busy) throw new Error('Two readers at least are to be erased.');
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    const unreadable: number[] = [];
    for (const reader of leaving.slice(0, -2)) unreadable.push(await forget(server.url, reader));
    for (const reader of [quiet, busy]) await plant(server.url, database, reader, rows);
    const bare = [await bareDelete(database, quiet)];
    unreadable.push(await forget(server.url, quiet));
    const { deleted, complete } = await deletion(database, quiet);
    bare.push(await bareDelete(database, busy));
    await others(SECONDS);
    const before = await others(SECONDS);
    unreadable.push(await forget(server.url, busy));
    const going = deletion(database, busy);
    const { p95: during } = await others(LONGEST_SECONDS, going);
    const { complete: underLoad } = await going;
    const after = await others(SECONDS);
    return {
      unreadable,
      deleted,
      complete,
      underLoad,
      bare: mean(bare),
      idle: [before.p95, after.p95],
      during,
    };
  } finally {
    await database.end();
  }
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
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

/** Seconds for one DELETE of a reader's messages from a table with the same rows, indexes and checks. */
async function bareDelete(database: pg.Client, reader: BenchReader): Promise<number> {
  await database.query('create table bench_message (like message including all)');
  await database.query('insert into bench_message select * from message');
  await database.query('vacuum analyze bench_message');
  await database.query('checkpoint');
  const { rows } = await database.query<{ library_id: string }>(
    'select library_id from bench_message where reader_id = $1 limit 1',
    [reader.id],
  );
  const started = performance.now();
  await database.query('delete from bench_message where library_id = $1 and reader_id = $2', [
    rows[0]?.library_id,
    reader.id,
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

const DONE = ['live_complete', 'backup_horizon_passed'];

/** Seconds from the step before the deletion of a reader's rows until they are deleted, and until nothing is known to be left. */
async function deletion(
  database: pg.Client,
  reader: BenchReader,
): Promise<{ deleted: number; complete: number }> {
  let started = performance.now();
  let deleted: number | undefined;
  for (;;) {
    const { rows } = await database.query<{ state: string }>(
      'select state from erasure where subject_id = $1',
      [reader.id],
    );
    const state = rows[0]?.state ?? '';
    const seconds = (performance.now() - started) / 1_000;
    if (['requested', 'keys_destroyed'].includes(state)) started = performance.now();
    if (state === 'rows_deleted') deleted ??= seconds;
    if (DONE.includes(state)) return { deleted: deleted ?? seconds, complete: seconds };
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
