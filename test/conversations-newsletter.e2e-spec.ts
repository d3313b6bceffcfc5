import pg from 'pg';
import { NewslettersService } from '../src/modules/conversations/newsletters.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let anyone: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
});
afterAll(() => carrel.stop());

async function asSuperuser(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text, values);
  await client.end();
  return rows;
}

async function readersOf(library: TestLibrary, count: number): Promise<TestReader[]> {
  const readers: TestReader[] = [];
  for (let i = 0; i < count; i++) readers.push(await aReader(carrel, { library, consents: ['newsletter'] }));
  return readers;
}

async function send(library: TestLibrary, more: object = {}): Promise<string> {
  const { body } = await library.api
    .post('/library/newsletters', { subject: 'News in March', body: 'A planted piece of news.', ...more })
    .expect(202);
  return body.id as string;
}

const sent = (library: TestLibrary, id: string) =>
  eventually('the end of the newsletter', async () => {
    const { body } = await library.api.get(`/library/newsletters/${id}`).expect(200);
    return body.state === 'sent' ? (body as { posted: number; skipped: number; unsubscribed: number }) : null;
  });

const newsTo = async (reader: TestReader) =>
  (await lettersTo(carrel, reader.email)).filter((letter) => /News in March|Novedades/.test(letter.subject));

const arrived = (reader: TestReader) =>
  eventually(`the newsletter to ${reader.email}`, async () => (await newsTo(reader))[0]);

function linkIn({ headers }: { headers: Map<string, unknown> }): string {
  const list = headers.get('list') as { unsubscribe?: { url?: string } } | undefined;
  return (list?.unsubscribe?.url ?? '').replace('http://carrel.test/api/v1', '');
}

it('goes to those who opted in, in their language, and to nobody else', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library, consents: ['newsletter'] });
  const iker = await aReader(carrel, { library, consents: ['newsletter'], language: 'es' });
  const refuses = await aReader(carrel, { library, consents: ['phone-calls'] });
  const withdraws = await aReader(carrel, { library, consents: ['newsletter'] });
  await withdraws.delete('/me/consents/newsletter').expect(200);
  const restricted = await aReader(carrel, { library, consents: ['newsletter'] });
  await asSuperuser(`update subject set state = 'restricted' where id = $1`, [restricted.id]);
  const elsewhere = await aReader(carrel, { consents: ['newsletter'] });

  const id = await send(library, {
    translations: { es: { subject: 'Novedades de marzo', body: 'Una noticia.' } },
  });

  expect(await sent(library, id)).toMatchObject({ posted: 2, skipped: 1, unsubscribed: 0 });
  expect((await arrived(ana)).text).toContain('A planted piece of news.');
  expect(await arrived(iker)).toMatchObject({ subject: 'Novedades de marzo' });
  for (const nobody of [refuses, withdraws, restricted, elsewhere]) expect(await newsTo(nobody)).toEqual([]);
});

it('lies sealed until it is accepted', async () => {
  const library = await aLibrary(carrel);
  const [ana] = await readersOf(library, 1);
  const id = await send(library);
  await sent(library, id);
  await arrived(ana as TestReader);
  for (const table of ['newsletter', 'newsletter_recipient', 'unsubscribe_token', 'letter', 'interaction'])
    for (const row of await asSuperuser(`select * from ${table}`))
      for (const value of Object.values(row))
        expect((Buffer.isBuffer(value) ? value : Buffer.from(String(value))).includes('planted piece')).toBe(
          false,
        );
});

it('stops with one click, by the form that mail programs send, and a second click changes nothing', async () => {
  const library = await aLibrary(carrel);
  const [ana] = (await readersOf(library, 1)) as [TestReader];
  const id = await send(library);
  const letter = await arrived(ana);
  const link = linkIn(letter);
  expect(link).toMatch(/^\/unsubscribe\/[\w-]{54}$/);
  expect(letter.headers.get('list')).toMatchObject({
    'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
  });
  expect(letter.text).toContain(`/l/${library.slug}/unsubscribe?token=${link.slice('/unsubscribe/'.length)}`);

  await anyone.get(link).expect(404);
  const allowed = () =>
    library.api.get(`/library/permissions?reader=${ana.id}&purpose=newsletter`).expect(200);
  expect((await allowed()).body.allowed).toBe(true);

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const { body } = await anyone.post(link, 'List-Unsubscribe=One-Click', form).expect(200);

  expect(body).toEqual({ purpose: 'newsletter', state: 'withdrawn' });
  expect((await allowed()).body).toMatchObject({ allowed: false, reason: 'withdrawn' });
  await anyone.post(link, 'List-Unsubscribe=One-Click', form).expect(200);
  const { body: history } = await ana.get('/me/consents/history').expect(200);
  const newsletter = (history.items as { purpose: string; decision: string; surface: string }[]).filter(
    (one) => one.purpose === 'newsletter',
  );
  expect(newsletter).toMatchObject([
    { decision: 'withdrawn', surface: 'unsubscribe' },
    { decision: 'given' },
  ]);
  expect((await library.api.get(`/library/newsletters/${id}`).expect(200)).body.unsubscribed).toBe(1);
  const next = await send(library);
  expect(await sent(library, next)).toMatchObject({ posted: 0 });
});

it.each([
  [
    'a multipart form',
    () => {
      const form = new FormData();
      form.append('List-Unsubscribe', 'One-Click');
      return [form, undefined] as const;
    },
  ],
  ['no body', () => [undefined, undefined] as const],
  ['an empty form', () => ['', { 'content-type': 'application/x-www-form-urlencoded' }] as const],
  ['an empty JSON body', () => ['', { 'content-type': 'application/json' }] as const],
])('stops with %s too', async (_what, make) => {
  const library = await aLibrary(carrel);
  const [ana] = (await readersOf(library, 1)) as [TestReader];
  await send(library);
  const link = linkIn(await arrived(ana));

  const [body, headers] = make();
  await anyone.post(link, body, headers).expect(200);

  const { body: answer } = await library.api
    .get(`/library/permissions?reader=${ana.id}&purpose=newsletter`)
    .expect(200);
  expect(answer).toMatchObject({ allowed: false, reason: 'withdrawn' });
});

it('knows no link that was never sent, nor one of a reader who is being erased', async () => {
  const library = await aLibrary(carrel);
  const [ana] = (await readersOf(library, 1)) as [TestReader];
  await send(library);
  const link = linkIn(await arrived(ana));
  for (const token of ['x', 'x'.repeat(54), 'A'.repeat(54), `${link.slice(13, -4)}AAAA`, '%00', '..'])
    expect((await anyone.post(`/unsubscribe/${token}`)).status).toBeGreaterThanOrEqual(400);
  expect((await anyone.post(`/unsubscribe/${'A'.repeat(54)}`)).status).toBe(404);
  await asSuperuser(`update subject set state = 'erasing' where id = $1`, [ana.id]);

  await anyone.post(link).expect(404);
});

it('that breaks off half-way goes on where it stopped, and nobody gets it twice', async () => {
  const library = await aLibrary(carrel);
  const readers = await readersOf(library, 23);
  const ids = readers.map((reader) => reader.id).sort();
  // The last reader of the second batch cannot be written to: the batch is lost whole, the first one stays.
  await asSuperuser(`
    create function break_off() returns trigger language plpgsql as $$ begin raise exception 'the machine stops'; end $$`);
  await asSuperuser(
    `create trigger break_off before insert on newsletter_recipient for each row when (new.reader_id = '${ids[22] ?? ''}') execute function break_off()`,
  );
  const id = await send(library);
  await eventually('the first batch', async () => {
    const { body } = await library.api.get(`/library/newsletters/${id}`).expect(200);
    return body.posted === 20;
  });
  const newsletters = carrel.app.get(NewslettersService, { strict: false });
  const isLost = () =>
    newsletters.deliver({ libraryId: library.id, id }, new Date()).then(
      () => false, // the job itself was at it
      () => true,
    );
  await eventually('a batch that is lost', isLost);
  expect(await asSuperuser('select 1 from newsletter_recipient where newsletter_id = $1', [id])).toHaveLength(
    20,
  );

  await asSuperuser('drop trigger break_off on newsletter_recipient');
  await Promise.all([1, 2, 3].map(() => newsletters.deliver({ libraryId: library.id, id }, new Date())));

  expect(await sent(library, id)).toMatchObject({ posted: 23, skipped: 0 });
  for (const reader of readers) await arrived(reader);
  for (const reader of readers) expect(await newsTo(reader)).toHaveLength(1);
  expect(
    await asSuperuser(`select 1 from letter where kind = 'newsletter' and library_id = $1`, [library.id]),
  ).toHaveLength(23);
  expect(await newsletters.wakeUnfinished(library.id)).toEqual([]);
});

it('that a reader withdraws from before their turn passes them over', async () => {
  const library = await aLibrary(carrel);
  const [ana, ben] = (await readersOf(library, 2)) as [TestReader, TestReader];
  const hold = new pg.Client({ connectionString: carrel.superuserUrl });
  await hold.connect();
  await hold.query('begin');
  await hold.query('select 1 from subject where id = $1 for update', [ana.id]);
  const id = await send(library);
  await eventually(
    'the batch that waits',
    async () =>
      (
        await asSuperuser(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%subject%for share%'`,
        )
      ).length > 0,
  );
  await hold.query(
    `update consent set state = 'withdrawn' where subject_id = $1 and purpose = 'newsletter'`,
    [ben.id],
  );
  await hold.query('commit');
  await hold.end();

  expect(await sent(library, id)).toMatchObject({ posted: 1, skipped: 1 });
  await arrived(ana);
  expect(await newsTo(ben)).toEqual([]);
});

it('whose wake-up was lost is found by the sweep', async () => {
  const library = await aLibrary(carrel);
  const [ana] = (await readersOf(library, 1)) as [TestReader];
  const id = await send(library);
  await sent(library, id);
  await asSuperuser(`update newsletter set state = 'sending', reached = null where id = $1`, [id]);
  await asSuperuser('delete from newsletter_recipient where newsletter_id = $1', [id]);

  const newsletters = carrel.app.get(NewslettersService, { strict: false });
  expect(await newsletters.wakeUnfinished(library.id)).toEqual([id]);

  await sent(library, id);
  await eventually('the letter', async () => (await newsTo(ana)).length === 2);
});

it('of another library does not exist', async () => {
  const library = await aLibrary(carrel);
  const id = await send(library);
  const other = await aLibrary(carrel);
  await other.api.get(`/library/newsletters/${id}`).expect(404);
  expect((await other.api.get('/library/newsletters').expect(200)).body).toEqual({ items: [], next: null });
  const { body } = await library.api.get('/library/newsletters').expect(200);
  expect(body.items).toMatchObject([{ id, subject: 'News in March' }]);
});

it.each([
  [{ subject: 'two\nlines' }, '/subject'],
  [{ body: '' }, '/body'],
  [{ translations: { es: { subject: 'x' } } }, '/translations'],
  [{ to: 'everyone' }, '/to'],
])('is not taken with %j', async (wrong, pointer) => {
  const library = await aLibrary(carrel);
  const { body } = await library.api
    .post('/library/newsletters', { subject: 'x', body: 'y', ...wrong })
    .expect(422);
  expect(body.errors[0].pointer).toBe(pointer);
});
