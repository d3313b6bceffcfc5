import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { AttachmentsService } from '../src/modules/conversations/attachments.service.js';
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
let library: TestLibrary;
let ana: TestReader;
beforeAll(async () => {
  carrel = await aCarrel({ ATTACHMENT_MEGABYTES: '1' });
  library = await aLibrary(carrel);
  ana = await aReader(carrel, { library });
});
afterAll(() => carrel.stop());

const aPicture = (size = 200_000) =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(size)]);

async function aConversation(reader = ana, subject = 'A question', body = 'Do you have it in Spanish?') {
  const { body: opened } = await reader.post('/me/conversations', { subject, body }).expect(201);
  return opened.id as string;
}

function aForm(bytes: Buffer | string, { name = 'photo.png', type = 'image/png' } = {}): FormData {
  const form = new FormData();
  form.append('file', new Blob([bytes], { type }), name);
  return form;
}

async function bytesOf(path: string, headers: Record<string, string>) {
  const response = await fetch(`${carrel.url}/api/v1${path}`, { headers });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

const asAna = () => ({ authorization: `Bearer ${ana.tokens.accessToken}` });

async function filesOf(reader: TestReader): Promise<string[]> {
  const folder = join(carrel.setting.config.filesDir, reader.library.id, 'people', reader.id);
  return (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
}

async function asSuperuser<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: carrel.superuserUrl });
  await client.connect();
  const { rows } = await client.query<R>(text, values);
  await client.end();
  return rows;
}

describe('a conversation', () => {
  it('goes back and forth between a reader and the library', async () => {
    const id = await aConversation();
    const { body: waiting } = await library.api.get(`/library/conversations?reader=${ana.id}`).expect(200);
    expect(waiting.items[0]).toMatchObject({
      id,
      reader: ana.id,
      subject: 'A question',
      lastAuthor: 'reader',
    });

    await library.api.post(`/library/conversations/${id}/messages`, { body: 'We do.' }).expect(201);
    await ana.post(`/me/conversations/${id}/messages`, { body: 'Thank you.' }).expect(201);

    const { body } = await ana.get(`/me/conversations/${id}/messages`).expect(200);
    expect(body.next).toBeNull();
    expect(body.items).toMatchObject([
      { author: 'reader', body: 'Do you have it in Spanish?' },
      { author: 'library', body: 'We do.' },
      { author: 'reader', body: 'Thank you.' },
    ]);
    expect((await library.api.get(`/library/conversations/${id}/messages`).expect(200)).body).toEqual(body);
    expect((await ana.get(`/me/conversations/${id}`).expect(200)).body).toMatchObject({
      subject: 'A question',
    });
  });

  it('lists its messages a page at a time, and conversations the latest first', async () => {
    const first = await aConversation();
    const second = await aConversation();
    for (const body of ['two', 'three'])
      await ana.post(`/me/conversations/${first}/messages`, { body }).expect(201);

    const { body: page } = await ana.get(`/me/conversations/${first}/messages?limit=2`).expect(200);
    expect(page.items).toHaveLength(2);
    const { body: rest } = await ana
      .get(`/me/conversations/${first}/messages?limit=2&after=${page.next as string}`)
      .expect(200);
    expect(rest).toMatchObject({ items: [{ body: 'three' }], next: null });
    const { body: latest } = await ana.get('/me/conversations?limit=2').expect(200);
    expect((latest.items as { id: string }[]).map((one) => one.id)).toEqual([second, first]);
  });

  it('is announced by a letter when the library answers, once, and never quoted', async () => {
    const ben = await aReader(carrel, { library, language: 'es' });
    const id = await aConversation(ben);
    for (const body of ['A planted answer', 'Another one'])
      await library.api.post(`/library/conversations/${id}/messages`, { body }).expect(201);

    const letters = await eventually('a letter', async () => {
      const found = (await lettersTo(carrel, ben.email)).filter((one) => /respondido/.test(one.subject));
      return found.length ? found : null;
    });
    expect(letters).toHaveLength(1);
    expect(letters[0]?.text).toContain(`/l/${library.slug}/account`);
    expect(letters[0]?.text).not.toContain('planted');
  });

  it('with a reader whose data are restricted goes on without letters', async () => {
    const [ben, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const [waiting, told] = [await aConversation(ben), await aConversation(eva)];
    await asSuperuser(`update subject set state = 'restricted' where id = $1`, [ben.id]);
    for (const id of [waiting, told])
      await library.api.post(`/library/conversations/${id}/messages`, { body: 'We do.' }).expect(201);

    const answers = async (reader: TestReader) =>
      (await lettersTo(carrel, reader.email)).filter((one) => one.subject.includes('answered'));
    await eventually('the letter to Eva, written after', async () => (await answers(eva)).length === 1);
    expect(await answers(ben)).toEqual([]);
    expect((await ben.get(`/me/conversations/${waiting}/messages`).expect(200)).body.items).toHaveLength(2);
  });

  it('of another reader or library does not exist, on any route', async () => {
    const id = await aConversation();
    const { body: attached } = await ana
      .post(`/me/conversations/${id}/attachments`, aForm(aPicture()))
      .expect(201);
    const ben = await aReader(carrel, { library });
    const elsewhere = await aReader(carrel);
    const own = await aConversation(ben);
    const file = attached.id as string;
    for (const stranger of [ben, elsewhere]) {
      await stranger.get(`/me/conversations/${id}`).expect(404);
      await stranger.get(`/me/conversations/${id}/messages`).expect(404);
      await stranger.post(`/me/conversations/${id}/messages`, { body: 'Hello?' }).expect(404);
      await stranger.get(`/me/conversations/${id}/attachments`).expect(404);
      await stranger.post(`/me/conversations/${id}/attachments`, aForm(aPicture())).expect(404);
      await stranger.get(`/me/conversations/${id}/attachments/${file}`).expect(404);
    }
    await ben.get(`/me/conversations/${own}/attachments/${file}`).expect(404);
    const other = elsewhere.library.api;
    await other.get(`/library/conversations/${id}`).expect(404);
    await other.get(`/library/conversations/${id}/messages`).expect(404);
    await other.post(`/library/conversations/${id}/messages`, { body: 'Hello?' }).expect(404);
    await other.get(`/library/conversations/${id}/attachments`).expect(404);
    await other.post(`/library/conversations/${id}/attachments`, aForm(aPicture())).expect(404);
    await other.get(`/library/conversations/${id}/attachments/${file}`).expect(404);
    expect((await other.get(`/library/conversations?reader=${ana.id}`).expect(200)).body.items).toEqual([]);
    expect((await ana.get(`/me/conversations/${id}/messages`).expect(200)).body.items).toHaveLength(1);
    expect((await ana.get(`/me/conversations/${id}/attachments`).expect(200)).body.items).toHaveLength(1);
  });

  it.each([
    [{ subject: '', body: 'x' }, '/subject'],
    [{ subject: 'x' }, '/body'],
    [{ subject: 'x', body: ' \n ' }, '/body'],
    [{ subject: 'x', body: 'a\0b' }, '/body'],
    [{ subject: 'x'.repeat(301), body: 'y' }, '/subject'],
    [{ subject: 'x', body: 'y', from: 'me' }, '/from'],
  ])('is not opened with %j', async (conversation, pointer) => {
    const { body } = await ana.post('/me/conversations', conversation).expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('is for readers and for keys that may write', async () => {
    await library.api.get('/me/conversations').expect(401);
    await ana.get('/library/conversations').expect(401);
  });
});

describe('an attachment', () => {
  it('comes back the same, whole or in part, to both sides, and lies sealed in between', async () => {
    const id = await aConversation(ana, 'Planted subject line', 'planted body of a message');
    const picture = Buffer.concat([aPicture(), Buffer.from('planted words of a picture')]);
    const { body } = await ana
      .post(`/me/conversations/${id}/attachments`, aForm(picture, { name: '../фото ñ.png' }))
      .expect(201);

    const listed = await library.api.get(`/library/conversations/${id}/attachments`).expect(200);
    expect(listed.body.items).toMatchObject([
      { id: body.id, author: 'reader', name: 'фото ñ.png', mediaType: 'image/png', size: picture.length },
    ]);
    const path = `conversations/${id}/attachments/${body.id as string}`;
    const whole = await bytesOf(`/me/${path}`, asAna());
    expect(whole.bytes.equals(picture)).toBe(true);
    expect(whole.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('фото ñ.png')}`,
    );
    const part = await bytesOf(`/library/${path}`, { 'x-api-key': library.apiKey, range: 'bytes=5-70000' });
    expect(part.status).toBe(206);
    expect(part.bytes.equals(picture.subarray(5, 70_001))).toBe(true);

    const planted = [
      'Planted subject line',
      'planted body of a message',
      'planted words of a picture',
      'фото',
    ];
    const stored: Buffer[] = await Promise.all((await filesOf(ana)).map((file) => readFile(file)));
    for (const table of ['conversation', 'message', 'attachment', 'letter'])
      for (const row of await asSuperuser(`select * from ${table}`))
        stored.push(
          ...Object.values(row).map((one) => (Buffer.isBuffer(one) ? one : Buffer.from(String(one)))),
        );
    for (const bytes of stored) for (const words of planted) expect(bytes.includes(words)).toBe(false);
  });

  it('can come from the library, under the reader’s key', async () => {
    const id = await aConversation();
    const before = (await filesOf(ana)).length;
    const { body } = await library.api
      .post(
        `/library/conversations/${id}/attachments`,
        aForm('a list', { name: 'list.txt', type: 'text/plain' }),
      )
      .expect(201);

    expect((await filesOf(ana)).length).toBe(before + 1);
    const given = await ana.get(`/me/conversations/${id}/attachments/${body.id as string}`).expect(200);
    expect(given.text).toBe('a list');
  });

  it.each([
    ['a program', aForm('MZ', { type: 'application/x-msdownload' }), 415],
    ['a page', aForm('<script>', { type: 'text/html' }), 415],
    ['what is no picture', aForm('no picture'), 415],
    ['nothing', aForm('', { type: 'text/plain' }), 422],
    ['too much', aForm(aPicture(1024 ** 2)), 413],
    ['a form without a file', new FormData(), 422],
  ])('is refused that is %s, and leaves nothing', async (_what, form, status) => {
    const id = await aConversation();
    const before = await filesOf(ana);
    const { body } = await ana.post(`/me/conversations/${id}/attachments`, form).expect(status);
    expect(body.detail).toEqual(expect.any(String));
    expect(await filesOf(ana)).toEqual(before);
    expect(await asSuperuser('select 1 from attachment where conversation_id = $1', [id])).toEqual([]);
  });

  it.each([
    ['no form', '{}', 'application/json', 415],
    ['a form without a boundary', 'x', 'multipart/form-data', 400],
    [
      'a form that is cut',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhalf of',
      'multipart/form-data; boundary=x',
      400,
    ],
    ['a form of noise', 'noise', 'multipart/form-data; boundary=x', 400],
  ])('is refused as %s', async (_what, body, type, status) => {
    const id = await aConversation();
    const before = await filesOf(ana);
    const answer = await ana.post(`/me/conversations/${id}/attachments`, body, { 'content-type': type });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(await filesOf(ana)).toEqual(before);
  });

  it('whose upload breaks off leaves nothing', async () => {
    const id = await aConversation();
    const before = await filesOf(ana);
    const headers = { ...asAna(), 'content-type': 'multipart/form-data; boundary=x' };
    const sending = httpRequest(`${carrel.url}/api/v1/me/conversations/${id}/attachments`, {
      method: 'POST',
      headers,
    });
    sending.on('error', () => undefined);
    sending.write(
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n',
    );
    sending.write('x'.repeat(500_000));
    await eventually('the draft', async () => (await filesOf(ana)).length > before.length);

    sending.destroy();

    await eventually('its removal', async () => (await filesOf(ana)).length === before.length);
    await eventually(
      'the removal of its row',
      async () =>
        (await asSuperuser('select 1 from attachment where conversation_id = $1', [id])).length === 0,
    );
  });

  it('that a kill left half-way is swept after a day', async () => {
    const id = await aConversation();
    const { body } = await ana.post(`/me/conversations/${id}/attachments`, aForm(aPicture())).expect(201);
    await asSuperuser(`update attachment set state = 'arriving' where id = $1`, [body.id]);
    const attachments = carrel.app.get(AttachmentsService, { strict: false });

    expect(await attachments.sweep(library.id, new Date())).toBe(0);
    expect(await attachments.sweep(library.id, new Date(Date.now() + 90_000_000))).toBe(1);

    expect((await filesOf(ana)).some((file) => file.endsWith(body.id as string))).toBe(false);
  });

  it('of a reader who is being erased opens no more', async () => {
    const eva = await aReader(carrel, { library });
    const id = await aConversation(eva);
    const { body } = await eva.post(`/me/conversations/${id}/attachments`, aForm(aPicture())).expect(201);
    const path = `/library/conversations/${id}`;
    await library.api.get(`${path}/attachments/${body.id as string}`).expect(200);

    await carrel.app
      .get(Records)
      .in(aJob('test', library.id), (db) => db.changeSubject(eva.id, { state: 'erasing' }));

    await library.api.get(`${path}/attachments/${body.id as string}`).expect(404);
    await library.api.get(`${path}/messages`).expect(404);
    await library.api.post(`${path}/messages`, { body: 'Are you there?' }).expect(404);
    await library.api.post(`${path}/attachments`, aForm(aPicture())).expect(404);
  });
});

it('leaves nothing of what a reader borrowed, wrote, attached and was told once they are forgotten', async () => {
  const eva = await aReader(carrel, { library, consents: ['newsletter', 'phone-calls'] });
  const { body: item } = await library.api.post('/library/items', { title: 'Borrowed once' }).expect(201);
  await eva.post('/me/loans', { itemId: item.id }).expect(201);
  const id = await aConversation(eva);
  await eva.post(`/me/conversations/${id}/attachments`, aForm(aPicture())).expect(201);
  await library.api.post(`/library/conversations/${id}/messages`, { body: 'We do.' }).expect(201);
  const call = { reader: eva.id, kind: 'call', content: 'Called.' };
  await library.api.post('/library/interactions', { ...call, purpose: 'phone-calls' }).expect(201);
  await library.api
    .post('/library/interactions', { ...call, kind: 'email', purpose: 'recommendations' })
    .expect(403);
  await library.api.post('/library/newsletters', { subject: 'News', body: 'Little of it.' }).expect(202);
  const tables = ['loan', 'conversation', 'message', 'attachment', 'interaction', 'interaction_refusal'];
  tables.push('newsletter_recipient', 'unsubscribe_token');
  const rowsLeft = async () => {
    const counts: string[] = [];
    for (const table of tables)
      if ((await asSuperuser(`select 1 from ${table} where reader_id = $1`, [eva.id])).length)
        counts.push(table);
    return counts;
  };
  await eventually('a row of each kind', async () => (await rowsLeft()).length === tables.length);
  expect(await filesOf(eva)).toHaveLength(1);

  await eva.delete('/me', { password: eva.password }).expect(202);

  await eventually('the end of every row', async () => (await rowsLeft()).length === 0);
  await eventually('the end of every file', async () => (await filesOf(eva)).length === 0);
  await library.api.get(`/library/conversations/${id}`).expect(404);
  await library.api.get(`/library/readers/${eva.id}`).expect(404);
});

describe('readers, as the library sees them', () => {
  it('are found by exactly their address, whatever its case, and by their id', async () => {
    const address = ana.email.toUpperCase();
    const { body } = await library.api
      .get(`/library/readers?email=${encodeURIComponent(address)}`)
      .expect(200);
    expect(body).toMatchObject({
      items: [{ id: ana.id, email: ana.email, name: 'Ana Lectora' }],
      next: null,
    });
    expect(Object.keys(body.items[0])).not.toContain('passwordHash');
    expect((await library.api.get(`/library/readers/${ana.id}`).expect(200)).body).toEqual(body.items[0]);
    expect(
      (await library.api.get('/library/readers?email=nobody@example.org').expect(200)).body.items,
    ).toEqual([]);
    await library.api.get('/library/readers?email=nobody').expect(422);
  });

  it('are listed a page at a time', async () => {
    const small = await aLibrary(carrel);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await aReader(carrel, { library: small })).id);
    const { body: first } = await small.api.get('/library/readers?limit=2').expect(200);
    const { body: rest } = await small.api
      .get(`/library/readers?limit=2&after=${first.next as string}`)
      .expect(200);
    const seen = [...first.items, ...rest.items] as { id: string }[];
    expect(seen.map((one) => one.id).sort()).toEqual([...ids].sort());
    expect(rest.next).toBeNull();
  });

  it('of another library do not exist', async () => {
    const other = await aLibrary(carrel);
    await other.api.get(`/library/readers/${ana.id}`).expect(404);
    const { body } = await other.api
      .get(`/library/readers?email=${encodeURIComponent(ana.email)}`)
      .expect(200);
    expect(body.items).toEqual([]);
    await ana.get('/library/readers').expect(401);
  });

  it('leave a trace when they are looked at', async () => {
    await library.api.get(`/library/readers/${ana.id}`).expect(200);
    const rows = await asSuperuser(
      `select 1 from access_entry where route = 'GET /api/v1/library/readers/:id' and $1 = any(subject_ids)`,
      [ana.id],
    );
    expect(rows.length).toBeGreaterThan(0);
  });
});
