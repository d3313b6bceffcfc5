import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Queue } from '../src/foundation/database/queue.js';
import { plusMonths, plainDateIn } from '../src/foundation/law/plain-date.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { Records } from '../src/foundation/records/records.js';
import { RecipientNotices } from '../src/modules/data-subject-requests/recipient-notices.service.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { endStateOf } from './support/erased.js';
import { killedIn, type Came, type Task } from './support/killed-steps.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { unzipped } from './support/zip.js';

const HOUR_MS = 3_600_000;
const STEPS = ['requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete'];
const SIZES = { writers: 28, bringing: 28, forgetful: 34 };

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let olga: Caller;
let hook: Server;
/** The ids of the messages that the recipient was sent, in the order in which they came. */
let heard: string[];
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
  heard = [];
  hook = createServer((request, response) => {
    heard.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((ready) => hook.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  hook.closeAllConnections();
  hook.close();
  await superuser.end();
  await carrel.stop();
});

/** From here on what is due is done in the processes that are killed. */
async function leaveTheJobsToOthers() {
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['erasures', 'access', 'imports', 'recipient-notices', 'letters']);
}

async function inTurns<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count)
    made.push(...(await Promise.all(Array.from({ length: Math.min(4, count - made.length) }, make))));
  return made;
}

/** A reader with a thread of two messages, of whom a printer was told. */
async function aWriter(printer: string): Promise<TestReader> {
  const reader = await aReader(carrel, { library, consents: ['newsletter'] });
  const { body } = await reader.post('/me/conversations', { subject: 'Hours', body: 'When?' }).expect(201);
  const thread = `/me/conversations/${String(body.id)}`;
  await reader.post(`${thread}/messages`, { body: 'And on Sundays?' }).expect(201);
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.7 a planted file'], { type: 'application/pdf' }), 'plan.pdf');
  await reader.post(`${thread}/attachments`, form).expect(201);
  const disclosure = { reader: reader.id, recipient: printer, categories: ['contact'] };
  await library.api.post('/library/disclosures', disclosure).expect(201);
  return reader;
}

/**
 * Kills twice, with each task at a step of its own, and lets what is left run to its end; the last task of each kind is
 * never disturbed. A download begins anew each time, so that the second kill is at the steps that the first did not reach.
 */
async function killedAtEveryStep(tasks: Omit<Task, 'steps' | 'now'>[], from = Date.now()) {
  const settings = { WEBHOOKS_AT_HOME: 'true', DATABASE_POOL: '40', LOG_LEVEL: 'silent' };
  const at = (round: number) => new Date(from + round * HOUR_MS);
  const ofKind = (kind: Task['kind']) => tasks.filter((task) => task.kind === kind);
  const stopping = (second: boolean, now: Date) =>
    tasks.map((task) => {
      const own = ofKind(task.kind);
      const place = own.indexOf(task) + 1;
      const again = task.kind === 'download' ? own.length - 1 + place : 1 + (place % 5);
      return place < own.length ? { ...task, now, steps: second ? again : place } : { ...task, now };
    });
  const first = await killedIn(carrel, stopping(false, at(1)), settings);
  const second = await killedIn(carrel, stopping(true, at(2)), settings);
  const whole = tasks.map((task) => ({ ...task, now: at(3) }));
  const last = await killedIn(carrel, whole, settings);
  expect([...first, ...second, ...last].filter(({ came }) => came === 'to a fault')).toEqual([]);
  for (const kind of new Set(tasks.map((task) => task.kind)))
    wereAllSteps(
      kind,
      [...first, ...(kind === 'download' ? second : [])].filter(({ number }) => tasks[number]?.kind === kind),
    );
}

/** One task ran undisturbed, and of the others one was killed at each of the steps that it took. */
function wereAllSteps(kind: string, came: Came[]) {
  const undisturbed = came.find(({ came: how }) => how === 'to its end')?.steps.length ?? 0;
  const killedAt = new Set(
    came.filter(({ came: how }) => how === 'to stand').map(({ steps }) => steps.length),
  );
  const missed = Array.from({ length: undisturbed - 1 }, (_, i) => i + 1).filter(
    (step) => !killedAt.has(step),
  );
  expect({ kind, undisturbed, missed }).toEqual({ kind, undisturbed: expect.any(Number), missed: [] });
  expect(undisturbed).toBeGreaterThan(1);
}

async function namesIn(reader: TestReader, request: string): Promise<string[]> {
  const { bytes } = await reader.get(`/me/requests/${request}/download`).expect(200);
  const files = await unzipped(bytes);
  expect(JSON.parse(String(files.get('data/message.json')))).toHaveLength(2);
  return [...files.keys()].map((name) => name.replace(/[0-9a-f-]{36}/, '…'));
}

/** What the calendar removes: halves of files that nobody has touched for an hour. */
const sweepFiles = () => carrel.app.get(SealedStore).sweep(new Date(Date.now() + 2 * HOUR_MS));
const filesOf = async (id: string) =>
  (await readdir(carrel.setting.config.filesDir, { recursive: true })).filter(
    (name) => name.includes(id) && !name.endsWith(id),
  );

async function idsIn(sql: string, given: unknown[]): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string }>(sql, given);
  return rows.map(({ id }) => id);
}

async function count(table: string, column: string, id: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${column} = $1`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

/** What a reader takes along from a library, as a file. */
async function aPortabilityFile(): Promise<Buffer> {
  const from = await aReader(carrel);
  const { body: thread } = await from
    .post('/me/conversations', { subject: 'Brought', body: 'Along' })
    .expect(201);
  await from.post(`/me/conversations/${String(thread.id)}/messages`, { body: 'Too' }).expect(201);
  const { body } = await from.post('/me/requests', { kind: 'portability' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventually('the file', async () => (await from.get(path).expect(200)).body.state === 'completed');
  return (await from.get(`${path}/download`).expect(200)).bytes;
}

async function anImport(reader: TestReader, bytes: Buffer): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)]), 'data.zip');
  const { body } = await reader.post('/me/imports', form).expect(201);
  await reader.post(`/me/imports/${String(body.id)}/confirm`).expect(200);
  return body.id as string;
}

/** A list of readers that an owner has erased and confirmed. */
async function aList(readers: TestReader[]): Promise<string> {
  const form = new FormData();
  form.append(
    'file',
    new File([readers.map(({ id }) => id).join('\n')], 'readers.csv', { type: 'text/csv' }),
  );
  const { body } = await olga.post('/library/erasures', form).expect(201);
  // Erasures of the days before do not count towards those of a day.
  await superuser.query(`update erasure set requested_at = requested_at - interval '2 days'`);
  await olga.post(`/library/erasure-lists/${String(body.id)}/confirmation`, {}).expect(202);
  return body.id as string;
}

async function statesOf(notices: string[]): Promise<string[]> {
  const { rows } = await superuser.query<{ state: string }>(
    'select state from recipient_notice where id = any($1)',
    [notices],
  );
  return rows.map(({ state }) => state);
}

/** The runs that found something: one that was killed after its last step is followed by one with nothing left to do. */
async function runsIn({ id }: TestLibrary) {
  const { rows } = await superuser.query<{ outcome: string; warned: number; counts: object }>(
    `select outcome, warned, counts from retention_run where library_id = $1 and (warned > 0 or counts <> '{}')`,
    [id],
  );
  return rows;
}

/** When a reader who signed up today has been away for long enough to be warned, and not yet to be erased. */
const inThreeYears = () => Date.parse(`${plusMonths(plainDateIn(new Date(), 'UTC'), 36)}T12:00:00Z`);

/** A library that keeps conversations for half a year, with a reader who has been away for longer. */
async function aForgetfulLibrary(): Promise<TestReader> {
  const reader = await aReader(carrel);
  const { id } = reader.library;
  const { body } = await reader.post('/me/conversations', { subject: 'Hours', body: 'When?' }).expect(201);
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.7 a planted file'], { type: 'application/pdf' }), 'plan.pdf');
  await reader.post(`/me/conversations/${String(body.id)}/attachments`, form).expect(201);
  await superuser.query(`update purpose set retention = $2 where library_id = $1 and key = 'conversations'`, [
    id,
    JSON.stringify({ months: 6, from: 'last-message' }),
  ]);
  await superuser.query('update library set inactive_months = 6 where id = $1', [id]);
  return reader;
}

it('ends where an undisturbed one ends, whatever is killed at whichever of its steps, and tells nobody twice who has confirmed', async () => {
  const address = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  const printer = { name: 'Printer', country: 'DE', channel: 'webhook', address };
  const { body: recipient } = await olga.post('/library/recipients', printer).expect(201);
  const writers = await inTurns(SIZES.writers, () => aWriter(recipient.id as string));
  const bringing = await inTurns(SIZES.bringing, () => aReader(carrel, { library }));
  const forgetful = await inTurns(SIZES.forgetful, aForgetfulLibrary);
  const file = await aPortabilityFile();
  await leaveTheJobsToOthers();
  const libraryId = library.id;

  const imports = await Promise.all(bringing.map((reader) => anImport(reader, file)));
  const requests: string[] = [];
  for (const reader of writers)
    requests.push((await reader.post('/me/requests', { kind: 'access' }).expect(201)).body.id as string);
  const notices = carrel.app.get(RecipientNotices, { strict: false });
  await carrel.app.get(Records).in(aJob('test', libraryId), async (db) => {
    for (const { id } of writers) await notices.tell(db, id, 'rectified', {}, new Date());
  });
  const all = await idsIn('select id from recipient_notice where library_id = $1 order by id', [libraryId]);
  const rectified = all.slice(0, 5);
  await killedAtEveryStep([
    ...requests.map((id) => ({ kind: 'download' as const, libraryId, id })),
    ...imports.map((id) => ({ kind: 'import' as const, libraryId, id })),
    ...rectified.map((id) => ({ kind: 'notice' as const, libraryId, id })),
  ]);

  await sweepFiles();
  const names = await namesIn(writers.at(-1) as TestReader, requests.at(-1) ?? '');
  for (const [i, reader] of writers.entries()) {
    expect(await namesIn(reader, requests[i] ?? '')).toEqual(names);
    // One attachment and one download, and no half of either.
    expect(await filesOf(reader.id)).toHaveLength(2);
  }
  for (const reader of bringing) {
    expect(await count('conversation', 'reader_id', reader.id)).toBe(1);
    expect(await count('message', 'reader_id', reader.id)).toBe(2);
    expect(await filesOf(reader.id)).toEqual([]);
  }
  expect(await statesOf(rectified)).toEqual(rectified.map(() => 'acknowledged'));
  // Killed when it had been told and before that was noted: once more. Once it was acknowledged: never again.
  expect(rectified.map((id) => heard.filter((one) => one === id).length)).toEqual([2, 2, 1, 1, 1]);

  const waiting = await Promise.all(
    writers.map(async (reader) => (await reader.delete('/me').expect(202)).body.id as string),
  );
  const lists: string[] = [];
  for (let i = 0; i < bringing.length; i += 2) lists.push(await aList(bringing.slice(i, i + 2)));
  await killedAtEveryStep(
    [
      ...waiting.map((id) => ({ kind: 'erasure' as const, libraryId, id })),
      ...lists.map((id) => ({ kind: 'list' as const, libraryId, id })),
      ...forgetful.map(({ id, library: theirs }) => ({
        kind: 'retention' as const,
        libraryId: theirs.id,
        id,
      })),
    ],
    inThreeYears(),
  );

  await sweepFiles();
  const undisturbed = await endStateOf(carrel, superuser, writers.at(-1) as TestReader);
  expect(undisturbed).toMatchObject({ left: [], keys: ['evidence'], subject: 'erased', steps: STEPS });
  for (const reader of writers) expect(await endStateOf(carrel, superuser, reader)).toEqual(undisturbed);
  for (const reader of writers) expect(await filesOf(reader.id)).toEqual([]);
  expect(
    await idsIn(`select id from erasure_list where library_id = $1 and state = 'begun'`, [libraryId]),
  ).toHaveLength(lists.length);
  for (const { id } of bringing) expect(await count('erasure', 'subject_id', id)).toBe(1);
  for (const reader of forgetful) {
    expect(await count('conversation', 'reader_id', reader.id)).toBe(0);
    expect(await filesOf(reader.id)).toEqual([]);
    expect(await count('inactivity_warning', 'subject_id', reader.id)).toBe(1);
    expect(await runsIn(reader.library)).toEqual([
      { outcome: 'done', warned: 1, counts: { conversation: 1, message: 1, attachment: 1 } },
    ]);
  }
  const farewells = await idsIn(
    `select id from recipient_notice where library_id = $1 and event = 'erased'`,
    [libraryId],
  );
  expect(farewells).toHaveLength(writers.length);
  const before = heard.length;
  await killedAtEveryStep(farewells.map((id) => ({ kind: 'notice' as const, libraryId, id })));
  expect(await statesOf(farewells)).toEqual(farewells.map(() => 'acknowledged'));
  expect(new Set(heard.slice(before))).toEqual(new Set(farewells));
  expect(heard).toHaveLength(before + farewells.length + 2);
}, 480_000);
