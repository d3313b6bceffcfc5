import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestReader } from './support/people.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

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
