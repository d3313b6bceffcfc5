import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ServedNotices, type Notice } from '../src/foundation/access/served-notice.js';
import { metrics } from '../src/foundation/metrics/metrics.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aForm, aLibrary, aReader, asStaff, aStaffMember, tokenInLetterTo } from './support/people.js';
import type { TestLibrary, TestReader } from './support/people.js';

const DAY = 86_400_000;

interface Offered {
  purpose: string;
  state: string;
  notice: string;
  current: { version: string; language: string; title: string; text: string };
}

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const offeredTo = async (reader: TestReader, purpose = 'newsletter', language = 'en') => {
  const { body } = await reader.get(`/me/consents?language=${language}`).expect(200);
  const found = (body.items as Offered[]).find((one) => one.purpose === purpose);
  if (!found) throw new Error(`${purpose} is not offered`);
  return found;
};
const eventsOf = async (reader: TestReader, purpose = 'newsletter') => {
  const { rows } = await superuser.query<{
    decision: string;
    language: string;
    surface: string;
    recorded_at: Date;
    served_at: Date | null;
    served_id: string | null;
  }>('select * from consent_event where subject_id = $1 and purpose = $2 order by id', [reader.id, purpose]);
  return rows;
};
const refusals = async (reason: string) =>
  (await metrics.getSingleMetric('carrel_consent_refused_total')?.get())?.values.find(
    ({ labels }) => labels.reason === reason,
  )?.value ?? 0;

/** A token as this server would have made it at some moment, about something. */
const aToken = (about: Partial<Notice>, offered: Offered, at = new Date()) =>
  carrel.app.get(ServedNotices).serve(
    {
      libraryId: library.id,
      what: 'purpose/newsletter',
      version: offered.current.version,
      language: 'en',
      ...about,
    },
    at,
  );

describe('what was served', () => {
  it('is kept with the decision: when, by the server’s clock, and which serving', async () => {
    const reader = await aReader(carrel, { library });
    const before = new Date();
    const { notice, current } = await offeredTo(reader);
    const after = new Date();

    await reader.put('/me/consents/newsletter', { version: current.version, notice }).expect(200);

    const given = (await eventsOf(reader)).at(-1);
    expect(given).toMatchObject({ decision: 'given', served_id: expect.any(String) });
    const servedAt = given?.served_at?.getTime() ?? 0;
    expect(servedAt).toBeGreaterThanOrEqual(before.getTime());
    expect(servedAt).toBeLessThanOrEqual(after.getTime());
    expect(given?.recorded_at.getTime()).toBeGreaterThanOrEqual(servedAt);
  });

  it('is left empty when nobody shows a token, and the decision counts all the same', async () => {
    const reader = await aReader(carrel, { library });
    const { current } = await offeredTo(reader);
    await reader.put('/me/consents/newsletter', { version: current.version }).expect(200);
    expect((await eventsOf(reader)).at(-1)).toMatchObject({ served_at: null, served_id: null });
  });

  it('is the exact text in the language that was asked for', async () => {
    const reader = await aReader(carrel, { library });
    const { notice, current } = await offeredTo(reader, 'newsletter', 'es');
    expect(current).toMatchObject({ language: 'es', title: expect.any(String), text: expect.any(String) });
    await reader.put('/me/consents/newsletter', { version: current.version, notice }).expect(200);
    expect((await eventsOf(reader)).at(-1)).toMatchObject({ decision: 'given', language: 'es' });
  });

  it('travels through the sign-up form to each decision, given and refused', async () => {
    const { items } = (await new Caller(carrel.url).get(`/libraries/${library.slug}/purposes`).expect(200))
      .body as { items: { key: string; legalBasis: string; version: string; notice: string }[] };
    const form = await aForm(carrel, library);
    const consents = Object.fromEntries(
      items
        .filter((one) => one.legalBasis === 'consent')
        .map(({ key, version, notice }) => [key, { given: key === 'newsletter', version, notice }]),
    );
    const anyone = new Caller(carrel.url);
    await anyone.post(`/libraries/${library.slug}/readers`, { ...form, consents }).expect(202);
    const token = await tokenInLetterTo(carrel, form.email);
    const made = await anyone
      .post(`/libraries/${library.slug}/confirmations`, { token, password: form.password })
      .expect(201);

    const { rows } = await superuser.query<{ decision: string; served_at: Date | null }>(
      `select decision, served_at from consent_event where subject_id = $1 and surface = 'sign-up'`,
      [made.body.id],
    );
    expect(rows.length).toBe(Object.keys(consents).length);
    expect(rows.filter((one) => one.decision === 'given')).toHaveLength(1);
    expect(rows.filter((one) => one.served_at === null)).toEqual([]);
  });
});

describe('a token that proves nothing', () => {
  const everything = async (reader: TestReader) =>
    (await superuser.query('select * from consent_event where subject_id = $1', [reader.id])).rows.length;

  it.each<[string, string, (offered: Offered) => string | Promise<string>]>([
    ['forged', 'forged', ({ notice }) => `${notice.slice(0, -3)}AAA`],
    ['truncated', 'forged', ({ notice }) => notice.slice(0, -1)],
    ['empty', 'forged', () => ''],
    ['signed with nothing', 'forged', ({ notice }) => notice.split('.')[0] ?? ''],
    ['of another library', 'other-library', (one) => aToken({ libraryId: randomUUID() }, one)],
    ['of another purpose', 'other-text', (one) => aToken({ what: 'purpose/phone-calls' }, one)],
    ['of another version', 'other-text', (one) => aToken({ version: 'ab'.repeat(32) }, one)],
    ['of another reader', 'other-reader', (one) => aToken({ readerId: randomUUID() }, one)],
    ['from the future', 'from-the-future', (one) => aToken({}, one, new Date(Date.now() + 60_000))],
    ['expired', 'expired', (one) => aToken({}, one, new Date(Date.now() - DAY))],
  ])('%s: nothing is stored, the sentence says what to do, and it is counted', async (_, reason, tokenOf) => {
    const reader = await aReader(carrel, { library });
    const offered = await offeredTo(reader);
    const [before, counted] = [await everything(reader), await refusals(reason)];

    const notice = await tokenOf(offered);
    const { body } = await reader
      .put('/me/consents/newsletter', { version: offered.current.version, notice })
      .expect(422);

    expect(body.errors).toEqual([{ pointer: '/notice', detail: expect.stringMatching(/ .+\.$/) }]);
    expect(await everything(reader)).toBe(before);
    expect(await offeredTo(reader)).toMatchObject({ state: 'refused' });
    expect(await refusals(reason)).toBe(counted + 1);
  });

  it('is no text at all, or endless: refused before anybody looks into it', async () => {
    const reader = await aReader(carrel, { library });
    const { current } = await offeredTo(reader);
    for (const notice of [7, null, ['a'], 'x'.repeat(1_001)])
      await reader.put('/me/consents/newsletter', { version: current.version, notice }).expect(422);
  });

  it('in the sign-up form: the pointer leads to it, and no letter is written', async () => {
    const form = await aForm(carrel, library);
    const { newsletter } = form.consents;
    const consents = { newsletter: { ...newsletter, notice: 'not.one' } };
    const { body } = await new Caller(carrel.url)
      .post(`/libraries/${library.slug}/readers`, { ...form, consents })
      .expect(422);
    expect(body.errors[0].pointer).toBe('/consents/newsletter/notice');
    const { rows } = await superuser.query('select 1 from sign_up where library_id = $1', [library.id]);
    expect(rows).toEqual([]);
  });
});

describe('the same token again', () => {
  it('answers once: a replay after a withdrawal is refused, stored nowhere and counted, and a fresh one works', async () => {
    const reader = await aReader(carrel, { library });
    const { notice, current } = await offeredTo(reader);
    const shown = { version: current.version, notice };
    await reader.put('/me/consents/newsletter', shown).expect(200);
    await reader.delete('/me/consents/newsletter').expect(200);
    const [before, counted] = [await eventsOf(reader), await refusals('replayed')];

    const { body } = await reader.put('/me/consents/newsletter', shown).expect(409);

    expect(body.type).toBe('/problems/replayed-notice');
    expect(await eventsOf(reader)).toEqual(before);
    expect(await refusals('replayed')).toBe(counted + 1);
    const fresh = await offeredTo(reader);
    expect(fresh.state).toBe('withdrawn');
    await reader
      .put('/me/consents/newsletter', { version: fresh.current.version, notice: fresh.notice })
      .expect(200);
  });

  it('answers once also when it is sent ten times at the same moment', async () => {
    const reader = await aReader(carrel, { library });
    const { notice, current } = await offeredTo(reader);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        reader.put('/me/consents/newsletter', { version: current.version, notice }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
    expect((await eventsOf(reader)).filter(({ decision }) => decision === 'given')).toHaveLength(1);
  });

  it('that anyone was served answers for each reader', async () => {
    const { body } = await new Caller(carrel.url).get(`/libraries/${library.slug}/purposes`).expect(200);
    const found = (body.items as { key: string; version: string; notice: string }[]).find(
      (one) => one.key === 'newsletter',
    );
    const shown = { version: found?.version, notice: found?.notice };
    for (const reader of [await aReader(carrel, { library }), await aReader(carrel, { library })]) {
      await reader.put('/me/consents/newsletter', shown).expect(200);
      await reader.put('/me/consents/newsletter', shown).expect(409);
    }
  });

  it('of a text that was superseded meanwhile is kept as late, once', async () => {
    const own = await aLibrary(carrel);
    const reader = await aReader(carrel, { library: own });
    const { notice, current } = await offeredTo(reader);
    const owner = await asStaff(carrel, await aStaffMember(carrel, own, 'owner'));
    const texts = ['en', 'es'].map((language) => ({ language, title: 'News', text: `New ${language}` }));
    await owner.post('/library/purposes/newsletter/versions', { texts, material: true }).expect(201);
    const shown = { version: current.version, notice };

    expect((await reader.put('/me/consents/newsletter', shown).expect(409)).body.type).toBe(
      '/problems/superseded-text',
    );
    expect((await reader.put('/me/consents/newsletter', shown).expect(409)).body.type).toBe(
      '/problems/replayed-notice',
    );
    const late = (await eventsOf(reader)).filter(({ decision }) => decision === 'late');
    expect(late).toMatchObject([{ served_id: expect.any(String), served_at: expect.any(Date) }]);
  });
});

describe('a client’s clock', () => {
  it.each(['recordedAt', 'since', 'servedAt', 'timestamp', 'decidedAt', 'now'])(
    'is refused as %s, and nothing is stored',
    async (field) => {
      const reader = await aReader(carrel, { library });
      const { current } = await offeredTo(reader);
      const long = '2020-01-01T00:00:00.000Z';
      const before = await eventsOf(reader);
      const { body } = await reader
        .put('/me/consents/newsletter', { version: current.version, [field]: long })
        .expect(422);
      expect(body.errors[0].pointer).toBe(`/${field}`);
      const form = await aForm(carrel, library);
      const { newsletter } = form.consents;
      const consents = { newsletter: { ...newsletter, given: true, [field]: long } };
      await new Caller(carrel.url)
        .post(`/libraries/${library.slug}/readers`, { ...form, consents })
        .expect(422);
      expect(await eventsOf(reader)).toEqual(before);
    },
  );

  it('changes no record by a header or the body of a withdrawal either', async () => {
    const reader = await aReader(carrel, { library, consents: ['newsletter'] });
    const long = '2020-01-01T00:00:00.000Z';
    const before = Date.now();
    const { body } = await reader
      .send('DELETE', '/me/consents/newsletter', { since: long }, { date: new Date(long).toUTCString() })
      .expect(200);
    expect(Date.parse(body.since as string)).toBeGreaterThanOrEqual(before);
    expect((await eventsOf(reader)).at(-1)?.recorded_at.getTime()).toBeGreaterThanOrEqual(before);
  });
});

it('counts decisions on purposes and texts that do not exist', async () => {
  const reader = await aReader(carrel, { library });
  const { current } = await offeredTo(reader);
  const [purposes, versions] = [await refusals('unknown-purpose'), await refusals('unknown-version')];
  await reader.put('/me/consents/gossip', { version: current.version }).expect(404);
  await reader.put('/me/consents/newsletter', { version: 'ab'.repeat(32) }).expect(422);
  expect(await refusals('unknown-purpose')).toBe(purposes + 1);
  expect(await refusals('unknown-version')).toBe(versions + 1);
});
