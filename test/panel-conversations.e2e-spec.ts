import pg from 'pg';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, PanelVisitor } from './support/panel.js';
import { aLibrary, aReader, aStaffMember, type TestReader } from './support/people.js';

let carrel: Carrel;
let ana: TestReader;
let olga: PanelVisitor;
let stranger: PanelVisitor;
let thread: string;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  ana = await aReader(carrel);
  olga = await atThePanel(carrel, await aStaffMember(carrel, ana.library));
  stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  const opened = await ana
    .post('/me/conversations', { subject: 'A missing page', body: 'Page 7 is missing.' })
    .expect(201);
  thread = opened.body.id as string;
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

it('shows a thread with its messages, and the reader reads the answer', async () => {
  const { body } = await olga.show('conversations', thread).expect(200);
  expect(body.record.params).toMatchObject({ subject: 'A missing page', reader: ana.id });
  expect(body.record.params.messages.items).toMatchObject([{ author: 'reader', body: 'Page 7 is missing.' }]);

  await olga.perform('conversations', thread, 'answer', { body: 'It is there again.' }).expect(200);

  const messages = await ana.get(`/me/conversations/${thread}/messages`).expect(200);
  expect(messages.body.items).toMatchObject([
    { author: 'reader' },
    { author: 'library', body: 'It is there again.' },
  ]);
});

it('shows the threads of one reader alone', async () => {
  const luis = await aReader(carrel, { library: ana.library });
  await luis.post('/me/conversations', { subject: 'Opening hours', body: 'When?' }).expect(201);

  const found = await olga.list('conversations', `?filters.reader=${luis.id}`).expect(200);

  expect(found.body.records).toMatchObject([{ params: { subject: 'Opening hours', reader: luis.id } }]);
  await olga.list('conversations', '?filters.reader=luis').expect(404);
});

it('gives the files of a thread, whole or a range of them, to those who may open the thread', async () => {
  const words = 'A photograph of page 7.';
  const form = new FormData();
  form.append('file', new Blob([words], { type: 'text/plain' }), 'página 7.txt');
  const attached = await ana.post(`/me/conversations/${thread}/attachments`, form).expect(201);
  const file = attached.body.id as string;
  const { body } = await olga.show('conversations', thread).expect(200);
  expect(body.record.params.attachments.items).toMatchObject([{ id: file, name: 'página 7.txt' }]);

  const whole = await olga.get(`/files/conversations/${thread}/${file}`).expect(200);

  expect(whole.text).toBe(words);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'cache-control': 'private, no-store',
    'content-disposition': "attachment; filename*=UTF-8''p%C3%A1gina%207.txt",
    'content-length': String(Buffer.byteLength(words)),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const part = await olga.get(`/files/conversations/${thread}/${file}`, { range: 'bytes=2-11' }).expect(206);
  expect(part.text).toBe(words.slice(2, 12));
  await stranger.get(`/files/conversations/${thread}/${file}`).expect(404);
  for (const path of [
    `readers/${ana.id}/${file}`,
    `conversations/${thread}/${ana.id}`,
    `conversations/${thread}/x`,
  ])
    await olga.get(`/files/${path}`).expect(404);
  await new PanelVisitor(carrel.url, '').get(`/files/conversations/${thread}/${file}`).expect(303);
  const { rows } = await superuser.query<{ subject_ids: string[]; actor_kind: string }>(
    `select subject_ids, actor_kind from access_entry where library_id = $1 and entity = 'attachment'
     and route = 'GET /admin/files/conversations/:id/:file'`,
    [ana.library.id],
  );
  expect(rows).toEqual([
    { subject_ids: [ana.id], actor_kind: 'staff' },
    { subject_ids: [ana.id], actor_kind: 'staff' },
  ]);
});

it('refuses an answer without words, and one by following a link', async () => {
  await olga.perform('conversations', thread, 'answer', { body: '  ' }).expect(422);
  await olga.perform('conversations', thread, 'answer', { body: 'x', recipient: 'y' }).expect(422);
  await olga.show('conversations', thread, 'answer').expect(405);
});

it('keeps another library’s threads and requests out', async () => {
  const asked = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);
  const request = asked.body.id as string;
  expect((await olga.show('requests', request).expect(200)).body.record.params).toMatchObject({
    kind: 'restriction',
    reader: ana.id,
  });
  expect((await olga.list('requests').expect(200)).body.records).toMatchObject([{ params: { id: request } }]);

  await stranger.show('conversations', thread).expect(404);
  await stranger.perform('conversations', thread, 'answer', { body: 'From elsewhere.' }).expect(404);
  await stranger.show('requests', request).expect(404);
  expect((await stranger.list('conversations').expect(200)).body.records).toEqual([]);
  expect((await stranger.list('requests').expect(200)).body.records).toEqual([]);
});

it('lets owners do about a request what may be done now, and shows what stands still', async () => {
  const { body: asked } = await ana.post('/me/requests', { kind: 'objection' }).expect(201);
  const id = asked.id as string;
  const said = 'Words for this reader alone.';

  await olga.perform('requests', id, 'extend', { reason: 'tedious', words: said }).expect(422);
  await olga.show('requests', id, 'extend').expect(405);
  await stranger.perform('requests', id, 'extend', { reason: 'number', words: said }).expect(404);
  await olga.perform('requests', id, 'extend', { reason: 'number', words: said }).expect(200);
  await olga.perform('requests', id, 'ask-identity', { words: 'Who is it?' }).expect(200);
  await olga.perform('requests', id, 'confirm-identity').expect(200);
  expect((await olga.show('requests', id).expect(200)).body.record.params).toMatchObject({
    state: 'received',
    identity: { why: 'Who is it?' },
    extension: { reason: 'number', explanation: said },
    may: ['refuse', 'answer'],
  });
  await superuser.query(
    `update data_subject_request set received_at = received_at - interval '40 days',
    promised_by = now() - interval '9 days', extended_until = now() - interval '1 hour',
    legal_limit = now() - interval '2 days', extended_at = now() - interval '30 days',
    identity_asked_at = now() - interval '40 days' where id = $1`,
    [id],
  );
  const about = `objection ${id.slice(-8)}`;
  expect((await olga.get('/api/dashboard').expect(200)).body.alarms).toContainEqual(
    expect.objectContaining({ kind: 'limit-passed', about }),
  );
  expect((await stranger.get('/api/dashboard').expect(200)).body.alarms).not.toContainEqual(
    expect.objectContaining({ about }),
  );
  await olga.perform('requests', id, 'refuse', { reason: 'excessive', words: said }).expect(409);
  await olga.perform('requests', id, 'answer', { words: said }).expect(200);
  expect((await ana.get(`/me/requests/${id}`).expect(200)).body).toMatchObject({
    state: 'completed',
    answer: said,
  });
  const { rows } = await superuser.query(
    'select 1 from request_words where request_id = $1 and written_by is null',
    [id],
  );
  expect(rows).toEqual([]);
});
