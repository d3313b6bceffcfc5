import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { bareServer, carrel, load, type Measured, type Sent, type Server } from './processes.js';
import { exported } from './export.js';
import { erasures } from './erasure.js';
import { lettersSent } from './letters.js';
import { ledgerVerified } from './ledger.js';
import { scoped } from './scope.js';
import { newsletterVersion, someReaders, type BenchReader } from './readers.js';

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const READERS = 32;
const LEAVING = 210;
const LETTERS = Number(process.env.BENCH_LETTERS ?? 10_000);
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 10_000_000);
/** The part that is named on the command line; all without. */
const ONLY = process.argv[2];

interface Row {
  work: string;
  target: number;
  ours: { server: Server; requests: Sent[] };
  bare: { server: Server; requests: Sent[] };
}

interface Demo {
  libraries: { slug: string; apiKey: string }[];
  securityOfficers: { email: string; password: string }[];
}

const dataDir = mkdtempSync(join(tmpdir(), 'carrel-bench-'));
const ours = await carrel(dataDir);
const bare = await bareServer(await bareDatabase());
try {
  const demo = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as Demo;
  const [library] = demo.libraries;
  if (!library) throw new Error('The demo has no library.');
  const readers = await someReaders(ours.url, library.slug, dataDir, READERS);
  const version = await newsletterVersion(ours.url, library.slug);
  console.log(
    `${cpus().length} cores, Node ${process.version}, ${ROUNDS} rounds of ${SECONDS} s, 64 connections, medians\n`,
  );
  console.log(line('work', 'Carrel/s', 'bare/s', 'ratio', 'target', 'p99 ms'));
  if (isWanted('load'))
    for (const row of rows(readers, library.apiKey, version)) console.log(await compared(row));
  const [, someone] = [...readers].reverse();
  if (someone && isWanted('export')) console.log(`\n${await exports(someone)}`);
  if (isWanted('erasure'))
    console.log(`\n${await erasuresBeside(readers.slice(-12), library.slug, version)}`);
  if (isWanted('ledger')) console.log(`\n${await ledgerVerification()}`);
  if (isWanted('scope')) console.log(`\n${await scopes(demo)}`);
  if (isWanted('letters')) console.log(`\n${await letters()}`);
} finally {
  await bare.stop();
  await ours.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Whether a part is to run: each, or the one named on the command line. */
function isWanted(part: 'load' | 'export' | 'erasure' | 'ledger' | 'scope' | 'letters'): boolean {
  return !ONLY || ONLY === part;
}

function rows(readers: BenchReader[], apiKey: string, version: string): Row[] {
  const json = { 'content-type': 'application/json' };
  const give = readers.map(({ token }): Sent => ({
    method: 'PUT',
    path: '/api/v1/me/consents/newsletter',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ version }),
  }));
  const ask = readers.map(({ id }): Sent => ({
    method: 'GET',
    path: `/api/v1/library/permissions?reader=${id}&purpose=newsletter`,
    headers: { 'x-api-key': apiKey },
  }));
  const insert: Sent = { method: 'POST', path: '/', headers: json, body: '{"purpose":"newsletter"}' };
  const select = readers.map(({ id }): Sent => ({ method: 'GET', path: `/?subject=${id}` }));
  return [
    {
      work: 'opt-in write',
      target: 1,
      ours: { server: ours, requests: give },
      bare: { server: bare, requests: [insert] },
    },
    {
      work: 'permission question',
      target: 1,
      ours: { server: ours, requests: ask },
      bare: { server: bare, requests: select },
    },
  ];
}

/** Alternates the contestants, so that a busy moment of the machine meets both. */
async function compared({ work, target, ours: mine, bare: theirs }: Row): Promise<string> {
  const measured: { mine: Measured[]; theirs: Measured[] } = { mine: [], theirs: [] };
  for (const { server, requests } of [mine, theirs]) await load(server.url, requests, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    measured.theirs.push(await load(theirs.server.url, theirs.requests, SECONDS));
    measured.mine.push(await load(mine.server.url, mine.requests, SECONDS));
  }
  const failed = Object.assign({}, ...measured.mine.map((one) => one.failed)) as Record<string, number>;
  if (Object.keys(failed).length) throw new Error(`${work}: answers that failed: ${JSON.stringify(failed)}`);
  const rate = median(measured.mine.map((one) => one.rate));
  const bareRate = median(measured.theirs.map((one) => one.rate));
  const p99 = median(measured.mine.map((one) => one.p99));
  return line(
    work,
    rate.toFixed(0),
    bareRate.toFixed(0),
    (rate / bareRate).toFixed(2),
    `≥ ${target.toFixed(1)}`,
    p99.toFixed(1),
  );
}

/** A download from the request to its last byte, beside a bare ZIP of the same files. */
async function exports(reader: BenchReader): Promise<string> {
  const times = await exported(ours.url, reader, join(dataDir, 'bare-export'), ROUNDS);
  const [mine, theirs] = [median(times.ours), median(times.bare)];
  return `download of 256 MB: ${mine.toFixed(2)} s, bare ${theirs.toFixed(2)} s, ratio ${(theirs / mine).toFixed(2)} (target ≥ 0.5)`;
}

/** A log of a million closed entries, beside two million bare hashes of the same lengths. */
async function ledgerVerification(): Promise<string> {
  const seconds = await ledgerVerified(join(dataDir, 'bench.log.jsonl'), ROUNDS);
  const [mine, theirs] = [median(seconds.ours), median(seconds.bare)];
  return `ledger verification of 1,000,000 entries: ${mine.toFixed(2)} s, bare ${theirs.toFixed(2)} s, ratio ${(theirs / mine).toFixed(2)} (target ≥ 0.5)`;
}

/** Whom a breach hit, beside two statements written by hand; a tenth as many readers as entries. */
async function scopes({ libraries, securityOfficers }: Demo): Promise<string> {
  const [library, officer] = [libraries[0]?.slug, securityOfficers[0]];
  if (!library || !officer) throw new Error('The demo has no library or no officer.');
  const databaseUrl = clusterAt(process.env.BENCH_DATABASE ?? 'carrel');
  const times = await scoped({ url: ours.url, databaseUrl, library, officer }, ENTRIES, ENTRIES / 10, ROUNDS);
  const [mine, theirs] = [median(times.ours), median(times.bare)];
  const { confirmed, probable, possible } = times.found;
  return `breach scope over ${times.entries} entries and ${times.readers} readers (${confirmed} ≤ ${probable} ≤ ${possible}): ${mine.toFixed(2)} s, by hand ${theirs.toFixed(2)} s, ${(mine / theirs).toFixed(2)} times (target ≤ 2.0)`;
}

/** Letters about a breach, beside bare nodemailer to the same mail server. */
async function letters(): Promise<string> {
  const seconds = await lettersSent(LETTERS, ROUNDS);
  const [mine, theirs] = [median(seconds.ours), median(seconds.bare)];
  return `${LETTERS} letters about a breach: ${mine.toFixed(2)} s, bare ${theirs.toFixed(2)} s, ratio ${(theirs / mine).toFixed(2)} (target ≥ 0.8)`;
}

/** What others feel of erasures is measured with the requests of readers who stay. */
async function erasuresBeside(staying: BenchReader[], slug: string, version: string): Promise<string> {
  const requests = staying.flatMap(({ token }): Sent[] => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return [
      { method: 'GET', path: '/api/v1/me', headers },
      { method: 'GET', path: '/api/v1/me/loans', headers },
      { method: 'PUT', path: '/api/v1/me/consents/newsletter', headers, body: JSON.stringify({ version }) },
      { method: 'GET', path: '/api/v1/me/conversations', headers },
    ];
  });
  const databaseUrl = clusterAt(process.env.BENCH_DATABASE ?? 'carrel');
  const others = (seconds: number, until?: Promise<unknown>) => load(ours.url, requests, seconds, 4, until);
  const readers = (count: number, name: string) => someReaders(ours.url, slug, dataDir, count, name);
  return erasures(
    { server: ours, databaseUrl, readers, others },
    { leaving: LEAVING, rounds: ROUNDS, rows: ROWS },
  );
}

/** A database of its own for the bare server, on the cluster that Carrel runs on. */
async function bareDatabase(): Promise<string> {
  const client = new pg.Client({ connectionString: clusterAt('postgres') });
  await client.connect();
  await client.query('create database bare');
  await client.end();
  return clusterAt('bare');
}

/** A database of the cluster that Carrel brought up, as its superuser. */
function clusterAt(database: string): string {
  const { superuser } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    superuser: string;
  };
  const port = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://postgres:${superuser}@127.0.0.1:${port}/${database}`;
}

function median(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function line(work: string, ...cells: string[]): string {
  return work.padEnd(22) + cells.map((cell) => cell.padStart(10)).join('');
}
