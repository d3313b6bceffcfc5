import { randomUUID } from 'node:crypto';
import { aJob } from '../src/foundation/access/signed-in.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { Records } from '../src/foundation/records/records.js';
import { SubjectRows } from '../src/foundation/records/subject-rows.js';
import { Reader } from '../src/modules/accounts/reader.entity.js';
import { Interaction } from '../src/modules/conversations/interaction.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { routesOf } from './support/routes.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
}, 60_000);
afterAll(() => carrel.stop());

/** The files of a copy of all that is held of a reader. */
async function copyOf(reader: TestReader): Promise<Map<string, string>> {
  const { body } = await reader.post('/me/requests', { kind: 'access' }).expect(201);
  await eventually('the download', async () => {
    const { body: request } = await reader.get(`/me/requests/${body.id as string}`).expect(200);
    return request.state === 'completed';
  });
  const { bytes } = await reader.get(`/me/requests/${body.id as string}/download`).expect(200);
  return new Map([...(await unzipped(bytes))].map(([name, content]) => [name, content.toString('utf8')]));
}

async function aCall(reader: TestReader, content: string): Promise<string> {
  const call = { readerId: reader.id, kind: 'call', purpose: 'phone-calls', content } as const;
  return carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => db.insert(Interaction, { ...call, occurredAt: new Date() }));
}

/** A thread with a message and a file, by whose ids its data are named. */
async function aThread(reader: TestReader, word: string) {
  const { body: thread } = await reader
    .post('/me/conversations', { subject: `Subject ${word}`, body: `Message ${word}` })
    .expect(201);
  const id = thread.id as string;
  const { body: messages } = await reader.get(`/me/conversations/${id}/messages`).expect(200);
  const form = new FormData();
  form.append('file', new Blob(['A text'], { type: 'text/plain' }), `File ${word}.txt`);
  const { body: attachment } = await reader.post(`/me/conversations/${id}/attachments`, form).expect(201);
  return { id, message: messages.items[0].id as string, attachment: attachment.id as string };
}

async function aRecipient(reader: TestReader): Promise<string> {
  const recipient = { name: 'Imprenta', country: 'ES', channel: 'email', address: 'sur@printer.example' };
  const { body } = await olga.post('/library/recipients', recipient).expect(201);
  const disclosure = { reader: reader.id, recipient: body.id as string, categories: ['identity'] };
  await library.api.post('/library/disclosures', disclosure).expect(201);
  return body.id as string;
}

const told = async (reader: TestReader): Promise<string[]> => {
  const { body } = await reader.get('/me/recipients').expect(200);
  return (body.items[0].told as { data: string[] }[]).flatMap(({ data }) => data);
};

const ask = (reader: TestReader, datum: string, row: string | undefined, value: string) =>
  reader.post('/me/corrections', { datum, ...(row ? { row } : {}), value, why: 'It was otherwise.' });

async function accepted(reader: TestReader, datum: string, row: string, value: string) {
  const { body } = await ask(reader, datum, row, value).expect(201);
  await olga.put(`/library/corrections/${body.id as string}`, { accepted: true }).expect(200);
}

async function changeEmail(reader: TestReader, email: string) {
  await reader.post('/me/email-changes', { email, password: reader.password }).expect(202);
  const token = await tokenInLetterTo(carrel, email);
  await new Caller(carrel.url).post(`/libraries/${library.slug}/email-confirmations`, { token }).expect(204);
}

/** Old and new value of each datum whose history is kept. */
const VALUES: Record<string, { old: string; changed: string }> = {
  'reader.email': { old: 'anaoldxyz@example.org', changed: 'ananewxyz@example.org' },
  'reader.name': { old: 'Ana Oldxyz', changed: 'Ana Newxyz' },
  'reader.country': { old: 'ES', changed: 'PT' },
  'reader.birth_date': { old: '1990-05-17', changed: '1991-06-18' },
  'reader.language': { old: 'en', changed: 'es' },
  'reader.phone': { old: '+34 600 000 001', changed: '+34 600 000 002' },
  'reader.guardian': { old: 'Oldguard', changed: 'Newguard' },
  'conversation.subject': { old: 'Subject Oldxyz', changed: 'Subject Newxyz' },
  'message.body': { old: 'Message Oldxyz', changed: 'Message Newxyz' },
  'attachment.name': { old: 'File Oldxyz.txt', changed: 'File Newxyz.txt' },
  'interaction.content': { old: 'Called Oldxyz', changed: 'Called Newxyz' },
};

describe('every datum on the map', () => {
  it('has one way to be rectified, and the route that it names is there', () => {
    const { routes } = routesOf(carrel);
    const names = new Set(routes.map(({ name }) => name.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':x')));
    const data = carrel.app
      .get(DataMap)
      .data()
      .filter(({ purpose }) => purpose !== 'staff');

    for (const { fieldId, way, rectify } of data) {
      expect([fieldId, way]).toEqual([
        fieldId,
        expect.stringMatching(/^(direct|confirmed|reviewed|statement)$/),
      ]);
      expect([fieldId, way === 'statement']).toEqual([fieldId, rectify === undefined]);
      if (rectify) expect([fieldId, names]).toEqual([fieldId, expect.objectContaining(names)]);
      if (rectify) expect([...names]).toContain(rectify.replace(/:\w+/g, ':x'));
    }
    const reviewed = data.filter(({ way }) => way === 'reviewed').map(({ fieldId }) => fieldId);
    expect(reviewed.sort()).toEqual([
      'attachment.name',
      'conversation.subject',
      'interaction.content',
      'message.body',
    ]);
  });

  it('of which a history is kept is corrected below', () => {
    const kept = carrel.app
      .get(SubjectRows)
      .tables.flatMap(({ personal, shape }) =>
        personal.keepsHistory ? shape.sealed.filter(({ isSecret }) => !isSecret) : [],
      );
    const names = kept
      .map(({ sealed }) => sealed?.fieldId)
      // What a file says of itself, and the library that a thread was brought along from.
      .filter((name) => name !== 'attachment.media_type' && name !== 'conversation.brought_from');

    expect(names.sort()).toEqual(Object.keys(VALUES).sort());
  });
});

it('shows each datum new everywhere, the old one in the history alone, and tells who received it', async () => {
  const at = (name: string) => VALUES[name] ?? { old: '', changed: '' };
  const ana = await aReader(carrel, { library, name: at('reader.name').old, email: at('reader.email').old });
  const [older, newer] = ['old', 'changed'] as const;
  for (const which of [older, newer]) {
    if (which === newer) await aRecipient(ana);
    await ana
      .patch('/me', {
        name: at('reader.name')[which],
        country: at('reader.country')[which],
        birthDate: at('reader.birth_date')[which],
        language: at('reader.language')[which],
        phone: at('reader.phone')[which],
      })
      .expect(200);
    // By the door alone: an adult has no guardian to name.
    const guardian = { name: at('reader.guardian')[which], email: 'guard@example.org' };
    await carrel.app
      .get(Records)
      .in(aJob('test', library.id), (db) => db.update(Reader, { id: ana.id }, { guardian }));
    if (which === older) continue;
    await changeEmail(ana, at('reader.email').changed);
  }
  const thread = await aThread(ana, 'Oldxyz');
  const call = await aCall(ana, at('interaction.content').old);
  await accepted(ana, 'conversation.subject', thread.id, at('conversation.subject').changed);
  await accepted(ana, 'message.body', thread.message, at('message.body').changed);
  await accepted(ana, 'attachment.name', thread.attachment, at('attachment.name').changed);
  await accepted(ana, 'interaction.content', call, at('interaction.content').changed);

  const data = (await ana.get('/me/data').expect(200)).text;
  for (const [name, { changed }] of Object.entries(VALUES))
    if (name.startsWith('reader.')) expect(data).toContain(changed);
  const copy = await copyOf(ana);
  const history = JSON.parse(copy.get('data/correction.json') ?? '[]') as {
    datum: string;
    old: unknown;
    new: unknown;
  }[];
  for (const [datum, { old, changed }] of Object.entries(VALUES)) {
    const made = history.filter((one) => one.datum === datum);
    expect([datum, JSON.stringify(made.map((one) => one.old))]).toEqual([
      datum,
      expect.stringContaining(old),
    ]);
    expect([datum, JSON.stringify(made.at(-1)?.new)]).toEqual([datum, expect.stringContaining(changed)]);
    const table = copy.get(`data/${datum.split('.')[0] ?? ''}.json`) ?? '';
    expect([datum, table]).toEqual([datum, expect.stringContaining(changed)]);
    // A letter and a link say truly where they went; codes of two letters stand in many words.
    if (old.length > 2)
      for (const [file, content] of copy)
        if (file.startsWith('data/') && !/correction|letter|account_link/.test(file))
          expect([datum, file, content.includes(old)]).toEqual([datum, file, false]);
  }
  const found = (email: string) => library.api.get(`/library/readers?email=${email}`).expect(200);
  expect((await found(at('reader.email').changed)).body.items).toMatchObject([{ id: ana.id }]);
  expect((await found(at('reader.email').old)).body.items).toEqual([]);
  expect([...new Set(await told(ana))].sort()).toEqual(Object.keys(VALUES).sort());
});

describe('a correction of the library’s record', () => {
  it('waits for the owner, who sees both, under the clock of a request for rectification', async () => {
    const ana = await aReader(carrel, { library });
    const call = await aCall(ana, 'Called on Monday');
    const { body } = await ask(ana, 'interaction.content', call, 'Never called').expect(201);

    expect(body).toMatchObject({ state: 'open', datum: 'interaction.content', row: call });
    expect((await ana.get(`/me/requests/${body.request as string}`).expect(200)).body).toMatchObject({
      kind: 'rectification',
      state: 'received',
    });
    const { body: list } = await olga.get('/library/corrections?state=open').expect(200);
    expect(list.items).toMatchObject([{ id: body.id, present: 'Called on Monday', value: 'Never called' }]);
    await ask(ana, 'interaction.content', call, 'Never called').expect(409);
  });

  it('that is refused is told with the reason, and the reader’s words stand beside the record', async () => {
    const ana = await aReader(carrel, { library });
    const call = await aCall(ana, 'Called on Tuesday');
    const thread = await aThread(ana, 'one');
    const { body: first } = await ask(ana, 'interaction.content', call, 'Never called').expect(201);
    const { body: second } = await ask(ana, 'conversation.subject', thread.id, 'Hours').expect(201);
    expect(second.request).toBe(first.request);

    await olga.put(`/library/corrections/${first.id as string}`, { accepted: false }).expect(422);
    const refusal = { accepted: false, reason: 'The log shows the call.' };
    await olga.put(`/library/corrections/${first.id as string}`, refusal).expect(200);
    await olga.put(`/library/corrections/${first.id as string}`, refusal).expect(409);

    const stateOf = async () =>
      (await ana.get(`/me/requests/${first.request as string}`).expect(200)).body.state as string;
    expect(await stateOf()).toBe('received');
    await olga.put(`/library/corrections/${second.id as string}`, { accepted: true }).expect(200);
    expect(await stateOf()).toBe('completed');
    const letter = await eventually('the letter', async () =>
      (await lettersTo(carrel, ana.email)).find(({ text }) => text.includes('The log shows the call.')),
    );
    expect(letter.text).toContain('complain');
    const { body: interactions } = await ana.get('/me/interactions').expect(200);
    expect(interactions.items).toMatchObject([{ content: 'Called on Tuesday' }]);
    const copy = await copyOf(ana);
    expect(copy.get('data/supplementary_statement.json')).toContain('Never called');
    expect((await ana.get('/me/corrections').expect(200)).body.items).toMatchObject([
      { state: 'accepted' },
      { state: 'refused', reason: 'The log shows the call.' },
    ]);
  });

  it('is of a datum that there is, in a row that is the reader’s, and of one that is not corrected otherwise', async () => {
    const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const call = await aCall(eva, 'Called');
    const problem = async (...given: [datum: string, row: string | undefined, status: number]) => {
      const [datum, row, status] = given;
      const { body } = await ask(ana, datum, row, 'x').expect(status);
      return [(body.errors as { pointer: string }[])[0]?.pointer, body.detail as string];
    };

    expect(await problem('reader.shoe_size', call, 422)).toEqual([
      '/datum',
      expect.stringContaining('no such datum'),
    ]);
    expect(await problem('staff.name', call, 422)).toEqual([
      '/datum',
      expect.stringContaining('no such datum'),
    ]);
    expect(await problem('reader.name', ana.id, 422)).toEqual([
      '/datum',
      expect.stringContaining('PATCH /me'),
    ]);
    expect(await problem('reader.email', ana.id, 422)).toEqual([
      '/datum',
      expect.stringContaining('POST /me/email-changes'),
    ]);
    expect(await problem('request.statement', call, 422)).toEqual([
      '/datum',
      expect.stringContaining('statement'),
    ]);
    expect(await problem('interaction.content', undefined, 422)).toEqual(['/row', expect.any(String)]);
    expect(await problem('interaction.content', call, 404)).toEqual(['/row', expect.any(String)]);
    expect(await problem('interaction.content', randomUUID(), 404)).toEqual(['/row', expect.any(String)]);
  });
});

describe('a request for rectification', () => {
  it('with a statement is done at once: the statement stands beside the data', async () => {
    const ana = await aReader(carrel, { library });

    const { body } = await ana
      .post('/me/requests', { kind: 'rectification', statement: 'I never called on Monday.' })
      .expect(201);

    expect(body).toMatchObject({ state: 'completed', completedAt: expect.any(String) });
    expect((await copyOf(ana)).get('data/supplementary_statement.json')).toContain(
      'I never called on Monday.',
    );
  });
});

it('keeps nothing where nothing was corrected, nor where reading went on', async () => {
  const ana = await aReader(carrel, { library, name: 'Ana Lectora' });
  await aRecipient(ana);
  const { body: item } = await library.api.post('/library/items', { title: 'A', authors: ['B'] }).expect(201);
  await library.api
    .send('PUT', `/library/items/${item.id as string}/file`, 'A text', { 'content-type': 'text/plain' })
    .expect(200);
  const { body: loan } = await ana.post('/me/loans', { itemId: item.id }).expect(201);
  await ana.put(`/me/loans/${loan.id as string}/position`, { position: 'page 7' }).expect(200);
  await ana.patch('/me', { name: 'Ana Lectora' }).expect(200);

  expect(JSON.parse((await copyOf(ana)).get('data/correction.json') ?? '[]')).toEqual([]);
  expect(await told(ana)).toEqual([]);
});
