import { jest } from '@jest/globals';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { ZipFile } from 'yazl';
import { Queue } from '../src/foundation/database/queue.js';
import { Records } from '../src/foundation/records/records.js';
import { aJob } from '../src/foundation/access/signed-in.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { ImportWork } from '../src/modules/data-subject-requests/import-work.service.js';
import { PortabilityFormat } from '../src/modules/data-subject-requests/portability-format.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, type TestReader } from './support/people.js';
import { aReaderWithEverything } from './support/planted.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let superuser: pg.Client;
let reader: TestReader;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  reader = await aReader(carrel);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** A portability file, as far as tests look into it. */
interface Taken {
  data: Record<string, Record<string, unknown>[]>;
  leftOut: { table: string; why: string }[];
}

async function takenFrom(reader: TestReader) {
  const { body } = await reader.post('/me/requests', { kind: 'portability' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventually('the file', async () => (await reader.get(path).expect(200)).body.state === 'completed');
  const { bytes } = await reader.get(`${path}/download`).expect(200);
  const files = await unzipped(bytes);
  const document = JSON.parse(String(files.get('portability.json'))) as Taken;
  return { bytes, files, document };
}

it('gives what the reader provided for consent and contract, in the form of its schema, and nobody else', async () => {
  const { reader, planted } = await aReaderWithEverything(carrel);
  const event = { reader: reader.id, kind: 'tracking-event', purpose: 'recommendations', content: 'page 7' };
  await reader.library.api.post('/library/interactions', event).expect(201);

  const { files, document } = await takenFrom(reader);

  expect(carrel.app.get(PortabilityFormat, { strict: false }).faults(document)).toEqual([]);
  expect(JSON.parse(String(files.get('schema.json')))).toEqual(
    carrel.app.get(PortabilityFormat, { strict: false }).schema(),
  );
  const { data } = document;
  expect(data.reader).toMatchObject([
    { email: reader.email, name: 'Ana <Lectora> & "hija"', birthDate: '1990-05-17' },
  ]);
  expect(data.message?.map(({ body }) => body)).toEqual([planted.get('message.body')]);
  expect(data.loan).toMatchObject([{ item: { title: 'Nada', authors: ['Laforet'] } }]);
  expect(data.interaction).toMatchObject([{ kind: 'tracking-event', content: 'page 7' }]);
  const file = String(data.attachment?.[0]?.file);
  expect(String(files.get(file))).toBe('hello');
  expect(Object.keys(data)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/consent|access|letter|disclosure|social/)]),
  );
  const behind = document.leftOut.map(({ table }) => table);
  expect(behind).toEqual(expect.arrayContaining(['consent', 'access_entry', 'letter']));
  const everything = [...files.values()].map(String).join('');
  expect(everything).not.toContain('We answer');
  expect(everything).not.toContain(planted.get('reader.guardian'));
  expect(everything).not.toContain(reader.id);
});

/** The thread that the reader opened themself. */
async function threadOf(eva: TestReader, planted: Map<string, string>) {
  const { items } = (await eva.get('/me/conversations').expect(200)).body as {
    items: { id: string; subject: string }[];
  };
  const found = items.find(({ subject }) => subject === planted.get('conversation.subject'));
  if (!found) throw new Error('The thread did not come along.');
  return found;
}

const formOf = (bytes: Buffer | string, name = 'data.zip') => {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(Buffer.from(bytes))]), name);
  return form;
};

const taken = (reader: TestReader, id: string) =>
  eventually('the import', async () => {
    const { body } = await reader.get(`/me/imports/${id}`).expect(200);
    return body.state === 'completed';
  });

describe('bringing it along to another library', () => {
  let bytes: Buffer;
  let document: Taken;
  let planted: Map<string, string>;
  let from: TestReader;
  beforeAll(async () => {
    ({ reader: from, planted } = await aReaderWithEverything(carrel));
    ({ bytes, document } = await takenFrom(from));
  });

  it('shows what would be taken and what not, and takes it once the reader says so', async () => {
    const eva = await aReader(carrel, { name: 'Eva' });

    const { body: preview } = await eva.post('/me/imports', formOf(bytes)).expect(201);
    expect((await eva.get('/me/conversations').expect(200)).body.items).toEqual([]);
    await eva.post(`/me/imports/${String(preview.id)}/confirm`).expect(200);
    await taken(eva, preview.id as string);

    expect(preview).toMatchObject({
      state: 'previewed',
      from: { name: `Library of ${from.library.slug}`, country: 'ES' },
      never: expect.stringContaining('Consents are never brought along'),
    });
    expect(preview.takes).toEqual(
      expect.arrayContaining([
        { table: 'reader', title: 'Your account', count: 1 },
        { table: 'conversation', title: 'Conversations', count: 2 },
        { table: 'message', title: 'Messages', count: 1 },
        { table: 'attachment', title: 'Attachments', count: 1 },
        { table: 'loan', title: 'Loans', count: 1 },
      ]),
    );
    expect(preview.leaves).toContainEqual(expect.objectContaining({ table: 'session' }));
    const { body: me } = await eva.get('/me').expect(200);
    expect(me).toMatchObject({ name: 'Eva', email: eva.email, phone: '+34 600 111 222' });
    const thread = await threadOf(eva, planted);
    expect(thread).toMatchObject({
      subject: planted.get('conversation.subject'),
      broughtFrom: `Library of ${from.library.slug}`,
    });
    const path = `/me/conversations/${thread.id}`;
    expect((await eva.get(`${path}/messages`).expect(200)).body.items).toMatchObject([
      { author: 'reader', body: planted.get('message.body') },
    ]);
    const [file] = (await eva.get(`${path}/attachments`).expect(200)).body.items;
    expect((await eva.get(`${path}/attachments/${String(file.id)}`).expect(200)).text).toBe('hello');
    expect((await eva.get('/me/past-loans').expect(200)).body.items).toMatchObject([
      { item: { title: 'Nada', authors: ['Laforet'] }, broughtFrom: `Library of ${from.library.slug}` },
    ]);
    expect((await eva.get('/me/consents').expect(200)).body.items).not.toContainEqual(
      expect.objectContaining({ state: 'given' }),
    );
  });

  it('can be read and not gone on with, says where it came from, and goes on to a third library', async () => {
    const eva = await aReader(carrel);
    const { body } = await eva.post('/me/imports', formOf(bytes)).expect(201);
    await eva.post(`/me/imports/${String(body.id)}/confirm`).expect(200);
    await taken(eva, body.id as string);
    const thread = await threadOf(eva, planted);
    const path = `conversations/${thread.id}`;

    await eva.post(`/me/${path}/messages`, { body: 'And now?' }).expect(409);
    await eva.library.api.post(`/library/${path}/messages`, { body: 'Here?' }).expect(409);
    const held = (await eva.get('/me/data').expect(200)).body.items as { id: string }[];
    const onwards = (await takenFrom(eva)).document;

    expect(held).toContainEqual(
      expect.objectContaining({
        id: 'message',
        broughtAlong: { count: 1, text: 'Of these you brought 1 along from another library.' },
      }),
    );
    expect(onwards.data.message).toMatchObject([{ body: planted.get('message.body'), isBroughtAlong: true }]);
    expect(onwards.data.past_loan).toMatchObject([{ broughtFrom: `Library of ${from.library.slug}` }]);
  });

  it('brings nothing twice, however often the same file comes', async () => {
    const eva = await aReader(carrel);
    for (let i = 0; i < 2; i += 1) {
      const { body } = await eva.post('/me/imports', formOf(JSON.stringify(document))).expect(201);
      await eva.post('/me/imports', formOf(bytes)).expect(409);
      await eva.post(`/me/imports/${String(body.id)}/confirm`).expect(200);
      await eva.post(`/me/imports/${String(body.id)}/confirm`).expect(200);
      await taken(eva, body.id as string);
      await eva.delete(`/me/imports/${String(body.id)}`).expect(409);
    }

    expect((await eva.get('/me/conversations').expect(200)).body.items).toHaveLength(2);
    expect((await eva.get('/me/past-loans').expect(200)).body.items).toHaveLength(1);
  });
});

describe('what no library gave', () => {
  const good = {
    format: 'carrel-portability',
    version: 1,
    madeAt: '2026-11-01T00:00:00Z',
    library: { name: 'Elsewhere', country: 'PT' },
    data: {},
  };
  const message = {
    id: '019ac000-0000-7000-8000-000000000001',
    conversationId: '019ac000-0000-7000-8000-000000000002',
    author: 'reader',
    body: 'Hello',
    sentAt: '2026-10-01T00:00:00Z',
    isBroughtAlong: false,
  };

  it.each([
    ['no document at all', 'hello', '/file'],
    ['a ZIP that is none', Buffer.from('PK\x03\x04 and nothing more'), '/file'],
    ['another format', JSON.stringify({ ...good, format: 'other' }), '/format'],
    ['a later form', JSON.stringify({ ...good, version: 2 }), '/version'],
    ['no data', JSON.stringify({ ...good, data: [] }), '/data'],
    [
      'a message that is none',
      JSON.stringify({ ...good, data: { message: [{ ...message, body: 7 }] } }),
      '/data/message/0/body',
    ],
    [
      'a message of no thread',
      JSON.stringify({ ...good, data: { message: [message] } }),
      '/data/message/0/conversationId',
    ],
    [
      'a loan of tomorrow',
      JSON.stringify({
        ...good,
        data: {
          past_loan: [
            { ...message, item: {}, broughtFrom: 'x', lentAt: '2999-01-01T00:00:00Z', returnedAt: null },
          ],
        },
      }),
      '/data/past_loan/0/lentAt',
    ],
  ])('is refused with a pointer: %s', async (_, file, pointer) => {
    const { body } = await reader.post('/me/imports', formOf(file)).expect(422);

    expect(body.errors).toContainEqual(expect.objectContaining({ pointer }));
    expect((await reader.get('/me/imports').expect(200)).body.items).toEqual([]);
  });

  it('is not unpacked: a document that swells, and names that climb', async () => {
    const bomb = new ZipFile();
    bomb.addBuffer(Buffer.alloc(33 * 1024 ** 2, 0x20), 'portability.json');
    bomb.end();
    const swollen = Buffer.concat(await (bomb.outputStream as Readable).toArray());
    expect(swollen.length).toBeLessThan(100_000);
    await reader.post('/me/imports', formOf(swollen)).expect(422);

    const climbing = new ZipFile();
    climbing.addBuffer(Buffer.from('x'), 'aa/aa/passwd');
    climbing.end();
    const plain = Buffer.concat(await (climbing.outputStream as Readable).toArray());
    const climbed = Buffer.from(plain.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1');
    await reader.post('/me/imports', formOf(climbed)).expect(422);
  });

  it('is another reader’s to see as little as anything of theirs', async () => {
    const { body } = await reader.post('/me/imports', formOf(JSON.stringify(good))).expect(201);
    for (const stranger of [await aReader(carrel, { library: reader.library }), await aReader(carrel)]) {
      await stranger.get(`/me/imports/${String(body.id)}`).expect(404);
      await stranger.post(`/me/imports/${String(body.id)}/confirm`).expect(404);
      await stranger.delete(`/me/imports/${String(body.id)}`).expect(404);
    }
    await reader.delete(`/me/imports/${String(body.id)}`).expect(204);
    await reader.get(`/me/imports/${String(body.id)}`).expect(404);
  });

  it('goes by itself when nobody confirms it within a week', async () => {
    const { body } = await reader.post('/me/imports', formOf(JSON.stringify(good))).expect(201);
    const work = carrel.app.get(ImportWork, { strict: false });

    expect(await work.expire(reader.library.id, new Date())).toBe(0);
    expect(await work.expire(reader.library.id, new Date(Date.now() + 8 * 86_400_000))).toBe(1);

    await reader.get(`/me/imports/${String(body.id)}`).expect(404);
  });
});

describe('a server that is killed while it takes what was brought', () => {
  it('ends where an undisturbed one ends, wherever it is broken off', async () => {
    const { reader: from, planted } = await aReaderWithEverything(carrel);
    const { bytes } = await takenFrom(from);
    const eva = await aReader(carrel);
    const work = carrel.app.get(ImportWork, { strict: false });
    const records = carrel.app.get(Records);
    const whole = records.in.bind(records);
    await carrel.app.get(Queue).stop();
    const { body } = await eva.post('/me/imports', formOf(bytes)).expect(201);
    const id = body.id as string;
    await eva.post(`/me/imports/${id}/confirm`).expect(200);
    const now = new Date();
    // Once also when everything is here and only the file is left.
    const store = carrel.app.get(SealedStore);
    jest.spyOn(store, 'remove').mockRejectedValueOnce(new Error('killed'));
    let kills = 0;
    for (let left = 1; ; left += 1) {
      let calls = 0;
      const broken = jest.spyOn(records, 'in').mockImplementation((me, step) => {
        calls += 1;
        return calls > left ? Promise.reject(new Error('killed')) : whole(me, step);
      });
      const outcome = await work.take({ libraryId: eva.library.id, id }, new Date(now.getTime() + left)).then(
        () => 'whole',
        () => 'killed',
      );
      broken.mockRestore();
      if (outcome === 'whole') break;
      kills += 1;
      await superuser.query(
        "update portability_import set lease_until = now() - interval '1 day', attempts = 0 where id = $1",
        [id],
      );
    }

    expect(kills).toBeGreaterThan(4);
    expect(await work.due(eva.library.id, new Date(now.getTime() + 86_400_000))).toEqual([]);
    await expect(store.size(aJob('imports', eva.library.id), { id, subjectId: eva.id })).rejects.toThrow();
    expect((await eva.get(`/me/imports/${id}`).expect(200)).body.state).toBe('completed');
    const thread = await threadOf(eva, planted);
    const path = `/me/conversations/${thread.id}`;
    expect((await eva.get(`${path}/messages`).expect(200)).body.items).toHaveLength(1);
    expect((await eva.get(`${path}/attachments`).expect(200)).body.items).toHaveLength(1);
    expect((await eva.get('/me/past-loans').expect(200)).body.items).toHaveLength(1);
  });
});
