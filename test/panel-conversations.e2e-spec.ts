import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import { aLibrary, aReader, aStaffMember, type TestReader } from './support/people.js';

let carrel: Carrel;
let ana: TestReader;
let olga: PanelVisitor;
let stranger: PanelVisitor;
let thread: string;
beforeAll(async () => {
  carrel = await aCarrel();
  ana = await aReader(carrel);
  olga = await atThePanel(carrel, await aStaffMember(carrel, ana.library));
  stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  const opened = await ana
    .post('/me/conversations', { subject: 'A missing page', body: 'Page 7 is missing.' })
    .expect(201);
  thread = opened.body.id as string;
});
afterAll(() => carrel.stop());

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
