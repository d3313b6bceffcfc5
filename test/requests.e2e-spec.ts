import pg from 'pg';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  type TestReader,
} from './support/people.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let client: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await carrel.stop();
});

const superuser = (text: string) => client.query<Record<string, unknown>>(text);

const completed = (reader: TestReader, id: string) =>
  eventually('the download', async () => {
    const { body } = await reader.get(`/me/requests/${id}`).expect(200);
    return body.state === 'completed';
  });

async function bytesOf(reader: TestReader, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(path.startsWith('http') ? path : `${reader.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${reader.tokens.accessToken}`, ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function aDownload(reader: TestReader, kind = 'access') {
  const { body } = await reader.post('/me/requests', { kind }).expect(201);
  await completed(reader, body.id as string);
  const { bytes } = await bytesOf(reader, `/me/requests/${body.id as string}/download`);
  return { id: body.id as string, files: await unzipped(bytes) };
}

function json(files: Map<string, Buffer>, path: string) {
  // What a file holds has no type; what a test expects of it is its assertion.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return
  return JSON.parse(String(files.get(path)));
}

it('receives a request at once, with the day we promise and the day the law sets', async () => {
  const ana = await aReader(carrel);

  const { body } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);

  expect(body).toMatchObject({ kind: 'restriction', state: 'received', download: null });
  const [received, promised, limit] = [body.receivedAt, body.promisedBy, body.legalLimit].map((at: string) =>
    Date.parse(at),
  );
  const days = (Number(promised) - Number(received)) / 86_400_000;
  expect(days).toBeGreaterThan(27.9);
  expect(days).toBeLessThan(31);
  expect(Number(limit)).toBeGreaterThanOrEqual(Number(promised));
  expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([{ id: body.id }]);
});

it('answers access with a ZIP that holds the data by table, explained, and a page that a person can read', async () => {
  const ana = await aReader(carrel, { name: '<b>Ana</b> & "Lectora"', consents: ['newsletter'] });

  const { files } = await aDownload(ana);

  expect(json(files, 'data/reader.json')).toMatchObject([
    { email: ana.email, name: '<b>Ana</b> & "Lectora"' },
  ]);
  expect(json(files, 'data/consent_event.json')).toHaveLength(5);
  expect(json(files, 'data/data_subject_request.json')).toMatchObject([
    { kind: 'access', state: 'in-progress' },
  ]);
  expect(json(files, 'legend.json').tables.consent_event.columns.decision.codes.given).toBe('you said yes');
  expect(json(files, 'about.json')).toMatchObject({
    controller: { name: `Library of ${ana.library.slug}` },
    complaint: { authority: { name: 'Agencia Española de Protección de Datos (AEPD)' } },
    automatedDecisions: expect.stringContaining('No decision about you is made by a machine alone'),
    retention: { reader: 'Until the account ends.' },
  });
  const page = String(files.get('index.html'));
  expect(page).toContain('&lt;b&gt;Ana&lt;/b&gt; &amp; &quot;Lectora&quot;');
  expect(page).not.toContain('<b>Ana');
  expect(page).toContain('Agencia Española');
  expect(page).not.toContain('$argon2');
  expect(String(files.get('data/reader.json'))).not.toContain('argon2');
});

it('answers in Spanish who reads Spanish', async () => {
  const ana = await aReader(carrel, { language: 'es' });

  const { files } = await aDownload(ana);

  expect(String(files.get('index.html'))).toContain('<html lang="es">');
  expect(json(files, 'legend.json').tables.reader.title).toBe('Su cuenta');
});

it('shows who looked at the data, and nobody else who was looked at on the same page', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library });
  const eva = await aReader(carrel, { library });

  const { files } = await aDownload(ana);

  const looks = JSON.parse(String(files.get('data/access_entry.json'))) as { subjectIds: string[] }[];
  expect(looks.length).toBeGreaterThan(0);
  expect(looks.every(({ subjectIds }) => subjectIds.join() === ana.id)).toBe(true);
  expect([...files.values()].some((content) => content.includes(eva.id))).toBe(false);
  expect([...files.values()].some((content) => content.includes(eva.email))).toBe(false);
});

it('gives a link that works once, without a token, and is not used up by a look at its headers', async () => {
  const ana = await aReader(carrel);
  const { id } = await aDownload(ana);
  const { body } = await ana.post(`/me/requests/${id}/download-links`).expect(201);
  const url = String(body.url).replace('http://carrel.test', carrel.url);

  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  const first = await fetch(url);
  const second = await fetch(url);

  expect(first.status).toBe(200);
  expect(first.headers.get('content-disposition')).toContain('attachment');
  expect(first.headers.get('cache-control')).toContain('no-store');
  expect((await unzipped(Buffer.from(await first.arrayBuffer()))).has('index.html')).toBe(true);
  expect(second.status).toBe(404);
});

it('keeps a download from other readers and other libraries', async () => {
  const library = await aLibrary(carrel);
  const ana = await aReader(carrel, { library });
  const eva = await aReader(carrel, { library });
  const { id } = await aDownload(ana);

  for (const stranger of [eva, await aReader(carrel)]) {
    await stranger.get(`/me/requests/${id}`).expect(404);
    await stranger.get(`/me/requests/${id}/download`).expect(404);
    await stranger.post(`/me/requests/${id}/download-links`).expect(404);
    await stranger.delete(`/me/requests/${id}`).expect(404);
  }
});

it('has one request of a kind open at a time, also when two are sent at once', async () => {
  const ana = await aReader(carrel);

  const sent = await Promise.all([1, 2, 3].map(() => ana.post('/me/requests', { kind: 'objection' })));

  expect(sent.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
});

it('takes a request back while it is open, and not afterwards', async () => {
  const ana = await aReader(carrel);
  const { body: open } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);

  expect((await ana.delete(`/me/requests/${open.id as string}`).expect(200)).body.state).toBe('cancelled');

  await ana.delete(`/me/requests/${open.id as string}`).expect(409);
});

it('keeps a statement beside what stays as it was recorded, and gives it back in the download', async () => {
  const ana = await aReader(carrel);
  await ana.post('/me/requests', { kind: 'rectification' }).expect(422);
  await ana
    .post('/me/requests', { kind: 'rectification', statement: 'I never called on Monday.' })
    .expect(201);

  const { files } = await aDownload(ana);

  expect(json(files, 'data/supplementary_statement.json')).toMatchObject([
    { statement: 'I never called on Monday.' },
  ]);
});

it('shows the library what was asked, and another library nothing', async () => {
  const ana = await aReader(carrel);
  const { body } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);

  const own = await ana.library.api.get('/library/requests').expect(200);
  const others = await (await aLibrary(carrel)).api.get('/library/requests').expect(200);

  expect(own.body.items).toMatchObject([{ id: body.id, reader: ana.id }]);
  expect(others.body.items).toEqual([]);
});

it('refuses kinds that do not exist, and fields that it does not know', async () => {
  const ana = await aReader(carrel);

  for (const wrong of [{}, { kind: 'everything' }, { kind: 'access', subject: 'x' }, { kind: ['access'] }])
    await ana.post('/me/requests', wrong).expect(422);
});

describe('an owner', () => {
  const words = { words: 'A sentence that only this reader may read.' };

  async function aCase(kind = 'restriction', { region = null as string | null } = {}) {
    const library = await aLibrary(carrel);
    if (region)
      await carrel.app
        .get(LibrariesService, { strict: false })
        .place(library.slug, { region, body: 'public', timeZone: 'Atlantic/Canary' });
    const ana = await aReader(carrel, { library });
    const olga = await asStaff(carrel, await aStaffMember(carrel, library));
    const { body } = await ana.post('/me/requests', { kind }).expect(201);
    const id = body.id as string;
    const limits = { promisedBy: body.promisedBy as string, legalLimit: body.legalLimit as string };
    return { library, ana, olga, id, at: `/library/requests/${id}`, mine: `/me/requests/${id}`, limits };
  }
  const letterTo = (reader: TestReader, subject: RegExp) =>
    eventually('the letter', async () =>
      (await lettersTo(carrel, reader.email)).find((letter) => subject.test(letter.subject)),
    );

  it('refuses with a reason; the letter names the authority of the region and the courts', async () => {
    const { ana, olga, at, mine, library } = await aCase('restriction', { region: 'CT' });
    const refusal = { reason: 'manifestly-unfounded', explanation: words.words };
    await olga.post(`${at}/refusals`, { ...refusal, reason: 'tedious' }).expect(422);
    await olga.post(`${at}/refusals`, { reason: 'excessive' }).expect(422);

    const { body } = await olga.post(`${at}/refusals`, refusal).expect(201);

    expect(body).toMatchObject({ state: 'refused', reader: ana.id, may: [] });
    expect((await ana.get(mine).expect(200)).body).toMatchObject({
      state: 'refused',
      refusal: {
        ...refusal,
        authority: {
          name: 'Autoritat Catalana de Protecció de Dades (APDCAT)',
          url: 'https://apdcat.gencat.cat',
        },
      },
    });
    const letter = await letterTo(ana, /does not do what you asked/);
    expect(letter.text).toContain(words.words);
    expect(letter.text).toContain('https://apdcat.gencat.cat');
    expect(letter.text).toContain('go to court');
    expect((await olga.post(`${at}/refusals`, refusal).expect(409)).body.type).toBe('/problems/not-open');
    await ana.delete(mine).expect(409);
    expect((await library.api.get('/library/requests').expect(200)).body.items[0]).not.toHaveProperty(
      'refusal',
    );
  });

  it('extends once, to three months from receipt, and tells why', async () => {
    const { ana, olga, at, mine, limits } = await aCase();
    const extension = { reason: 'number', explanation: words.words };

    const { body } = await olga.post(`${at}/extensions`, extension).expect(201);

    expect(body).toMatchObject({ ...limits, state: 'received', extension });
    expect(Date.parse(body.extendedUntil as string)).toBeGreaterThan(Date.parse(limits.legalLimit));
    expect(body.may).not.toContain('extend');
    expect((await ana.get(mine).expect(200)).body.extension).toMatchObject(extension);
    expect((await letterTo(ana, /needs longer/)).text).toContain(words.words);
    expect((await olga.post(`${at}/extensions`, extension).expect(409)).body.type).toBe(
      '/problems/extended-already',
    );
    await olga.post(`${at}/refusals`, { reason: 'exemption', explanation: 'After all.' }).expect(201);
  });

  it('asks who it is; the clock rests until the reader answers, and both instants are kept', async () => {
    const { ana, olga, at, mine, limits, id } = await aCase('objection');
    const why = 'Please tell us the number on your card.';

    const { body: asked } = await olga.post(`${at}/identity-checks`, { why }).expect(201);

    expect(asked).toMatchObject({ state: 'waiting-for-identity', identity: { why, providedAt: null } });
    expect(asked.may).toEqual(['confirm-identity', 'refuse']);
    expect((await letterTo(ana, /needs to know that it is you/)).text).toContain(why);
    expect((await olga.post(`${at}/answers`, { answer: 'Done.' }).expect(409)).body.type).toBe(
      '/problems/waits-for-identity',
    );
    await ana.post('/me/requests', { kind: 'objection' }).expect(409);
    await superuser(`update data_subject_request set received_at = received_at - interval '2 days',
      identity_asked_at = identity_asked_at - interval '2 days' where id = '${id}'`);
    const { body: known } = await ana.post(`${mine}/identity`, { answer: 'Number 7.' }).expect(200);
    expect(known).toMatchObject({
      state: 'received',
      identity: { why, answer: 'Number 7.', providedAt: expect.any(String) },
    });
    expect(Date.parse(known.promisedBy as string)).toBeGreaterThanOrEqual(Date.parse(limits.promisedBy));
    expect((await ana.post(`${mine}/identity`, {}).expect(409)).body.type).toBe('/problems/not-waiting');
    expect((await olga.post(`${at}/identity-checks`, { why }).expect(409)).body.type).toBe(
      '/problems/asked-already',
    );
  });

  it('confirms who asks, and a download is then made', async () => {
    const { olga, ana, at, id } = await aCase('restriction');
    await olga.post(`${at}/identity-checks`, { why: 'Who is it?' }).expect(201);
    await superuser(`update data_subject_request set kind = 'portability' where id = '${id}'`);

    const { body } = await olga.post(`${at}/identity-confirmations`).expect(201);

    expect(body.identity.providedAt).toEqual(expect.any(String));
    await completed(ana, id);
  });

  it('answers what the system cannot do by itself, once', async () => {
    const { ana, olga, at, mine } = await aCase();

    await olga.post(`${at}/answers`, { answer: words.words }).expect(201);

    expect((await ana.get(mine).expect(200)).body).toMatchObject({
      state: 'completed',
      completedAt: expect.any(String),
      answer: words.words,
    });
    expect((await letterTo(ana, /has answered your request/)).text).toContain(words.words);
    await olga.post(`${at}/answers`, { answer: 'Again.' }).expect(409);
    const { files } = await aDownload(ana);
    expect(json(files, 'data/request_words.json')).toMatchObject([{ about: 'answer', words: words.words }]);
  });

  it('cannot refuse or extend after the first month, by no way: the database holds it', async () => {
    const { olga, at, id } = await aCase();
    const move = `promised_by = promised_by - interval '40 days', legal_limit = legal_limit - interval '40 days'`;
    await superuser(
      `update data_subject_request set received_at = received_at - interval '40 days', ${move} where id = '${id}'`,
    );

    for (const [path, reason] of [
      ['extensions', 'number'],
      ['refusals', 'excessive'],
    ])
      expect((await olga.post(`${at}/${path}`, { reason, explanation: 'Late.' }).expect(409)).body.type).toBe(
        '/problems/too-late',
      );
    expect((await olga.get(at).expect(200)).body.may).toEqual(['ask-identity', 'answer']);
    for (const [changes, held] of [
      [`state = 'refused', refused_at = now(), refusal_reason = 'excessive'`, 'refusal_told'],
      [`state = 'refused'`, 'refusal'],
      [
        `extended_at = now(), extended_until = now() + interval '2 months', extension_reason = 'number'`,
        'extension_told',
      ],
      [`extended_at = received_at, extended_until = now() + interval '2 months'`, 'extension'],
      [`promised_by = legal_limit + interval '1 day'`, 'promise'],
      [`state = 'waiting-for-identity'`, 'waiting'],
      [`state = 'completed'`, 'completed'],
    ])
      await expect(
        superuser(`update data_subject_request set ${changes} where id = '${id}'`),
      ).rejects.toThrow(`data_subject_request_${held}"`);
  });

  it('leaves an erasure and a download that is made by itself alone', async () => {
    const { ana, olga, at, id } = await aCase('portability');
    await completed(ana, id);

    expect((await olga.post(`${at}/answers`, { answer: 'Done.' }).expect(409)).body.type).toBe(
      '/problems/not-open',
    );
    const librarian = await asStaff(carrel, await aStaffMember(carrel, ana.library, 'librarian'));
    await librarian.get(at).expect(403);
  });

  it('leaves each step to the ledger, and the words go with the reader', async () => {
    const { library, ana, olga, at, id } = await aCase();
    await olga.post(`${at}/extensions`, { reason: 'complexity', explanation: words.words }).expect(201);
    await olga.post(`${at}/answers`, { answer: words.words }).expect(201);

    // A letter that is being sent as its reader is erased holds the erasure up until the next sweep.
    await letterTo(ana, /has answered your request/);
    await letterTo(ana, /needs longer/);
    const facts = await superuser(`select opening from fact where about = '${id}' order by id`);
    expect(
      facts.rows.map((row) => String(row.opening)).filter((fact) => fact.includes('"complexity"')),
    ).toHaveLength(2);
    await library.api.post(`/library/readers/${ana.id}/erasure`, {}).expect(202);
    await eventually(
      'the words to be gone',
      async () => {
        const { rows } = await superuser(`select 1 from request_words where request_id = '${id}'`);
        return rows.length === 0;
      },
      60,
    );
    const kept = await superuser(`select extension_reason from data_subject_request where id = '${id}'`);
    expect(kept.rows).toEqual([{ extension_reason: 'complexity' }]);
  });
});

it('counts by the holidays and the clock of the library’s region', async () => {
  const library = await aLibrary(carrel);
  const places = carrel.app.get(LibrariesService, { strict: false });
  await places.place(library.slug, { region: 'CN', timeZone: 'Atlantic/Canary' });
  const ana = await aReader(carrel, { library });

  const { body } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);

  const hour = new Date(body.legalLimit as string).toLocaleTimeString('en-GB', {
    timeZone: 'Atlantic/Canary',
  });
  expect(hour).toBe('23:59:59');
});
