import pg from 'pg';
import type { Measured, Server } from './processes.js';
import type { BenchReader } from './readers.js';

/** What is measured of one pair of large erasures, in seconds and, of others, milliseconds. */
interface Round {
  /** For all rows on a quiet server: until they are deleted, and until it is known that nothing is left. */
  deleted: number;
  complete: number;
  /** Until nothing was left of the second, while others read and wrote. */
  underLoad: number;
  /** One bare DELETE of as many rows. */
  bare: number;
  /** p95 of other readers' requests: while nothing else happens, before and after, and while the rows of the second go. */
  idle: number;
  during: number;
  /** Until no route reads them, in milliseconds. */
  unreadable: number[];
}

/** On what erasures are measured. */
export interface Where {
  server: Server;
  databaseUrl: string;
  /** Readers who have just signed in, which is the proof that an erasure without a password wants. */
  readers: (count: number, name: string) => Promise<BenchReader[]>;
  /** Loads the server as other readers do. */
  others: (seconds: number, until?: Promise<unknown>) => Promise<Measured>;
}

const SECONDS = 5;
/** Erasures of a server just started, told apart from the others as the load's first seconds are left out. */
const WARM_UP = 10;
const LONGEST_SECONDS = 120;

/**
 * Erases readers, and then pairs of readers who have `rows` messages each: one on a quiet server, one while others go on
 * reading and writing. Beside it as many rows of a table with the same rows and the same indexes go by one statement.
 */
export async function erasures(where: Where, size: { leaving: number; rounds: number; rows: number }) {
  const database = new pg.Client({ connectionString: where.databaseUrl });
  await database.connect();
  try {
    const unreadable: number[] = [];
    for (const reader of await where.readers(size.leaving, 'leaving'))
      unreadable.push(await forget(where.server.url, reader));
    const cold = unreadable.slice(0, WARM_UP);
    const warm = unreadable.slice(WARM_UP);
    const at = (share: number, of = warm) =>
      (of.toSorted((a, b) => a - b)[Math.ceil(of.length * share) - 1] ?? 0).toFixed(0);
    const rounds: Round[] = [];
    for (let round = 0; round < size.rounds; round += 1) {
      const [quiet, busy] = await where.readers(2, `large-${round}`);
      if (!quiet || !busy) throw new Error('Two readers are to be erased.');
      for (const reader of [quiet, busy]) await plant(where.server.url, database, reader, size.rows);
      rounds.push(await erased(where, database, quiet, busy));
    }
    const large = rounds.flatMap((round) => round.unreadable);
    const all = (number: (round: Round) => number, digits = 2) =>
      rounds.map((round) => number(round).toFixed(digits)).join(', ');
    return [
      `erasure until no route reads the reader, ${warm.length} of them after ${cold.length} of a server just started: median ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}, worst ${at(1)}; with ${size.rows} rows ${at(0.5, large)} (target p99 50 ms)`,
      `of a server just started: the first ${(cold[0] ?? 0).toFixed(0)} ms, median of ${cold.length} ${at(0.5, cold)}; p99 with them ${at(0.99, unreadable)}`,
      `erasure of ${size.rows} rows, ${rounds.length} times: deleted in ${all(({ deleted }) => deleted)} s, one bare DELETE ${all(({ bare }) => bare)} s, ratios ${all(({ bare, deleted }) => bare / deleted)} (target of the median ≥ 0.8); with the look for what is left ${all(({ bare, complete }) => bare / complete)}; while others work ${all(({ underLoad }) => underLoad, 0)} s`,
      `other readers’ p95 meanwhile: ${all(({ during }) => during, 1)} ms, idle ${all(({ idle }) => idle, 1)} ms, ratios ${all(({ during, idle }) => during / idle)} (target of the median ≤ 1.5)`,
    ].join('\n');
  } finally {
    await database.end();
  }
}

async function erased(
  { server, others }: Where,
  database: pg.Client,
  quiet: BenchReader,
  busy: BenchReader,
): Promise<Round> {
  const bare = [await bareDelete(database, quiet)];
  const unreadable = [await forget(server.url, quiet)];
  const { deleted, complete } = await deletion(database, quiet);
  bare.push(await bareDelete(database, busy));
  await others(SECONDS);
  const before = await others(SECONDS);
  unreadable.push(await forget(server.url, busy));
  const going = deletion(database, busy);
  const { p95: during } = await others(LONGEST_SECONDS, going);
  const { complete: underLoad } = await going;
  const after = await others(SECONDS);
  const idle = mean([before.p95, after.p95]);
  return { deleted, complete, underLoad, bare: mean(bare), idle, during, unreadable };
}

function mean(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** Copies one message of a reader until there are so many, in a table without holes of those erased before, as the bare one is. */
async function plant(url: string, database: pg.Client, reader: BenchReader, rows: number) {
  await call(url, reader, 'POST', '/me/conversations', {
    subject: 'Much',
    body: 'First, of a usual length for a message.',
  });
  await database.query('vacuum message');
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
