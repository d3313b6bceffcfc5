import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { noticeOf as servedTo } from './support/cookie-notice.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import { aLibrary, aStaffMember, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let library: TestLibrary;
let olga: PanelVisitor;
let luis: PanelVisitor;
beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  olga = await atThePanel(carrel, await aStaffMember(carrel, library));
  luis = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
});
afterAll(() => carrel.stop());

const STATISTICS = {
  name: '_stat*',
  kind: 'cookie',
  category: 'statistics',
  purposeEn: 'Counts visits',
  purposeEs: 'Cuenta visitas',
  lifeDays: '30',
  setBy: 'Statistics Ltd',
  'thirdParties.0': 'Statistics Ltd',
};

const add = (visitor: PanelVisitor, fields: Record<string, string>) =>
  visitor.post('/api/resources/cookies/actions/new', fields);
const noticeOf = () => servedTo(new Caller(carrel.url), library);

it('lets an owner add to the catalogue, change it and remove from it', async () => {
  const added = await add(olga, STATISTICS).expect(200);
  const id = added.body.record.id as string;
  await olga.perform('cookies', id, 'edit', { ...STATISTICS, lifeDays: '60' }).expect(200);

  const { body } = await olga.show('cookies', id).expect(200);
  expect(body.record.params).toMatchObject({
    name: '_stat*',
    lifeDays: 60,
    purposeEs: 'Cuenta visitas',
    exemption: 'none',
  });
  expect((await olga.list('cookies').expect(200)).body.records).toHaveLength(6);
  await olga.perform('cookies', id, 'delete').expect(200);
  expect((await olga.list('cookies').expect(200)).body.records).toHaveLength(5);
});

it('shows beside its field what is wrong with an entry', async () => {
  const { purposeEs: _, ...english } = STATISTICS;
  const { body } = await add(olga, english);

  expect(JSON.stringify(body)).toContain('Say in es what it is for.');
  expect((await olga.list('cookies').expect(200)).body.records).toHaveLength(5);
});

it('publishes a notice when one of its languages is saved, with what is in the catalogue by then', async () => {
  const before = await noticeOf();
  const { body } = await olga.show('cookie-notices', 'en').expect(200);
  const { title, accept, refuse, settings, save } = body.record.params as Record<string, string>;
  const words = { title: `${title} here`, text: 'What we store.', accept, refuse, settings, save } as Record<
    string,
    string
  >;
  await olga.perform('cookie-notices', 'en', 'edit', words).expect(200);
  expect(await noticeOf()).toMatchObject({ text: 'What we store.', meaning: before.meaning });

  await add(olga, STATISTICS).expect(200);
  await olga.perform('cookie-notices', 'en', 'edit', { ...words, text: 'And more.' }).expect(200);
  const after = await noticeOf();
  expect(after.categories.map((one) => one.key)).toEqual(['necessary', 'preferences', 'statistics']);
  expect(after.meaning).not.toBe(before.meaning);
});

it('refuses buttons of unequal weight', async () => {
  const { version } = await noticeOf();
  const words = {
    title: 'x',
    text: 'y',
    accept: 'ACCEPT',
    refuse: 'Refuse',
    settings: 'Settings',
    save: 'Save',
  };
  const { body } = await olga.perform('cookie-notices', 'en', 'edit', words);

  expect(JSON.stringify(body)).toContain('in capitals');
  expect((await noticeOf()).version).toBe(version);
});

it('leaves what visitors are told to the owner', async () => {
  await luis.list('cookies').expect(200);
  await add(luis, { ...STATISTICS, name: '_other' }).expect(403);
  const words = { title: 'x', text: 'y', accept: 'Yes', refuse: 'No', settings: 'Settings', save: 'Save' };
  await luis.perform('cookie-notices', 'en', 'edit', words).expect(403);
});
