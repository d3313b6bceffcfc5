import pg from 'pg';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { Idempotency, type Holder } from '../src/foundation/operations/idempotency.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, lettersTo, type TestReader } from './support/people.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

const moves = (reader: TestReader, to: string, key: string) =>
  reader.post('/me/email-changes', { email: to, password: reader.password }, { 'idempotency-key': key });

it('carries a repeated request out once, and gives the same answer', async () => {
  const rosa = await aReader(carrel);

  const first = await moves(rosa, 'rosa.new@example.org', 'change-1').expect(202);
  const again = await moves(rosa, 'rosa.new@example.org', 'change-1').expect(202);

  expect(again.body).toEqual(first.body);
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  await eventually('the letter', async () => (await lettersTo(carrel, 'rosa.new@example.org')).length === 1);
  const letters = await rowsOf('select kind from letter where subject_id = $1', [rosa.id]);
  expect(new Set(letters.map((letter) => letter.kind)).size).toBe(letters.length);
});

it('refuses a key that comes with another request', async () => {
  const rosa = await aReader(carrel);
  await moves(rosa, 'rosa.a@example.org', 'change-2').expect(202);

  const { body } = await moves(rosa, 'rosa.b@example.org', 'change-2').expect(422);

  expect(body).toMatchObject({ type: '/problems/idempotency-key-reused' });
  expect(await lettersTo(carrel, 'rosa.b@example.org')).toEqual([]);
});

it('scopes a key to the credential', async () => {
  const rosa = await aReader(carrel);
  const carmen = await aReader(carrel, { library: rosa.library });
  await moves(rosa, 'rosa.c@example.org', 'change-3').expect(202);

  const hers = await moves(carmen, 'carmen.c@example.org', 'change-3').expect(202);

  expect(hers.headers.get('idempotency-replayed')).toBeNull();
});

it('lets one of two at the same moment through', async () => {
  const rosa = await aReader(carrel);

  const answers = await Promise.all(
    Array.from({ length: 4 }, () => moves(rosa, 'rosa.d@example.org', 'change-4')),
  );

  const fresh = answers.filter((one) => one.status === 202 && !one.headers.get('idempotency-replayed'));
  expect(fresh).toHaveLength(1);
  expect(answers.filter((one) => ![202, 409].includes(one.status))).toEqual([]);
});

it('keeps no answer of a request that was refused', async () => {
  const rosa = await aReader(carrel);
  const wrong = { email: 'rosa.e@example.org', password: 'not my password' };
  await rosa.post('/me/email-changes', wrong, { 'idempotency-key': 'change-5' }).expect(403);

  await moves(rosa, 'rosa.e@example.org', 'change-5').expect(202);
});

it('refuses a key that is none', async () => {
  const rosa = await aReader(carrel);

  const { body } = await moves(rosa, 'rosa.f@example.org', 'x'.repeat(256)).expect(422);

  expect(body.errors).toMatchObject([{ pointer: '/header/idempotency-key' }]);
});

it('forgets a key after a day, and the answers to a library as soon as someone is erased', async () => {
  const rosa = await aReader(carrel);
  const idempotency = carrel.app.get(Idempotency);
  const { id: keyId } = (
    await rowsOf('select id from api_key where library_id = $1', [rosa.library.id])
  )[0] as {
    id: string;
  };
  const me: Holder = {
    kind: 'api-key',
    id: keyId,
    libraryId: rosa.library.id,
    credentialId: keyId,
    credentialEpoch: 0,
    scopes: [],
    requestId: '-',
    route: 'test',
  };
  const now = new Date('2026-03-01T10:00:00Z');
  const claimed = await idempotency.claim(me, 'k', 'POST /x', now);
  if (!('claim' in claimed)) throw new Error('the key is free');
  await idempotency.keep(me, claimed.claim, { status: 201, body: { id: 'i' } });

  expect(await idempotency.claim(me, 'k', 'POST /x', now)).toEqual({
    again: { status: 201, body: { id: 'i' } },
  });
  await carrel.app.get(DataMap).erasureReactions().get('answers kept for the library')?.({
    libraryId: rosa.library.id,
    subjectId: rosa.id,
  });
  await expect(idempotency.claim(me, 'k', 'POST /x', now)).rejects.toMatchObject({ type: 'answer-gone' });
  expect(await idempotency.claim(me, 'k', 'POST /x', new Date('2026-03-02T10:00:01Z'))).toHaveProperty(
    'claim',
  );
});

it('keeps no answer longer than a day', async () => {
  const rosa = await aReader(carrel);
  await moves(rosa, 'rosa.g@example.org', 'change-7').expect(202);
  const idempotency = carrel.app.get(Idempotency);
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);

  expect(await idempotency.sweep(rosa.library.id, later(23))).toBe(0);
  expect(await idempotency.sweep(rosa.library.id, later(25))).toBe(1);
});

async function rowsOf(text: string, values: unknown[]) {
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  try {
    return (await superuser.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await superuser.end();
  }
}
