import pg from 'pg';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { Idempotency, type Holder } from '../src/foundation/operations/idempotency.service.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, lettersTo, type TestReader } from './support/people.js';
import { aServerOn } from './support/server.js';

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

describe('after a crash', () => {
  const opens = (who: Caller, key: string) =>
    who.post('/me/conversations', { subject: 'Opening hours', body: 'When?' }, { 'idempotency-key': key });
  const threadsOf = async (reader: TestReader) =>
    ((await reader.get('/me/conversations').expect(200)).body.items as unknown[]).length;
  const minutePasses = (reader: TestReader) =>
    rowsOf(
      `update idempotent_answer set created_at = created_at - interval '61 seconds' where subject_id = $1`,
      [reader.id],
    );

  /** Lets requests come as far as their first message, and no further until the end. */
  async function heldAtTheirMessage(work: (isHeld: () => Promise<unknown>) => Promise<void>) {
    const holder = new pg.Client({ connectionString: carrel.superuserUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('lock table message in share mode');
    const isHeld = () =>
      eventually('the wait for the table', async () => {
        const { rowCount } = await holder.query(
          `select 1 from pg_locks where not granted and relation = 'message'::regclass`,
        );
        return (rowCount ?? 0) > 0;
      });
    await work(isHeld).finally(() => holder.end());
  }

  it('carries out what the crash undid, once the claim has been idle for a minute', async () => {
    const rosa = await aReader(carrel);
    const server = await aServerOn(carrel);
    await heldAtTheirMessage(async (isHeld) => {
      const cut = expect(opens(new Caller(server.url, rosa.headers), 'crash-1')).rejects.toThrow();
      await isHeld();
      server.signal('SIGKILL');
      await server.ended;
      await cut;
    });
    expect((await opens(rosa, 'crash-1').expect(409)).body.type).toBe('/problems/still-running');

    await minutePasses(rosa);
    const { body } = await opens(rosa, 'crash-1').expect(201);

    expect(await threadsOf(rosa)).toBe(1);
    expect((await opens(rosa, 'crash-1').expect(201)).body).toEqual(body);
  }, 120_000);

  it('tells that it was carried out, and does it no second time, where only the answer was lost', async () => {
    const rosa = await aReader(carrel);
    await opens(rosa, 'crash-2').expect(201);
    await rowsOf('update idempotent_answer set status = null, answer = null where subject_id = $1', [
      rosa.id,
    ]);
    expect((await opens(rosa, 'crash-2').expect(409)).body.type).toBe('/problems/still-running');

    await minutePasses(rosa);

    expect((await opens(rosa, 'crash-2').expect(409)).body.type).toBe('/problems/answer-gone');
    expect(await threadsOf(rosa)).toBe(1);
  });

  it('undoes a request that was only slow, when its repetition has taken its place', async () => {
    const rosa = await aReader(carrel);
    const sent: Promise<Answer>[] = [];
    await heldAtTheirMessage(async (isHeld) => {
      sent.push(opens(rosa, 'slow-1'));
      await isHeld();
      await minutePasses(rosa);
      sent.push(opens(rosa, 'slow-1'));
      await eventually('the second claim', async () => {
        const [claim] = await rowsOf(
          `select created_at > now() - interval '50 seconds' as fresh from idempotent_answer where subject_id = $1`,
          [rosa.id],
        );
        return claim?.fresh === true;
      });
    });

    const [slow, repeated] = await Promise.all(sent);

    expect(slow).toMatchObject({ status: 409, body: { type: '/problems/taken-over' } });
    expect(repeated?.status).toBe(201);
    expect(await threadsOf(rosa)).toBe(1);
  });
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
