import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { Item } from '../src/modules/libraries/item.entity.js';
import { ItemFilesService } from '../src/modules/libraries/item-files.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestLibrary, type TestReader } from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let ana: TestReader;
beforeAll(async () => {
  carrel = await aCarrel({ ITEM_MEGABYTES: '2' });
  library = await aLibrary(carrel);
  ana = await aReader(carrel, { library });
});
afterAll(() => carrel.stop());

it('looks through five thousand titles a request at most, and goes on from there', async () => {
  const large = await aLibrary(carrel);
  const luis = await aReader(carrel, { library: large });
  const titles = [...Array.from({ length: 5_000 }, (_, i) => `Volume ${i}`), 'The last of all'];
  await carrel.app.get(Records).in(aJob('test', large.id), (db) =>
    db.insertMany(
      Item,
      titles.map((title) => ({ title, authors: [], description: null, language: null })),
    ),
  );

  const { body: first } = await luis.get('/me/items?search=last').expect(200);
  expect(first.items).toEqual([]);
  const { body: second } = await luis.get(`/me/items?search=last&after=${first.next as string}`).expect(200);

  expect(second).toMatchObject({ items: [{ title: 'The last of all' }], next: null });
});

const nobodysId = '0198c5a0-0000-7000-8000-000000000000';
const anEpub = (size = 300_000) =>
  Buffer.concat([
    Buffer.from('PK\x03\x04'.padEnd(30, '\0') + 'mimetypeapplication/epub+zip'),
    randomBytes(size),
  ]);

async function anItem(title = 'A quiet place', of = library): Promise<string> {
  const { body } = await of.api.post('/library/items', { title, authors: ['Ida Autora'] }).expect(201);
  return body.id as string;
}

const upload = (id: string, bytes: Buffer | string, type = 'application/epub+zip', of = library) =>
  of.api.send('PUT', `/library/items/${id}/file`, bytes, { 'content-type': type });

async function download(path: string, as: TestReader, headers: Record<string, string> = {}, method = 'GET') {
  const authorization = `Bearer ${as.tokens.accessToken}`;
  const response = await fetch(`${carrel.url}/api/v1${path}`, {
    method,
    headers: { authorization, ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function bytesAtRest(): Promise<string[]> {
  const folder = join(carrel.setting.config.filesDir, library.id, 'content');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(`select * from ${table}`);
  await client.end();
  return rows;
}

describe('items', () => {
  it('are added, changed, shown and removed by the library', async () => {
    const id = await anItem('First title');
    await library.api.patch(`/library/items/${id}`, { title: 'Second title', language: 'es' }).expect(200);

    const { body } = await library.api.get(`/library/items/${id}`).expect(200);
    expect(body).toMatchObject({
      id,
      title: 'Second title',
      authors: ['Ida Autora'],
      language: 'es',
      file: null,
    });

    await library.api.delete(`/library/items/${id}`).expect(204);
    await library.api.get(`/library/items/${id}`).expect(404);
    await ana.get(`/me/items/${id}`).expect(404);
  });

  it('are found by words of title and author, with or without accents, a page at a time', async () => {
    const elsewhere = await aLibrary(carrel);
    const reader = await aReader(carrel, { library: elsewhere });
    const ids: string[] = [];
    for (const title of ['Ñandú uno', 'Otra cosa', 'nandu dos', 'ÑANDÚ tres'])
      ids.push(await anItem(title, elsewhere));

    const first = await reader.get('/me/items?search=nandu%20autora&limit=2').expect(200);
    expect((first.body.items as { title: string }[]).map((one) => one.title)).toEqual([
      'Ñandú uno',
      'nandu dos',
    ]);
    const second = await reader
      .get(`/me/items?search=nandu&limit=2&after=${first.body.next as string}`)
      .expect(200);
    expect(second.body).toMatchObject({ items: [{ id: ids[3] }], next: null });
    expect((await reader.get('/me/items?search=pinguino').expect(200)).body).toEqual({
      items: [],
      next: null,
    });
    expect((await reader.get('/me/items?limit=3').expect(200)).body.items).toHaveLength(3);
  });

  it('are hidden from readers while withdrawn', async () => {
    const id = await anItem('Withdrawn for repair');
    await library.api.patch(`/library/items/${id}`, { state: 'withdrawn' }).expect(200);

    await ana.get(`/me/items/${id}`).expect(404);
    await ana.post('/me/loans', { itemId: id }).expect(404);
    expect((await ana.get('/me/items?search=repair').expect(200)).body.items).toEqual([]);
  });

  it('of another library do not exist', async () => {
    const other = await aLibrary(carrel);
    const stranger = await aReader(carrel, { library: other });
    const id = await anItem();
    await upload(id, anEpub()).expect(200);

    await other.api.get(`/library/items/${id}`).expect(404);
    await other.api.patch(`/library/items/${id}`, { title: 'Mine now' }).expect(404);
    await other.api.delete(`/library/items/${id}`).expect(404);
    await upload(id, anEpub(), 'application/epub+zip', other).expect(404);
    await other.api.get(`/library/items/${id}/file`).expect(404);
    await stranger.get(`/me/items/${id}`).expect(404);
    await stranger.get(`/me/items/${id}/file`).expect(404);
    await stranger.post('/me/loans', { itemId: id }).expect(404);
    expect((await library.api.get(`/library/items/${id}`).expect(200)).body).toMatchObject({
      title: 'A quiet place',
    });
  });

  it.each([
    [{ title: '' }, '/title'],
    [{ title: 'x'.repeat(501) }, '/title'],
    [{ title: 'x', authors: 'Ida' }, '/authors'],
    [{ title: 'x', authors: ['two\nlines'] }, '/authors'],
    [{ title: 'x', colour: 'red' }, '/colour'],
    [{ title: 'x', language: 'Spanish' }, '/language'],
  ])('refuse %j and point at %s', async (item, pointer) => {
    const { body } = await library.api.post('/library/items', item).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('are kept by nobody who is no librarian', async () => {
    await ana.post('/library/items', { title: 'Mine' }).expect(401);
    await ana.put(`/library/items/${await anItem()}/file`, {}).expect(401);
  });
});

describe('files', () => {
  it('go in and come out the same, whole or in ranges, and lie sealed in between', async () => {
    const id = await anItem('Planted title of a sealed book');
    const epub = Buffer.concat([anEpub(), Buffer.from('a planted sentence of a sealed book')]);
    expect((await upload(id, epub).expect(200)).body).toEqual({
      mediaType: 'application/epub+zip',
      size: epub.length,
    });
    await ana.post('/me/loans', { itemId: id }).expect(201);

    const whole = await download(`/me/items/${id}/file`, ana);
    expect(whole.status).toBe(200);
    expect(whole.bytes.equals(epub)).toBe(true);
    expect(whole.headers.get('content-type')).toBe('application/epub+zip');
    expect(whole.headers.get('content-length')).toBe(String(epub.length));
    const tag = whole.headers.get('etag') ?? '';

    await fc.assert(
      fc.asyncProperty(fc.nat(epub.length - 1), fc.nat(epub.length - 1), async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)];
        const part = await download(`/me/items/${id}/file`, ana, {
          range: `bytes=${start}-${end}`,
          'if-range': tag,
        });
        expect(part.status).toBe(206);
        expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/${epub.length}`);
        expect(part.bytes.equals(epub.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 15 },
    );
    const outside = await download(`/me/items/${id}/file`, ana, { range: `bytes=${epub.length}-` });
    expect(outside.status).toBe(416);
    expect(outside.headers.get('content-range')).toBe(`bytes */${epub.length}`);
    const stale = await download(`/me/items/${id}/file`, ana, {
      range: 'bytes=0-9',
      'if-range': '"another"',
    });
    expect(stale.status).toBe(200);
    const head = await download(`/me/items/${id}/file`, ana, {}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([
      200,
      String(epub.length),
      0,
    ]);

    const planted = ['a planted sentence of a sealed book', 'Planted title of a sealed book', 'Ida Autora'];
    for (const path of await bytesAtRest())
      for (const words of planted) expect((await readFile(path)).includes(words)).toBe(false);
    for (const table of ['item', 'item_file', 'loan'])
      for (const row of await rowsOf(table))
        for (const value of Object.values(row))
          for (const words of planted)
            expect((Buffer.isBuffer(value) ? value : Buffer.from(String(value))).includes(words)).toBe(false);
  });

  it('of every type that is lent are taken', async () => {
    const text = 'Un texto llano, con eñes.';
    const id = await anItem();
    await upload(id, text, 'text/plain; charset=utf-8').expect(200);
    expect((await library.api.get(`/library/items/${id}/file`).expect(200)).text).toBe(text);
    await upload(id, '%PDF-1.7 and so on', 'application/pdf').expect(200);
    const { body } = await library.api.get(`/library/items/${id}`).expect(200);
    expect(body.file).toEqual({ mediaType: 'application/pdf', size: 18 });
  });

  it('that are replaced leave nothing of the one before', async () => {
    const id = await anItem();
    await upload(id, anEpub()).expect(200);
    const before = await bytesAtRest();
    await upload(id, 'the second edition', 'text/plain').expect(200);

    const after = await bytesAtRest();
    expect(after).toHaveLength(before.length);
    expect((await library.api.get(`/library/items/${id}/file`).expect(200)).text).toBe('the second edition');
    await library.api.delete(`/library/items/${id}`).expect(204);
    expect(await bytesAtRest()).toHaveLength(before.length - 1);
    expect((await rowsOf('item_file')).filter((row) => row.item_id === id)).toEqual([]);
  });

  it.each([
    ['a picture', randomBytes(100), 'image/png', 415],
    ['what is no EPUB', 'PK no book', 'application/epub+zip', 415],
    ['what is no text', Buffer.from([0xff, 0xfe, 0]), 'text/plain', 415],
    ['JSON', '{}', 'application/json', 415],
    ['a form', '--x--', 'multipart/form-data; boundary=x', 415],
    ['nothing', '', 'text/plain', 422],
    ['too much', 'x'.repeat(2 * 1024 ** 2 + 1), 'text/plain', 413],
  ])('refuse %s and leave nothing of it', async (_what, bytes, type, status) => {
    const id = await anItem();
    const before = await bytesAtRest();

    const { body } = await upload(id, bytes, type).expect(status);

    expect(body).toMatchObject({ status, detail: expect.any(String) });
    expect(await bytesAtRest()).toEqual(before);
    await library.api.get(`/library/items/${id}/file`).expect(404);
    expect((await rowsOf('item_file')).filter((row) => row.item_id === id)).toEqual([]);
  });

  it('may be as large as the limit', async () => {
    await upload(await anItem(), 'x'.repeat(2 * 1024 ** 2), 'text/plain').expect(200);
  });

  it('whose upload breaks off leave nothing', async () => {
    const id = await anItem();
    const before = await bytesAtRest();
    const headers = {
      'x-api-key': library.apiKey,
      'content-type': 'text/plain',
      'content-length': '1000000',
    };
    const sending = httpRequest(`${carrel.url}/api/v1/library/items/${id}/file`, { method: 'PUT', headers });
    sending.on('error', () => undefined);
    sending.write('x'.repeat(400_000));
    await eventually('the draft on the disk', async () => (await bytesAtRest()).length > before.length);
    expect((await rowsOf('item_file')).filter((row) => row.item_id === id)).toMatchObject([
      { state: 'arriving' },
    ]);

    sending.destroy();

    await eventually('its removal', async () => (await bytesAtRest()).length === before.length);
    await eventually('the removal of its row', async () =>
      (await rowsOf('item_file')).every((row) => row.item_id !== id),
    );
  });

  it('that a kill left half-way are swept', async () => {
    const id = await anItem();
    await upload(id, 'still here', 'text/plain').expect(200);
    const client = new pg.Client({ connectionString: carrel.superuserUrl });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(
      `update item_file set state = 'leaving' where item_id = $1 returning id`,
      [id],
    );
    await client.end();

    expect(await carrel.app.get(ItemFilesService, { strict: false }).sweep(library.id, new Date())).toBe(1);

    expect((await bytesAtRest()).some((one) => one.endsWith(rows[0]?.id ?? 'no row'))).toBe(false);
    expect((await rowsOf('item_file')).filter((row) => row.item_id === id)).toEqual([]);
  });

  it('of other routes are refused by type', async () => {
    await library.api.send('POST', '/library/items', 'a text', { 'content-type': 'text/plain' }).expect(415);
    await library.api.send('POST', '/library/items', 'a, b', { 'content-type': 'text/csv' }).expect(415);
  });
});

describe('loans', () => {
  it('let a reader read, keep their place and give back', async () => {
    const id = await anItem('To be read');
    await upload(id, anEpub()).expect(200);
    await ana.get(`/me/items/${id}/file`).expect(403);
    const { body: loan } = await ana.post('/me/loans', { itemId: id }).expect(201);
    expect(Date.parse(loan.dueAt as string)).toBeGreaterThan(Date.now() + 20 * 86_400_000);
    await ana.get(`/me/items/${id}/file`).expect(200);

    await ana.put(`/me/loans/${loan.id as string}/position`, { position: 'epubcfi(/6/14!/4/2)' }).expect(200);
    const { body: loans } = await ana.get('/me/loans').expect(200);
    expect(loans.items[0]).toMatchObject({
      id: loan.id,
      item: { id, title: 'To be read', authors: ['Ida Autora'] },
      state: 'active',
      position: 'epubcfi(/6/14!/4/2)',
    });

    expect((await ana.delete(`/me/loans/${loan.id as string}`).expect(200)).body).toMatchObject({
      state: 'returned',
    });
    await ana.delete(`/me/loans/${loan.id as string}`).expect(200);
    await ana.get(`/me/items/${id}/file`).expect(403);
    await ana.put(`/me/loans/${loan.id as string}/position`, { position: 'too late' }).expect(409);
    await ana.post('/me/loans', { itemId: id }).expect(201);
  });

  it('of one item are one at a time, also when asked for at once', async () => {
    const itemId = await anItem();
    const answers = await Promise.all([1, 2, 3, 4].map(() => ana.post('/me/loans', { itemId })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('end by themselves when they are due', async () => {
    const itemId = await anItem();
    await upload(itemId, 'short', 'text/plain').expect(200);
    const { body: loan } = await ana.post('/me/loans', { itemId }).expect(201);
    const client = new pg.Client({ connectionString: carrel.superuserUrl });
    await client.connect();
    await client.query(`update loan set due_at = now() - interval '1 second' where id = $1`, [loan.id]);
    await client.end();

    await ana.get(`/me/items/${itemId}/file`).expect(403);
    const { body } = await ana.get('/me/loans?limit=1').expect(200);
    expect(body.items[0]).toMatchObject({ id: loan.id, state: 'returned' });
    await ana.post('/me/loans', { itemId }).expect(201);
  });

  it('keep even the item’s id sealed', async () => {
    const itemId = await anItem();
    const { body } = await ana.post('/me/loans', { itemId }).expect(201);
    const row = (await rowsOf('loan')).find((one) => one.id === body.id);
    expect(JSON.stringify({ ...row, item_id: (row?.item_id as Buffer).toString('latin1') })).not.toContain(
      itemId,
    );
  });

  it('of another reader do not exist', async () => {
    const ben = await aReader(carrel, { library });
    const { body } = await ana.post('/me/loans', { itemId: await anItem() }).expect(201);
    await ben.delete(`/me/loans/${body.id as string}`).expect(404);
    await ben.put(`/me/loans/${body.id as string}/position`, { position: '1' }).expect(404);
    expect((await ben.get('/me/loans').expect(200)).body.items).toEqual([]);
  });

  it('of nothing are 404, of no id 422', async () => {
    await ana.post('/me/loans', { itemId: nobodysId }).expect(404);
    const { body } = await ana.post('/me/loans', { itemId: 'that one' }).expect(422);
    expect(body.errors[0].pointer).toBe('/itemId');
    await ana.put(`/me/loans/${nobodysId}/position`, {}).expect(422);
    await ana.delete('/me/loans/no-id').expect(404);
  });
});

it('takes and gives a large file in flat memory', async () => {
  const megabytes = 150;
  const spacious = await aCarrel();
  try {
    const { api, apiKey } = await aLibrary(spacious);
    const { body } = await api.post('/library/items', { title: 'A large book' }).expect(201);
    const address = `${spacious.url}/api/v1/library/items/${body.id as string}/file`;
    const before = process.memoryUsage().rss;
    let most = before;
    const look = () => (most = Math.max(most, process.memoryUsage().rss));
    const piece = Buffer.alloc(1024 ** 2, 'x');
    async function* pieces() {
      for (let sent = 0; sent < megabytes; sent++) {
        look();
        yield await Promise.resolve(piece);
      }
    }
    const headers = { 'x-api-key': apiKey, 'content-type': 'text/plain' };
    // Not fetch, which keeps in memory what it sends.
    const sending = httpRequest(address, { method: 'PUT', headers });
    const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
    await pipeline(pieces(), sending);
    expect(await json((await answered)[0])).toMatchObject({ size: megabytes * 1024 ** 2 });
    const given = await fetch(address, { headers: { 'x-api-key': apiKey } });
    let size = 0;
    for await (const bytes of given.body ?? []) {
      size += (bytes as Uint8Array).length;
      look();
    }
    expect(size).toBe(megabytes * 1024 ** 2);
    expect((most - before) / 1024 ** 2).toBeLessThan(96);
  } finally {
    await spacious.stop();
  }
});
