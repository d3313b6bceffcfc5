import pg from 'pg';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  eventually,
  TOO_YOUNG,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
});
afterAll(() => carrel.stop());

async function asSuperuser(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text, values);
  await client.end();
  return rows;
}

const anEvent = (reader: TestReader, more: object = {}) => ({
  reader: reader.id,
  kind: 'call',
  purpose: 'phone-calls',
  content: 'Called about a planted matter',
  ...more,
});

const refusalsOf = (reader: TestReader) =>
  asSuperuser('select * from interaction_refusal where reader_id = $1 order by id', [reader.id]);

it('records what a reader agreed to, sealed, and shows it to both sides', async () => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
  const occurredAt = '2026-03-01T10:00:00+01:00';
  const { body } = await library.api.post('/library/interactions', anEvent(ana, { occurredAt })).expect(201);

  const mine = await ana.get('/me/interactions').expect(200);
  expect(mine.body).toMatchObject({
    items: [
      {
        id: body.id,
        kind: 'call',
        purpose: 'phone-calls',
        content: 'Called about a planted matter',
        occurredAt: '2026-03-01T09:00:00.000Z',
      },
    ],
    next: null,
  });
  expect((await library.api.get(`/library/interactions?reader=${ana.id}`).expect(200)).body).toEqual(
    mine.body,
  );
  const [row = {}] = await asSuperuser('select * from interaction where id = $1', [body.id]);
  for (const value of Object.values(row))
    expect((Buffer.isBuffer(value) ? value : Buffer.from(String(value))).includes('planted')).toBe(false);
});

it.each([
  [
    'not-asked',
    'whom nobody asked',
    (reader: TestReader) => asSuperuser(`delete from consent where subject_id = $1`, [reader.id]),
  ],
  ['refused', 'who left the box empty', () => Promise.resolve()],
  [
    'withdrawn',
    'who withdrew',
    async (reader: TestReader) => {
      const { body } = await reader.get(`/libraries/${library.slug}/purposes`).expect(200);
      const { version } =
        (body.items as { key: string; version: string }[]).find((one) => one.key === 'phone-calls') ?? {};
      await reader.put('/me/consents/phone-calls', { version }).expect(200);
      await library.api.post('/library/interactions', anEvent(reader)).expect(201);
      await reader.delete('/me/consents/phone-calls').expect(200);
    },
  ],
  [
    'restricted',
    'whose data are restricted',
    (reader: TestReader) => asSuperuser(`update subject set state = 'restricted' where id = $1`, [reader.id]),
  ],
  ['age-rule-unmet', 'who is too young', (reader: TestReader) => asSuperuser(TOO_YOUNG, [reader.id])],
])('refuses, as %s, to call a reader %s, and keeps no word of it', async (reason, _whom, happens) => {
  const reader = await aReader(carrel, { library });
  await happens(reader);
  const before = await asSuperuser('select id from interaction where reader_id = $1', [reader.id]);

  const { body } = await library.api.post('/library/interactions', anEvent(reader)).expect(403);

  expect(body).toMatchObject({ type: '/problems/not-permitted', reason, purpose: 'phone-calls' });
  expect(await asSuperuser('select id from interaction where reader_id = $1', [reader.id])).toEqual(before);
  const refusals = await refusalsOf(reader);
  expect(refusals).toMatchObject([{ kind: 'call', purpose: 'phone-calls', reason }]);
  expect(JSON.stringify(refusals)).not.toContain('planted');
});

it('goes by contract and by legitimate interest where no consent is needed, unless objected to', async () => {
  const ana = await aReader(carrel, { library });
  await library.api.post('/library/interactions', anEvent(ana, { purpose: 'lending' })).expect(201);
  const reminder = anEvent(ana, { kind: 'email', purpose: 'service-messages' });
  await library.api.post('/library/interactions', reminder).expect(201);
  await ana.put('/me/objections/service-messages', {}).expect(200);

  const { body } = await library.api.post('/library/interactions', reminder).expect(403);
  expect(body.reason).toBe('objected');
});

it('lets no consent stand for another kind of contact', async () => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls', 'newsletter'] });
  const { body } = await library.api
    .post('/library/interactions', anEvent(ana, { kind: 'text-message', purpose: 'newsletter' }))
    .expect(422);
  expect(body.errors[0].pointer).toBe('/purpose');
  expect(await refusalsOf(ana)).toEqual([]);
});

it('is never outrun by a withdrawal: what is recorded was allowed when it was', async () => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
  const tries = [1, 2, 3, 4, 5, 6].map(() => library.api.post('/library/interactions', anEvent(ana)));
  const [withdrawal] = await Promise.all([ana.delete('/me/consents/phone-calls'), ...tries]);
  expect(withdrawal.status).toBe(200);

  const answers = await Promise.all(tries);
  expect(answers.every(({ status }) => status === 201 || status === 403)).toBe(true);
  await library.api.post('/library/interactions', anEvent(ana)).expect(403);
  const kept = await asSuperuser('select id from interaction where reader_id = $1', [ana.id]);
  expect(kept).toHaveLength(answers.filter(({ status }) => status === 201).length);
});

it('waits for a withdrawal that is being written, and then refuses', async () => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  await client.query('begin');
  await client.query(
    `update consent set state = 'withdrawn' where subject_id = $1 and purpose = 'phone-calls'`,
    [ana.id],
  );
  const asked = library.api.post('/library/interactions', anEvent(ana));
  const isWaiting = () =>
    asSuperuser(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%consent%'`);
  await eventually('the wait for the withdrawal', async () => (await isWaiting()).length > 0);

  await client.query('commit');
  await client.end();

  expect((await asked).body).toMatchObject({ status: 403, reason: 'withdrawn' });
});

it('knows no reader of another library, and shows none', async () => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
  await library.api.post('/library/interactions', anEvent(ana)).expect(201);
  const other = await aReader(carrel, { consents: ['phone-calls'] });

  await other.library.api.post('/library/interactions', anEvent(ana)).expect(404);
  expect(
    (await other.library.api.get(`/library/interactions?reader=${ana.id}`).expect(200)).body.items,
  ).toEqual([]);
  expect((await other.get('/me/interactions').expect(200)).body.items).toEqual([]);
  await ana.post('/library/interactions', anEvent(ana)).expect(401);
});

it.each([
  [{ kind: 'visit' }, '/kind'],
  [{ purpose: 'marketing' }, '/purpose'],
  [{ purpose: 'security-log-of-ana@example.org' }, '/purpose'],
  [{ content: '' }, '/content'],
  [{ occurredAt: '2026-02-30T10:00:00Z' }, '/occurredAt'],
  [{ occurredAt: 'yesterday' }, '/occurredAt'],
  [{ reader: 'Ana' }, '/reader'],
])('refuses %j and points at %s', async (wrong, pointer) => {
  const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
  const { body } = await library.api.post('/library/interactions', anEvent(ana, wrong)).expect(422);
  expect(body.errors[0].pointer).toBe(pointer);
  expect(await refusalsOf(ana)).toEqual([]);
});
