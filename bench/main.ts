import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { bareServer, carrel, load, type Measured, type Sent, type Server } from './processes.js';
import { exported } from './export.js';
import { ledgerVerified } from './ledger.js';
import { newsletterVersion, someReaders, type BenchReader } from './readers.js';

const ROUNDS = 3;
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
const READERS = 32;

interface Row {
  work: string;
  target: number;
  ours: { server: Server; requests: Sent[] };
  bare: { server: Server; requests: Sent[] };
}

interface Demo {
  libraries: { slug: string; apiKey: string }[];
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
  for (const row of rows(readers, library.apiKey, version)) console.log(await compared(row));
  const [, someone] = [...readers].reverse();
  if (someone) console.log(`\n${await exports(someone)}`);
  console.log(`\nerasure until no route reads the reader: ${await erasures(readers.slice(0, 20))}`);
  console.log(`\n${await ledgerVerification()}`);
} finally {
  await bare.stop();
  await ours.stop();
  rmSync(dataDir, { recursive: true, force: true });
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
  const { ours: mine, bare: theirs } = await exported(ours.url, reader, join(dataDir, 'bare-export'));
  return `download of 256 MB: ${mine.toFixed(2)} s, bare ${theirs.toFixed(2)} s, ratio ${(theirs / mine).toFixed(2)} (target ≥ 0.5)`;
}

/** A log of a million closed entries, beside two million bare hashes of the same lengths. */
async function ledgerVerification(): Promise<string> {
  const seconds = await ledgerVerified(join(dataDir, 'bench.log.jsonl'), ROUNDS);
  const [mine, theirs] = [median(seconds.ours), median(seconds.bare)];
  return `ledger verification of 1,000,000 entries: ${mine.toFixed(2)} s, bare ${theirs.toFixed(2)} s, ratio ${(theirs / mine).toFixed(2)} (target ≥ 0.5)`;
}

/** Milliseconds from asking for the erasure until it is answered, from when on every route refuses. */
async function erasures(readers: BenchReader[]): Promise<string> {
  const times: number[] = [];
  for (const { password, token } of readers) {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const started = performance.now();
    const answer = await fetch(`${ours.url}/api/v1/me`, {
      method: 'DELETE',
      headers,
      body: JSON.stringify({ password }),
    });
    times.push(performance.now() - started);
    const after = await fetch(`${ours.url}/api/v1/me`, { headers });
    if (answer.status !== 202 || after.status !== 401)
      throw new Error(
        `An erasure answered ${answer.status}, and the reader's account ${after.status} after it.`,
      );
  }
  times.sort((a, b) => a - b);
  return `median ${median(times).toFixed(0)} ms, worst of ${times.length} ${(times.at(-1) ?? 0).toFixed(0)} ms, the password's check included (target p99 50 ms without)`;
}

/** A database of its own for the bare server, on the cluster that Carrel runs on. */
async function bareDatabase(): Promise<string> {
  const { superuser } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    superuser: string;
  };
  const port = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const at = (database: string) => `postgres://postgres:${superuser}@127.0.0.1:${port}/${database}`;
  const client = new pg.Client({ connectionString: at('postgres') });
  await client.connect();
  await client.query('create database bare');
  await client.end();
  return at('bare');
}

function median(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function line(work: string, ...cells: string[]): string {
  return work.padEnd(22) + cells.map((cell) => cell.padStart(10)).join('');
}
