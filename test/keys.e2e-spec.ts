import { randomInt } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { EpochTick } from '../src/foundation/encryption/epoch-tick.js';
import { Epochs } from '../src/foundation/encryption/epochs.js';
import { KeyCare } from '../src/foundation/encryption/key-care.js';
import { KeyExports } from '../src/foundation/encryption/key-exports.js';
import { KeyStore } from '../src/foundation/encryption/key-store.js';
import { Records } from '../src/foundation/records/records.js';
import { EnrolmentService } from '../src/modules/accounts/enrolment.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, type TestLibrary, type TestReader } from './support/people.js';
import { besides } from './support/server.js';

const DAY = 86_400_000;
let carrel: Carrel;
let superuser: pg.Client;

async function start(settings: Record<string, string> = {}) {
  carrel = await aCarrel(settings);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
}

afterEach(async () => {
  await superuser.end();
  await carrel.stop();
});

const tick = () => carrel.app.get(EpochTick);
const now = () => new Date();
const inDays = (days: number) => new Date(Date.now() + days * DAY);

async function tickAtOnce() {
  await tick().run(now(), { atOnce: true });
  return tick().destroy(now(), true);
}

async function signsIn(reader: TestReader): Promise<number> {
  const anyone = new Caller(carrel.url);
  const { email, password, library } = reader;
  return (await anyone.post(`/libraries/${library.slug}/sessions`, { email, password })).status;
}

/** Every epoch that anything in the database is under. */
async function epochsInUse(): Promise<number[]> {
  const { rows } = await superuser.query<{ epoch: number }>(
    `select epoch from sealing_key union select epoch from library_key union select epoch from blind_index order by epoch`,
  );
  return rows.map((row) => row.epoch);
}

const states = async () =>
  Object.fromEntries((await carrel.app.get(Epochs).all()).map(({ epoch, state }) => [epoch, state]));

/** Imported readers, who need no letter and no argon2. */
async function manyReaders(library: TestLibrary, count: number): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, i) => `many-${i}@example.org`);
  const enrolment = carrel.app.get(EnrolmentService, { strict: false });
  await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    for (const email of emails) {
      const person = { email, name: `Reader of ${email}`, country: 'ES', birthDate: null, language: 'es' };
      await enrolment.bring(db, person, now());
    }
  });
  return emails;
}

async function areKnown(library: TestLibrary, emails: string[]): Promise<boolean> {
  const enrolment = carrel.app.get(EnrolmentService, { strict: false });
  return carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    for (const email of emails) if (!(await enrolment.isKnown(db, email))) return false;
    return true;
  });
}

it('opens after a tick what was sealed before it, and finds readers by e-mail address', async () => {
  await start();
  const ana = await aReader(carrel, { name: 'Ana Lectora', consents: ['newsletter'] });
  expect(await epochsInUse()).toEqual([1]);

  expect(await tickAtOnce()).toEqual([1]);

  expect(await epochsInUse()).toEqual([2]);
  expect(await states()).toEqual({ 1: 'destroyed', 2: 'live' });
  expect(readdirSync(join(carrel.dataDir, 'keyring')).sort()).toEqual(['e1.gone', 'e2.key', 'ledger.key']);
  const { body } = await ana.get('/me').expect(200);
  expect(body).toMatchObject({ name: 'Ana Lectora', email: ana.email });
  expect(await signsIn(ana)).toBe(201);
  const shouted = { email: ana.email.toUpperCase(), password: ana.password };
  await new Caller(carrel.url).post(`/libraries/${ana.library.slug}/sessions`, shouted).expect(201);
});

it('begins an epoch after seven days, and destroys the one before a day after it retired', async () => {
  await start();
  const ana = await aReader(carrel);

  expect(await tick().run(inDays(6.9))).toBe(1);
  expect(await tick().run(inDays(7.1))).toBe(2);
  expect(await states()).toEqual({ 1: 'retiring', 2: 'live' });

  expect(await tick().destroy(inDays(8))).toEqual([]);
  expect(await tick().destroy(inDays(8.2))).toEqual([1]);
  expect(await tick().run(inDays(8.2))).toBe(2);
  expect(await signsIn(ana)).toBe(201);
});

it('leaves nothing to open in a copy of the keys of somebody erased, once the epoch is destroyed', async () => {
  await start();
  const ana = await aReader(carrel);
  const copy = async (table: string) =>
    (await superuser.query<{ row: string }>(`select to_json(t)::text as row from ${table} t`)).rows;
  const putBack = async (table: string, rows: { row: string }[]) => {
    for (const { row } of rows)
      await superuser.query(
        `insert into ${table} select * from json_populate_record(null::${table}, $1) on conflict do nothing`,
        [row],
      );
  };
  const before = { sealing_key: await copy('sealing_key'), library_key: await copy('library_key') };
  const forgetAna = () =>
    superuser.query(`delete from sealing_key where holder_id = $1 and purpose = 'main'`, [ana.id]);

  await forgetAna();
  await putBack('sealing_key', before.sealing_key);
  carrel.app.get(KeyStore).forget();
  await ana.get('/me').expect(200); // while the epoch lives, a copy of the keys brings everything back

  await forgetAna();
  await superuser.query(`update subject set state = 'erasing' where id = $1`, [ana.id]);
  await tickAtOnce();
  await superuser.query(`update subject set state = 'active' where id = $1`, [ana.id]);
  await putBack('library_key', before.library_key);
  await putBack('sealing_key', before.sealing_key);
  carrel.app.get(KeyStore).forget();
  expect((await ana.get('/me')).status).toBeGreaterThanOrEqual(400);
  expect((await ana.get('/me')).text).not.toContain(ana.email);
});

it('ends in the same state however often it is killed on the way', async () => {
  await start();
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library });
  const emails = await manyReaders(library, 150);

  for (let round = 0; round < 5; round += 1) {
    const child = besides(carrel, 'tick-for-ever.ts');
    await child.says('ticking');
    await new Promise((later) => setTimeout(later, randomInt(0, 400)));
    child.signal('SIGKILL');
    await child.ended;
    expect(await signsIn(ana)).toBe(201);
  }
  await tick().run(now());
  await tickAtOnce();

  const left = Object.entries(await states()).filter(([, state]) => state !== 'destroyed');
  expect(left).toHaveLength(1);
  const [current] = (left[0] ?? []).map(Number);
  expect(await epochsInUse()).toEqual([current]);
  expect(await carrel.app.get(Epochs).ring.epochs()).toEqual([current]);
  expect(await areKnown(library, emails)).toBe(true);
  await ana.get('/me').expect(200);
  expect(
    readdirSync(join(carrel.dataDir, 'key-exports')).filter((name) => name.endsWith('.age')),
  ).toHaveLength(1);
}, 120_000);

it('lets readers and writers work without an error while two instances tick', async () => {
  await start();
  const library = await aLibrary(carrel);
  const readers = await Promise.all([1, 2, 3].map(() => aReader(carrel, { library })));
  await manyReaders(library, 100);
  const other = besides(carrel, 'tick-for-ever.ts');
  await other.says('ticking');
  let isDone = false;
  const answers: number[] = [];
  const work = async (reader: TestReader, step: number) => {
    for (; !isDone; step += 1) {
      answers.push((await reader.patch('/me', { name: `Name ${step}` })).status);
      answers.push((await reader.get('/me')).status);
      answers.push(await signsIn(reader));
    }
  };
  const workers = readers.map((reader, i) => work(reader, i * 1_000));

  for (let round = 0; round < 3; round += 1) await tickAtOnce();
  isDone = true;
  await Promise.all(workers);
  other.signal('SIGKILL');
  await other.ended;

  expect(answers.length).toBeGreaterThan(20);
  expect(answers.filter((status) => status !== 200 && status !== 201)).toEqual([]);
}, 120_000);

it('makes one epoch when two instances tick at the same moment', async () => {
  await start();
  const ana = await aReader(carrel);

  await Promise.all([tick().run(inDays(7.5)), tick().run(inDays(7.5))]);
  await Promise.all([tick().destroy(inDays(9)), tick().destroy(inDays(9))]);

  expect(await states()).toEqual({ 1: 'destroyed', 2: 'live' });
  expect(await signsIn(ana)).toBe(201);
});

it('destroys nothing while no export can be proven, and says why', async () => {
  await start({ KEY_EXPORT_RECIPIENTS: 'age1notarecipient' });
  const ana = await aReader(carrel);

  await tick().run(now(), { atOnce: true });
  await expect(tick().destroy(now(), true)).rejects.toThrow();

  expect(await states()).toEqual({ 1: 'retiring', 2: 'live' });
  expect(existsSync(join(carrel.dataDir, 'keyring', 'e1.key'))).toBe(true);
  expect(await signsIn(ana)).toBe(201);
});

it('exports the keys for the operator alone, and keeps no export of an epoch that is destroyed', async () => {
  const identity = await generateX25519Identity();
  await start({ KEY_EXPORT_RECIPIENTS: await identityToRecipient(identity) });
  const ana = await aReader(carrel);
  const exports = carrel.app.get(KeyExports);
  const { file: first } = await exports.make([1], now());

  await tickAtOnce();

  const newest = await exports.newest();
  expect(newest).toMatchObject({ epochs: [2], hasOperator: true });
  expect(existsSync(first)).toBe(false);
  const bytes = await readFile(newest?.file ?? '');
  expect(bytes.includes(ana.id)).toBe(false);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const text = await decrypter.decrypt(bytes, 'text');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const root = (await carrel.app.get(Epochs).ring.copyOf(2)).toString('base64');
  expect(lines).toContainEqual({ kind: 'root', epoch: 2, key: root });
  const signing = await carrel.app.get(Epochs).ring.ledgerKey();
  expect(lines).toContainEqual({ kind: 'ledger', key: signing?.toString('base64') });
  expect(lines.filter(({ kind, holderId }) => kind === 'sealing' && holderId === ana.id)).toHaveLength(2);
});

it('deletes exports that are older than the horizon of an erasure', async () => {
  await start();
  await aLibrary(carrel);
  const exports = carrel.app.get(KeyExports);
  const { file: old } = await exports.make([1], inDays(-8.1));
  const { file: young } = await exports.make([1], inDays(-7.9));

  await exports.expire(now());

  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

it('finds an export that a kill left before it was entered: none outlives its epoch or the horizon', async () => {
  await start();
  await aLibrary(carrel);
  const exports = carrel.app.get(KeyExports);
  const { file: old } = await exports.make([1], inDays(-8.1));
  const { file: young } = await exports.make([1], inDays(-7.9));
  await superuser.query('delete from key_export');

  await exports.expire(now());
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);

  await tickAtOnce();
  expect(existsSync(young)).toBe(false);
});

it('looks after the keys by itself: an export each day, an epoch each week, and an alarm when no export opens', async () => {
  await start();
  const ana = await aReader(carrel);
  const care = carrel.app.get(KeyCare);
  const exports = carrel.app.get(KeyExports);

  await care.run(now());
  const first = await exports.newest();
  await care.run(inDays(0.5));
  expect((await exports.newest())?.id).toBe(first?.id);
  await care.run(inDays(1));
  expect((await exports.newest())?.id).not.toBe(first?.id);
  await care.run(inDays(7.1));
  await care.run(inDays(8.2));
  expect(await states()).toEqual({ 1: 'destroyed', 2: 'live' });
  expect(await signsIn(ana)).toBe(201);

  await superuser.query(
    `update library_key set wrapped = overlay(wrapped placing '\\x00' from 70) where library_id = $1`,
    [ana.library.id],
  );
  await expect(care.run(inDays(9.5))).rejects.toThrow('No key export of the last 24 hours');
});
