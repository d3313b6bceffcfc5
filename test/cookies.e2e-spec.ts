import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { CookiesHousekeeping } from '../src/modules/cookies/cookies-housekeeping.service.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { leafOfOpening, readOpening } from '../src/foundation/leaves/leaf.js';
import { FactCheck } from '../src/foundation/ledger/fact-check.js';
import { metrics } from '../src/foundation/metrics/metrics.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { draftOf, noticeOf as servedTo, reworded, STATISTICS } from './support/cookie-notice.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let superuser: pg.Client;
let anyone: Caller;
let library: TestLibrary;
let owner: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  anyone = new Caller(carrel.url);
});
beforeEach(async () => {
  library = await aLibrary(carrel);
  owner = await asStaff(carrel, await aStaffMember(carrel, library));
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const noticeOf = (of = library, query = '', headers: Record<string, string> = {}) =>
  servedTo(anyone, of, query, headers);
const choose = (body: unknown, headers: Record<string, string> = {}, of = library) =>
  anyone.post(`/libraries/${of.slug}/cookie-choices`, body, headers);
const standingOf = (visitorId: string, of = library) =>
  anyone.get(`/libraries/${of.slug}/cookie-choices/${visitorId}`);

async function rowsOf(table: string, of = library): Promise<Record<string, unknown>[]> {
  const text = `select * from ${table} where library_id = $1`;
  return (await superuser.query<Record<string, unknown>>(text, [of.id])).rows;
}

async function refusals(reason: string): Promise<number> {
  const { values } = (await metrics.getSingleMetric('carrel_cookie_choices_refused_total')?.get()) ?? {
    values: [],
  };
  return values.find((one) => one.labels.reason === reason)?.value ?? 0;
}

describe('the notice', () => {
  it('tells everything before anything is chosen, and makes nobody a visitor', async () => {
    const notice = await noticeOf();

    expect(notice).toMatchObject({
      version: expect.stringMatching(/^[0-9a-f]{64}$/),
      language: 'en',
      labels: { accept: 'Accept all', refuse: 'Refuse all', settings: 'Settings' },
      layers: { first: ['accept', 'refuse', 'settings'] },
      gpc: false,
    });
    const [necessary, preferences] = notice.categories;
    expect(necessary).toMatchObject({ key: 'necessary', optional: false, on: true });
    expect(necessary?.trackers.map((one) => one.name)).toEqual([
      'carrel_cookies',
      'carrel_language',
      'carrel_session',
      'carrel_visit',
    ]);
    expect(new Set(necessary?.trackers.map((one) => one.exemption))).toEqual(new Set(['strictly-necessary']));
    expect(preferences).toMatchObject({
      key: 'preferences',
      optional: true,
      on: false,
      trackers: [{ name: 'carrel_remembered_language', lifeDays: 180, exemption: null }],
    });
    expect(await rowsOf('cookie_choice')).toEqual([]);
    expect(await rowsOf('cookie_standing')).toEqual([]);
  });

  it('speaks the language asked for, in the same version', async () => {
    const [english, spanish] = [await noticeOf(), await noticeOf(library, '?language=es-AR')];

    expect(spanish).toMatchObject({ language: 'es', labels: { refuse: 'Rechazar todo' } });
    expect(spanish.version).toBe(english.version);
  });

  it('is the same for everybody who asks for the first time at once', async () => {
    const versions = await Promise.all(Array.from({ length: 8 }, async () => (await noticeOf()).version));

    expect(new Set(versions).size).toBe(1);
    expect(await rowsOf('cookie_notice')).toHaveLength(1);
    expect(await rowsOf('tracker')).toHaveLength(5);
  });

  it('is kept by no cache and by no cookie', async () => {
    const { headers } = await anyone.get(`/libraries/${library.slug}/cookie-notice`).expect(200);

    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('a choice', () => {
  it.each([true, false])('is kept for every category alike when it is %s', async (accepts) => {
    const { version, notice } = await noticeOf();
    const before = Date.now();
    const { body } = await choose({ version, choices: { preferences: accepts }, notice }).expect(201);

    expect(body).toMatchObject({ version, choices: { preferences: accepts }, gpc: false });
    expect(Date.parse(body.recordedAt)).toBeGreaterThanOrEqual(before);
    expect(await rowsOf('cookie_choice')).toMatchObject([
      {
        visitor_id: body.visitorId,
        reader_id: null,
        choices: { preferences: accepts },
        outcome: 'counted',
        country: 'ES',
        language: 'en',
        served_at: expect.any(Date),
      },
    ]);
    const standing = await standingOf(body.visitorId).expect(200);
    expect(standing.body).toMatchObject({
      choices: { preferences: accepts },
      textChanged: false,
      askAgain: false,
      askAgainAt: body.askAgainAt,
    });
  });

  it('lasts as long when it is a refusal, by the rule of the library’s country', async () => {
    const french = await aLibrary(carrel, { country: 'FR' });
    const months = async (of: TestLibrary, accepts: boolean) => {
      const { version } = await noticeOf(of);
      const { body } = await choose({ version, choices: { preferences: accepts } }, {}, of).expect(201);
      const [from, to] = [new Date(body.recordedAt), new Date(body.askAgainAt)];
      return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
    };

    expect([await months(french, true), await months(french, false)]).toEqual([6, 6]);
    expect([await months(library, true), await months(library, false)]).toEqual([24, 24]);
  });

  it('is changed by another, and both are kept', async () => {
    const { version } = await noticeOf();
    const first = await choose({ version, choices: { preferences: true } }).expect(201);
    const { visitorId } = first.body;
    await choose({ visitorId, version, choices: { preferences: false } }).expect(201);

    expect((await standingOf(visitorId).expect(200)).body.choices).toEqual({ preferences: false });
    expect(await rowsOf('cookie_choice')).toHaveLength(2);
    expect(await rowsOf('cookie_standing')).toHaveLength(1);
  });

  it('is nobody’s business at another library, and an id that nobody has is not found', async () => {
    const { version } = await noticeOf();
    const { body } = await choose({ version, choices: { preferences: true } }).expect(201);

    await standingOf(body.visitorId, await aLibrary(carrel)).expect(404);
    await standingOf(randomUUID()).expect(404);
    await standingOf('x').expect(404);
  });

  it('goes with its state the night after its time is over, and not before', async () => {
    const { version } = await noticeOf();
    const { body } = await choose({ version, choices: { preferences: false } }).expect(201);
    const housekeeping = carrel.app.get(CookiesHousekeeping, { strict: false });
    const end = Date.parse(body.askAgainAt);

    expect(await housekeeping.expire(library.id, new Date(end))).toEqual({ choices: 0, standing: 0 });
    expect(await housekeeping.expire(library.id, new Date(end + 1))).toEqual({ choices: 1, standing: 1 });
    await standingOf(body.visitorId).expect(404);
  });
});

describe('what is refused', () => {
  it.each([
    ['a version that was never published', { version: 'a'.repeat(64) }, '/version', 'unknown-version'],
    ['a category that does not exist', { choices: { preferences: true, tracking: true } }, '/choices/tracking', 'unknown-category'],
    ['a refusal of what is necessary', { choices: { preferences: true, necessary: false } }, '/choices/necessary', 'unknown-category'],
    ['a category left open', { choices: {} }, '/choices/preferences', 'missing-category'],
    ['a time of the client’s', { recordedAt: '2020-01-01T00:00:00Z' }, '/recordedAt', 'unknown-field'],
    ['a choice that is none', { choices: { preferences: 'yes' } }, '/choices', 'malformed'],
    ['a proof that is none', { notice: 'x.y' }, '/notice', 'unfit-notice'],
  ])('%s, with a pointer, and counted', async (_, change, pointer, reason) => {
    const { version } = await noticeOf();
    const before = await refusals(reason);
    const { body } = await choose({ version, choices: { preferences: true }, ...change }).expect(422);

    expect(body.errors).toMatchObject([{ pointer, detail: expect.stringMatching(/\.$/) }]);
    expect(await refusals(reason)).toBe(before + 1);
    expect(await rowsOf('cookie_choice')).toEqual([]);
    expect(await rowsOf('cookie_standing')).toEqual([]);
  }); // prettier-ignore

  it('a version and a proof of another library', async () => {
    const elsewhere = await aLibrary(carrel, { country: 'FR' });
    const [own, foreign] = [await noticeOf(), await noticeOf(elsewhere)];
    expect(foreign.version).not.toBe(own.version);

    const version = await choose({ version: foreign.version, choices: { preferences: true } }).expect(422);
    expect(version.body.errors[0].pointer).toBe('/version');
    const proof = await choose({
      version: own.version,
      choices: { preferences: true },
      notice: foreign.notice,
    }).expect(422);
    expect(proof.body.errors[0].pointer).toBe('/notice');
    expect(await rowsOf('cookie_choice')).toEqual([]);
  });

  it('a proof that was answered already, however many answer at once', async () => {
    const { version, notice } = await noticeOf();
    const before = await refusals('replayed');
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => choose({ version, choices: { preferences: true }, notice })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    expect(answers.find(({ status }) => status === 422)?.body.errors[0].pointer).toBe('/notice');
    expect(await refusals('replayed')).toBe(before + 3);
    expect(await rowsOf('cookie_choice')).toHaveLength(1);
    expect(await rowsOf('cookie_standing')).toHaveLength(1);
  });
});

describe('publishing', () => {
  it('asks nobody again when only words change', async () => {
    const { version, meaning } = await noticeOf();
    const { body: chosen } = await choose({ version, choices: { preferences: true } }).expect(201);
    const { body } = await owner
      .post('/library/cookie-notices', await reworded(owner, 'Thank you.'))
      .expect(201);

    expect(body).toMatchObject({ asksAgain: false });
    expect(await noticeOf()).toMatchObject({ version: body.version, meaning });
    expect((await standingOf(chosen.visitorId).expect(200)).body).toMatchObject({
      textChanged: true,
      askAgain: false,
    });
    await choose({ version, choices: { preferences: false } }).expect(201);
  });

  it('asks again when there is something else to choose; an answer to the old notice is kept as late', async () => {
    const { version } = await noticeOf();
    const { body: chosen } = await choose({ version, choices: { preferences: true } }).expect(201);
    await owner.post('/library/cookies', STATISTICS).expect(201);
    const { body } = await owner
      .post('/library/cookie-notices', await reworded(owner, 'More.', true))
      .expect(201);
    expect(body).toMatchObject({ asksAgain: true });

    expect((await standingOf(chosen.visitorId).expect(200)).body).toMatchObject({ askAgain: true });
    const late = await choose({
      visitorId: chosen.visitorId,
      version,
      choices: { preferences: false },
    }).expect(409);
    expect(late.body).toMatchObject({ type: '/problems/superseded-text', visitorId: chosen.visitorId });
    expect((await rowsOf('cookie_choice')).map((row) => row.outcome).sort()).toEqual(['counted', 'late']);
    expect((await standingOf(chosen.visitorId).expect(200)).body).toMatchObject({
      choices: { preferences: true },
      askAgain: true,
    });

    const anew = { visitorId: chosen.visitorId, version: body.version };
    await choose({ ...anew, choices: { preferences: true } }).expect(422);
    await choose({ ...anew, choices: { preferences: true, statistics: false } }).expect(201);
    expect((await standingOf(chosen.visitorId).expect(200)).body).toMatchObject({ askAgain: false });
  });

  it('asks again when the owner says that the words mean something else', async () => {
    const { version } = await noticeOf();
    const { body: chosen } = await choose({ version, choices: { preferences: true } }).expect(201);
    await owner
      .post('/library/cookie-notices', { ...(await reworded(owner, 'We sell them.')), material: true })
      .expect(201);

    expect((await standingOf(chosen.visitorId).expect(200)).body).toMatchObject({ askAgain: true });
  });

  it('refuses a dark pattern with a pointer to each, and keeps the notice that is there', async () => {
    const { version } = await noticeOf();
    const draft = await draftOf(owner);
    const [english] = draft.texts;
    if (!english) throw new Error('the notice speaks English');
    const { body } = await owner
      .post('/library/cookie-notices', {
        layers: { first: ['accept', 'settings'], second: ['save'] },
        categories: [
          { key: 'preferences', onByDefault: true },
          { key: 'marketing', onByDefault: false },
        ],
        texts: [{ ...english, labels: { ...english.labels, accept: 'ACCEPT ALL' } }],
      })
      .expect(422);

    const { errors } = body as { errors: { pointer: string }[] };
    expect(errors.map((one) => one.pointer)).toEqual(
      expect.arrayContaining([
        '/layers/first',
        '/categories/0/onByDefault',
        '/categories/1/key',
        '/texts',
        '/texts/0/labels/refuse',
      ]),
    );
    expect((await noticeOf()).version).toBe(version);
  });

  it('uses no version twice', async () => {
    const { body } = await owner.post('/library/cookie-notices', await draftOf(owner)).expect(409);

    expect(body.type).toBe('/problems/published-before');
  });

  it('keeps every version with its exact words, and changes none', async () => {
    const draft = await reworded(owner, 'Thank you.');
    await owner.post('/library/cookie-notices', draft).expect(201);
    const { body } = await owner.get('/library/cookie-notices').expect(200);

    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ texts: draft.texts, replacedAt: null });
    expect(body.items[1]).toMatchObject({ replacedAt: expect.any(String) });
    const application = new pg.Client({ connectionString: carrel.urls.application });
    await application.connect();
    await application.query(`begin; set local app.library = '${library.id}'`);
    await expect(application.query(`update cookie_notice set texts = '[]'`)).rejects.toMatchObject({
      code: '42501',
    });
    await application.end();
  });

  it.each([
    ['on_by_default', `'{preferences}'`],
    ['first_layer', `'{accept,settings}'`],
    ['second_layer', `'{accept,save}'`],
  ])('cannot be got round in the database: %s', async (column, value) => {
    await noticeOf();
    await expect(
      superuser.query(`update cookie_notice set ${column} = ${value} where library_id = $1`, [library.id]),
    ).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the catalogue', () => {
  it('is kept by the owner: listed, added to, changed and removed from', async () => {
    const { body } = await owner.post('/library/cookies', STATISTICS).expect(201);
    await owner.patch(`/library/cookies/${body.id}`, { lifeDays: 60 }).expect(200);
    const { body: listed } = await owner.get('/library/cookies').expect(200);
    expect(listed.items).toContainEqual({
      ...STATISTICS,
      id: body.id,
      lifeDays: 60,
      dataMonths: null,
      exemption: null,
    });

    await owner.delete(`/library/cookies/${body.id}`).expect(204);
    await owner.delete(`/library/cookies/${body.id}`).expect(404);
    expect((await owner.get('/library/cookies').expect(200)).body.items).toHaveLength(5);
  });

  it.each([
    ['an optional entry without a purpose in a language', { purposes: { en: 'Counts' } }, '/purposes'],
    ['an optional entry without a life', { lifeDays: undefined }, '/lifeDays'],
    ['a necessary entry without its ground', { category: 'necessary' }, '/exemption'],
    ['an exempt entry among the optional', { exemption: 'strictly-necessary' }, '/exemption'],
    [
      'audience measurement that lives too long',
      {
        category: 'necessary',
        exemption: 'audience-own-use',
        thirdParties: [],
        lifeDays: 400,
        dataMonths: 25,
      },
      '/lifeDays',
    ],
  ])('refuses %s', async (_, change, pointer) => {
    const { body } = await owner.post('/library/cookies', { ...STATISTICS, ...change }).expect(422);

    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('refuses a second entry of the same name', async () => {
    await owner.post('/library/cookies', STATISTICS).expect(201);
    await owner.post('/library/cookies', STATISTICS).expect(409);
  });

  it('refuses a notice that leaves out what was added', async () => {
    await owner.post('/library/cookies', STATISTICS).expect(201);
    const { body } = await owner.post('/library/cookie-notices', await reworded(owner, 'x')).expect(422);

    expect(body.errors).toMatchObject([{ pointer: '/categories' }]);
  });
});

describe('the ledger', () => {
  const entries = async () => (await rowsOf('ledger_entry')).map((row) => row.leaf as Buffer);
  const disagreements = async () => {
    const found: unknown[] = [];
    for await (const one of carrel.app.get(FactCheck).run(aJob('test', library.id))) found.push(one);
    return found;
  };

  it('holds each choice, closed: only its row opens the entry, and both go their ways when the time is over', async () => {
    const { version } = await noticeOf();
    const before = (await entries()).map(String);
    const { body } = await choose({ version, choices: { preferences: false } }).expect(201);
    const [leaf, ...more] = (await entries()).filter((one) => !before.includes(String(one)));
    const [row] = await rowsOf('cookie_choice');
    const opening = row?.opening as Buffer;

    expect(more).toEqual([]);
    expect(leaf).toEqual(leafOfOpening(opening));
    expect(leaf?.[0]).toBe(1);
    expect(JSON.parse(readOpening(opening).payload)).toMatchObject({
      kind: 'cookie-choice',
      library: library.id,
      fact: {
        id: body.id,
        version,
        choices: { preferences: false },
        gpc: false,
        outcome: 'counted',
        country: 'ES',
      },
    });

    const end = new Date(Date.parse(body.askAgainAt) + 1);
    await carrel.app.get(CookiesHousekeeping, { strict: false }).expire(library.id, end);
    expect(await entries()).toContainEqual(leaf);
    expect(await rowsOf('cookie_choice')).toEqual([]);
  });

  it('holds each notice, for everybody to read', async () => {
    const { version } = await noticeOf();

    expect((await entries()).map(String).join()).toContain(`"version":"${version}"`);
  });

  it('holds nothing of what was refused', async () => {
    const { version } = await noticeOf();
    const before = (await entries()).length;
    await choose({ version, choices: {} }).expect(422);
    await choose({ version: 'a'.repeat(64), choices: { preferences: true } }).expect(422);

    expect(await entries()).toHaveLength(before);
  });

  it('agrees with choices also after they were linked, and names one that was changed by hand', async () => {
    const ana = await aReader(carrel, { library });
    const { version } = await noticeOf();
    const { body } = await choose({ version, choices: { preferences: false } }).expect(201);
    await ana.put('/me/cookie-choices', { visitorId: body.visitorId }).expect(200);
    expect(await disagreements()).toEqual([]);

    await superuser.query(`update cookie_choice set choices = '{"preferences": true}' where id = $1`, [
      body.id,
    ]);
    expect(await disagreements()).toEqual([{ table: 'cookie_choice', id: body.id, why: 'other words' }]);
  });
});

describe('Global Privacy Control', () => {
  it('is honoured without a visitor id or a row', async () => {
    const notice = await noticeOf(library, '', { 'sec-gpc': '1' });

    expect(notice.gpc).toBe(true);
    expect(notice.categories.filter((one) => one.optional)).toMatchObject([{ on: false }]);
    expect(notice).not.toHaveProperty('visitorId');
    expect(await rowsOf('cookie_choice')).toEqual([]);
  });

  it('never overrides a later explicit choice, which says that it was on', async () => {
    const { version } = await noticeOf(library, '', { 'sec-gpc': '1' });
    const { body } = await choose({ version, choices: { preferences: true } }, { 'sec-gpc': '1' }).expect(
      201,
    );

    expect(body).toMatchObject({ gpc: true, choices: { preferences: true } });
    expect((await standingOf(body.visitorId).expect(200)).body).toMatchObject({
      gpc: true,
      choices: { preferences: true },
      askAgain: false,
    });
  });

  it.each(['0', 'true', '11', ''])('means nothing as %j', async (value) => {
    expect((await noticeOf(library, '', { 'sec-gpc': value })).gpc).toBe(false);
  });

  it('is announced where browsers look for it', async () => {
    const { body, headers } = await anyone.get('//.well-known/gpc.json').expect(200);

    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
  });
});

describe('linking to a reader', () => {
  let ana: TestReader;
  let visitorId: string;
  beforeEach(async () => {
    ana = await aReader(carrel, { library });
    const { version } = await noticeOf();
    const { body } = await choose({ version, choices: { preferences: true } }).expect(201);
    visitorId = body.visitorId as string;
  });

  const held = async (id: string) => {
    const { items } = (await ana.get('/me/data').expect(200)).body as { items: { id: string }[] };
    return items.find((one) => one.id === id);
  };

  it('happens only when the reader says so', async () => {
    expect(await rowsOf('cookie_choice')).toMatchObject([{ reader_id: null }]);
    expect(await held('cookie_choice')).toBeUndefined();
    expect((await ana.get('/me/cookie-choices').expect(200)).body.items).toEqual([]);
  });

  it('puts the choices into the reader’s data, later ones too, and takes them out again', async () => {
    await ana.put('/me/cookie-choices', { visitorId }).expect(200);
    const { version } = await noticeOf();
    await choose({ visitorId, version, choices: { preferences: false } }).expect(201);

    expect(await held('cookie_choice')).toMatchObject({ count: 2, purpose: { key: 'cookies' } });
    expect(await held('cookie_standing')).toMatchObject({ count: 1 });
    expect((await ana.get('/me/cookie-choices').expect(200)).body.items).toMatchObject([
      { visitorId, choices: { preferences: false } },
    ]);

    await ana.delete('/me/cookie-choices').expect(204);
    expect(await held('cookie_choice')).toBeUndefined();
    expect((await standingOf(visitorId).expect(200)).body.choices).toEqual({ preferences: false });
    expect((await rowsOf('cookie_choice')).map((row) => row.reader_id)).toEqual([null, null]);
  });

  it('is refused for a visitor who never chose, and for another reader’s', async () => {
    const bea = await aReader(carrel, { library });
    await ana.put('/me/cookie-choices', { visitorId: randomUUID() }).expect(404);
    await ana.put('/me/cookie-choices', { visitorId }).expect(200);
    await bea.put('/me/cookie-choices', { visitorId }).expect(404);
    expect((await bea.get('/me/cookie-choices').expect(200)).body.items).toEqual([]);
  });

  it('brings them into the download', async () => {
    await ana.put('/me/cookie-choices', { visitorId }).expect(200);
    const { body: request } = await ana.post('/me/requests', { kind: 'access' }).expect(201);
    await eventually('the download', async () => {
      const { body } = await ana.get(`/me/requests/${request.id}`);
      return body.state === 'completed';
    });
    const { body: link } = await ana.post(`/me/requests/${request.id}/download-links`).expect(201);
    const zip = Buffer.from(await (await fetch(`${carrel.url}${new URL(link.url).pathname}`)).arrayBuffer());

    const files = await unzipped(zip);
    expect(files.get('data/cookie_choice.json')?.toString()).toContain(visitorId);
  });

  it('lets an erasure take them', async () => {
    await ana.put('/me/cookie-choices', { visitorId }).expect(200);
    await ana.delete('/me', { password: ana.password }).expect(202);

    const left = async () => [...(await rowsOf('cookie_choice')), ...(await rowsOf('cookie_standing'))];
    await eventually('the erasure', async () => (await left()).length === 0);
    await standingOf(visitorId).expect(404);
  });
});
