import { SchedulerRegistry } from '@nestjs/schedule';
import { createPublicKey, hash, randomInt, randomUUID, verify } from 'node:crypto';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { FactCheck, type Disagreement } from '../src/foundation/ledger/fact-check.js';
import { Sequencer } from '../src/foundation/ledger/sequencer.js';
import { Sequencing } from '../src/foundation/ledger/sequencing.js';
import { Records } from '../src/foundation/records/records.js';
import { Tables } from '../src/foundation/records/tables.js';
import { ConsentEvent } from '../src/modules/consent/consent.entity.js';
import { DataSubjectRequest } from '../src/modules/data-subject-requests/request.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestLibrary, type TestReader } from './support/people.js';
import { aServerOn, besides, killed } from './support/server.js';

const WRITERS = 8;
const KILLS = 20;
const SERVERS_KILLED = process.env.CARREL_SCALE === 'full' ? 20 : 2;

interface Entry {
  id: string;
  leaf: Buffer;
  seq: number | null;
}

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let writers: TestReader[];
/** Every checkpoint that was seen, by its size. */
let seen: Map<number, string>;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  writers = await Promise.all(Array.from({ length: WRITERS }, () => aReader(carrel, { library })));
  seen = new Map();
  await settled();
  // From here on entries are numbered by those who are killed, or by the test's own hand.
  await carrel.app.get(SchedulerRegistry, { strict: false }).getCronJob('ledger').stop();
  await carrel.app.get(Sequencing).stop();
}, 120_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const entries = async (): Promise<Entry[]> =>
  (
    await superuser.query<Entry>(
      `select id, leaf, seq::float8 as seq from ledger_entry where library_id = $1 order by seq`,
      [library.id],
    )
  ).rows;

const settled = () =>
  eventually('all entries numbered', async () => (await entries()).every(({ seq }) => seq !== null));

const sequencer = () => carrel.app.get(Sequencer);

/** Notes the newest checkpoint, as anybody may who reads the log. */
async function look() {
  const { status, text } = await new Caller(carrel.url).get(`/ledger/${library.slug}/checkpoint`);
  if (status !== 200) return;
  const size = Number(text.split('\n')[1]);
  // One size has one checkpoint, for ever.
  expect(seen.get(size) ?? text).toBe(text);
  seen.set(size, text);
}

async function looksUntil(isDone: () => boolean) {
  while (!isDone()) await look();
}

/** Opts a reader in and out until told to stop; tells how many of the decisions were answered. */
async function decides(reader: Caller, version: string, isDone: () => boolean): Promise<number> {
  let answered = 0;
  while (!isDone()) {
    const isGiving = answered % 2 === 0;
    const answer = await (
      isGiving ? reader.put('/me/consents/newsletter', { version }) : reader.delete('/me/consents/newsletter')
    ).catch(() => null);
    if (answer === null) return answered; // the server was killed
    expect(answer.status).toBe(200);
    answered += 1;
  }
  return answered;
}

async function newsletterVersion(): Promise<string> {
  const { body } = await new Caller(carrel.url).get(`/libraries/${library.slug}/purposes`).expect(200);
  const purposes = body.items as { key: string; version: string }[];
  return purposes.find(({ key }) => key === 'newsletter')?.version ?? '';
}

/** Numbers of the entries of a reader's decisions about the newsletter, in the order in which they were made. */
async function numbersOf(reader: TestReader): Promise<number[]> {
  const numbers = new Map((await entries()).map(({ id, seq }) => [id, seq]));
  return carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const table = carrel.app.get(Tables).of(ConsentEvent);
    const found: number[] = [];
    for (let after: string | undefined, next: string | null = ''; next !== null; after = next ?? undefined) {
      const page = await db.logged(table, after);
      for (const { subjectId, purpose, opening } of page.items)
        if (subjectId === reader.id && purpose === 'newsletter' && Buffer.isBuffer(opening))
          found.push(numbers.get(uuidOf(opening.subarray(0, 16))) ?? -1);
      next = page.next;
    }
    return found;
  });
}

const uuidOf = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const sha256 = (...parts: Buffer[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** The root of a tree as RFC 6962 (2.1) defines it, without any tile. */
function rootOf(leaves: Buffer[]): Buffer {
  const [first] = leaves;
  if (leaves.length === 1 && first) return first;
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** Compares a log with all that was ever published of it. */
async function expectWhole(answered: number[]) {
  const found = await entries();
  expect(found.map(({ seq }) => seq)).toEqual(found.map((_, i) => i));
  const hashes = found.map(({ leaf }) => sha256(Buffer.of(0), leaf));
  const { text: key } = await new Caller(carrel.url).get(`/ledger/${library.slug}/key`).expect(200);
  for (const [size, note] of seen) {
    expect(isSigned(note, key.trim())).toBe(true);
    expect({ size, root: note.split('\n')[2] }).toEqual({
      size,
      root: rootOf(hashes.slice(0, size)).toString('base64'),
    });
  }
  const wrong: Disagreement[] = [];
  for await (const one of carrel.app.get(FactCheck).run(aJob('test', library.id))) wrong.push(one);
  expect(wrong).toEqual([]);
  for (const [i, writer] of writers.entries()) {
    const numbers = await numbersOf(writer);
    expect(numbers.length).toBeGreaterThanOrEqual(answered[i] ?? 0);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  }
}

/** Whether a C2SP signed note bears the signature of a verifier key. */
function isSigned(note: string, key: string): boolean {
  const raw = Buffer.from(key.split('+').slice(2).join('+'), 'base64').subarray(1);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') };
  const end = note.indexOf('\n\n') + 1;
  const signature = Buffer.from(note.slice(end).trim().split(' ')[2] ?? '', 'base64').subarray(4);
  return verify(
    null,
    Buffer.from(note.slice(0, end)),
    createPublicKey({ key: jwk, format: 'jwk' }),
    signature,
  );
}

it('loses, doubles and reorders nothing that eight write while those who number it are killed twenty times', async () => {
  const version = await newsletterVersion();
  let isDone = false;
  const writing = writers.map((reader) => decides(reader, version, () => isDone));
  const looking = looksUntil(() => isDone);
  // Two at once, so that one goes on while the other dies.
  let [older, younger] = [besides(carrel, 'number-for-ever.ts'), besides(carrel, 'number-for-ever.ts')];
  await Promise.all([older.says('numbering'), younger.says('numbering')]);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const next = besides(carrel, 'number-for-ever.ts');
    await next.says('numbering');
    await new Promise((later) => setTimeout(later, randomInt(0, 100)));
    older.signal('SIGKILL');
    await older.ended;
    [older, younger] = [younger, next];
  }
  for (const child of [older, younger]) await killed(child, superuser);
  isDone = true;
  const answered = await Promise.all(writing);
  await looking;
  // What a killed one had begun is waiting, whole.
  await eventually('the last numbers', async () => (await sequencer().runAll(library.id, new Date())) === 0);
  await look();

  expect(Math.min(...answered)).toBeGreaterThan(0);
  expect(seen.size).toBeGreaterThan(KILLS);
  await expectWhole(answered);
}, 240_000);

it('loses nothing either when the server that eight write to is killed with its sequencer', async () => {
  const version = await newsletterVersion();
  const before = await Promise.all(writers.map(async (writer) => (await numbersOf(writer)).length));
  const answered = before;
  for (let kill = 0; kill < SERVERS_KILLED; kill += 1) {
    const server = await aServerOn(carrel, { PUBLIC_URL: 'http://carrel.test' });
    let isDone = false;
    const writing = writers.map((writer) =>
      decides(new Caller(server.url, writer.headers), version, () => isDone),
    );
    const size = seen.size;
    await eventually('a checkpoint', async () => {
      await look();
      return seen.size > size;
    });
    await killed(server, superuser);
    isDone = true;
    for (const [i, count] of (await Promise.all(writing)).entries()) answered[i] = (answered[i] ?? 0) + count;
    await look();
  }
  await eventually('the last numbers', async () => (await sequencer().runAll(library.id, new Date())) === 0);
  await look();

  await expectWhole(answered);
}, 240_000);

it('numbers once what any number of instances number at once', async () => {
  const before = (await entries()).length;
  await superuser.query(
    `insert into ledger_entry (library_id, id, leaf)
     select $1, gen_random_uuid(), decode(rpad('01', 98, 'ab'), 'hex') from generate_series(1, 2500)`,
    [library.id],
  );

  const counts = await Promise.all(
    Array.from({ length: 6 }, () => sequencer().runAll(library.id, new Date())),
  );
  await sequencer().runAll(library.id, new Date());

  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2_500);
  const found = await entries();
  expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: before + 2_500 }, (_, i) => i));
});

it('still numbers an entry that is committed after later ones were numbered', async () => {
  const [early, late] = [randomUUID(), randomUUID()];
  const insert = `insert into ledger_entry (library_id, id, leaf) values ($1, $2, decode(rpad('01', 98, 'cd'), 'hex'))`;
  const slow = new pg.Client({ connectionString: carrel.superuserUrl });
  await slow.connect();
  await slow.query('begin');
  await slow.query(insert, [library.id, early]);
  await superuser.query(insert, [library.id, late]);
  expect(await sequencer().runAll(library.id, new Date())).toBe(1);
  await slow.query('commit');
  await slow.end();

  expect(await sequencer().runAll(library.id, new Date())).toBe(1);

  const found = (await entries()).map(({ id }) => id);
  expect(found.slice(-2)).toEqual([late, early]);
});

it('knows nothing of a fact whose transaction was rolled back', async () => {
  const before = (await entries()).length;
  const [reader] = writers;
  const now = new Date();
  const rolledBack = carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const asked = { subjectId: reader?.id ?? '', kind: 'access', state: 'received' } as const;
    await db.insert(DataSubjectRequest, { ...asked, receivedAt: now, promisedBy: now, legalLimit: now });
    expect(db.facts.left).toBe(1);
    throw new Error('changed my mind');
  });
  await expect(rolledBack).rejects.toThrow('changed my mind');

  await sequencer().runAll(library.id, new Date());
  expect(await entries()).toHaveLength(before);
});
