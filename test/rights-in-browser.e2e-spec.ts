import type { Browser, Page } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages } from './support/browser.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  type TestLibrary,
  type TestReader,
  type TestStaff,
} from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
let owner: TestStaff;
let olga: PanelVisitor;
let api: Caller;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
  owner = await aStaffMember(carrel, library);
  olga = await atThePanel(carrel, owner);
  api = await asStaff(carrel, owner);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

async function signIn(page: Page, { email, password }: TestReader) {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('main button').first().click();
  await page.waitForURL(`**/l/${library.slug}/account`);
}

async function expectWritten(page: Page) {
  expect(await page.getByLabel('What is right', { exact: true }).inputValue()).toBe('Another question');
  expect(await page.getByLabel('What is wrong with it').inputValue()).toBe('It was another.');
}

/** For somebody to look at, where a folder for it is named. */
async function pictured(page: Page, name: string) {
  const folder = process.env.CARREL_SHOTS;
  if (folder) await page.locator('#corrections').screenshot({ path: `${folder}/${name}.png` });
}

async function tabTo(page: Page, name: string) {
  const wanted = page.getByRole('button', { name });
  await wanted.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.and(page.locator(':focus')).count()) return;
  }
  throw new Error(`"${name}" is not reached with the Tab key.`);
}

describe.each([
  ['with JavaScript', true, 1280],
  ['without JavaScript, on a telephone', false, 390],
])('on the account page, %s, a reader', (_, javaScriptEnabled, width) => {
  it('restricts the use of the data and ends it, and asks for a correction of what the library recorded', async () => {
    const ana = await aReader(carrel, { library });
    await ana.post('/me/conversations', { subject: 'Opening ours', body: 'When?' }).expect(201);
    const window = await aWindow(browser, carrel, { javaScriptEnabled, viewport: { width, height: 900 } });
    const { page, open, strayed, complaints, context } = window;
    await open(`/l/${library.slug}/sign-in`);
    await signIn(page, ana);

    await page.getByLabel('Why', { exact: true }).selectOption('18(1)(c)');
    await page.getByRole('button', { name: 'Restrict my data' }).click();
    await page.getByText('Your data are kept and not used from now on.').waitFor();
    await page.getByRole('heading', { name: 'Your data are restricted' }).waitFor();
    const { body } = await ana.get('/me/restrictions').expect(200);
    expect(body.items).toMatchObject([{ ground: '18(1)(c)', liftedAt: null }]);
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.getByRole('button', { name: 'End the restriction' }).click();
    await page.getByRole('button', { name: 'Restrict my data' }).waitFor();

    await page.getByLabel('What is right', { exact: true }).fill('');
    await page.getByRole('button', { name: 'Ask for the correction' }).click();
    await page.getByRole('alert').getByText('Write what is right.').waitFor();
    await page.getByLabel('What is recorded').selectOption({ label: 'Opening ours' });
    await page.getByLabel('What is right', { exact: true }).fill('Opening hours');
    await page.getByLabel('What is wrong with it').fill('A letter is missing.');
    await page.getByRole('button', { name: 'Ask for the correction' }).click();
    await page.getByText('waits for the library', { exact: true }).waitFor();
    const { body: asked } = await ana.get('/me/corrections').expect(200);
    expect(asked.items).toMatchObject([
      { datum: 'conversation.subject', value: 'Opening hours', state: 'open' },
    ]);
    expect(strayed).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('finds the oldest of many records to correct, and loses nothing that was written on the way', async () => {
    const ana = await aReader(carrel, { library, consents: ['phone-calls'] });
    const call = {
      reader: ana.id,
      kind: 'call',
      purpose: 'phone-calls',
      content: 'Called about a card',
    };
    await library.api.post('/library/interactions', call).expect(201);
    for (let n = 1; n <= 22; n += 1)
      await ana.post('/me/conversations', { subject: `Question ${n}`, body: 'When?' }).expect(201);
    const window = await aWindow(browser, carrel, { javaScriptEnabled, viewport: { width, height: 900 } });
    const { page, open, strayed, complaints, context } = window;
    await open(`/l/${library.slug}/sign-in`);
    await signIn(page, ana);
    const choice = page.getByLabel('What is recorded');
    const offered = async () => (await choice.locator('option').allTextContents()).slice(1);
    expect(await offered()).toHaveLength(21);
    expect(await offered()).not.toContain('Question 1');

    await choice.selectOption({ label: 'Called about a card' });
    await page.getByLabel('What is right', { exact: true }).fill('Another question');
    await page.getByLabel('What is wrong with it').fill('It was another.');
    await choice.focus();
    await tabTo(page, 'Show earlier records');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/corrections/page#corrections');

    expect(await offered()).toEqual(['Called about a card', 'Question 2', 'Question 1']);
    expect(await choice.locator('option:checked').textContent()).toBe('Called about a card');
    await expectWritten(page);
    await pictured(page, `corrections-${width}`);
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.getByRole('button', { name: 'Show the latest again' }).click();
    await choice.locator('option', { hasText: 'Question 22' }).waitFor({ state: 'attached' });
    await expectWritten(page);
    await page.getByRole('button', { name: 'Show earlier records' }).click();
    await choice.locator('option', { hasText: /^Question 1$/ }).waitFor({ state: 'attached' });
    await choice.selectOption({ label: 'Question 1' });
    await page.getByRole('button', { name: 'Ask for the correction' }).click();
    await page.getByText('waits for the library', { exact: true }).waitFor();

    const { body } = await ana.get('/me/corrections').expect(200);
    expect(body.items).toMatchObject([
      { datum: 'conversation.subject', value: 'Another question', why: 'It was another.' },
    ]);

    const { body: threads } = await ana.get('/me/conversations').expect(200);
    for (const { id: row } of (threads.items as { id: string }[]).slice(0, 20)) {
      const correction = { datum: 'conversation.subject', row, value: 'A later one', why: 'So it was.' };
      await ana.post('/me/corrections', correction).expect(201);
    }
    await open(`/l/${library.slug}/account`);
    const listed = page.locator('#corrections li');
    expect(await listed.filter({ hasText: 'A later one' }).count()).toBe(20);
    expect(await listed.filter({ hasText: 'Another question' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Corrections that you asked for earlier' }).click();
    await listed.filter({ hasText: 'Another question' }).waitFor();
    expect(await listed.filter({ hasText: 'A later one' }).count()).toBe(0);
    await pictured(page, `asked-${width}`);
    expect(strayed).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('in the panel an owner', () => {
  it('opens restricted data for a claim and tells a reader of the lifting, with the keyboard alone', async () => {
    const ana = await aReader(carrel, { library, name: 'Ana Callada' });
    await ana.post('/me/requests', { kind: 'restriction', ground: '18(1)(a)' }).expect(201);
    const { body: mine } = await ana.get('/me/restrictions').expect(200);
    const restriction = mine.items[0].id as string;
    const window = await aWindow(browser, carrel);
    const { page, open, strayed, complaints, context } = window;
    await open('/admin/login');
    await page.getByLabel('E-mail address').fill(owner.email);
    await page.getByLabel('Password').fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Restrictions' }).waitFor();
    expect((await olga.show('readers', ana.id)).text).not.toContain('Callada');

    await open(`/admin/resources/readers/records/${ana.id}/claim`);
    await page.getByLabel('The legal claim').fill('Claim 12/26 before the court');
    await tabTo(page, 'Open for an hour');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The data are open to you until').waitFor();
    expect((await olga.show('readers', ana.id)).body.record.params).toMatchObject({
      name: 'Ana Callada',
      isRestricted: 'restricted',
    });

    await open(`/admin/resources/restrictions/records/${restriction}/lift`);
    await page.getByLabel('Reason, for the reader to read').fill('The data were checked.');
    await tabTo(page, 'Tell the reader');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('The reader is told.').waitFor();
    expect((await ana.get('/me/restrictions').expect(200)).body.items[0].toldAt).not.toBeNull();
    expect(strayed).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('keeps the list of recipients, renews a secret that is shown once, and decides corrections', async () => {
    const printer = {
      name: 'Imprenta',
      country: 'ES',
      channel: 'webhook',
      address: 'https://printer.example/n',
    };
    const made = await olga.post('/api/resources/recipients/actions/new', printer).expect(200);
    const id = made.body.record.params.id as string;
    expect((await olga.list('recipients').expect(200)).body.records).toMatchObject([
      { params: { name: 'Imprenta' } },
    ]);
    const renewed = await olga.perform('recipients', id, 'secret').expect(200);
    expect(renewed.body.told.secret).toMatch(/^whsec_/);
    expect((await olga.show('recipients', id).expect(200)).text).not.toContain('whsec_');

    const eva = await aReader(carrel, { library });
    const { body: thread } = await eva
      .post('/me/conversations', { subject: 'Ours', body: 'When?' })
      .expect(201);
    const correction = {
      datum: 'conversation.subject',
      row: thread.id as string,
      value: 'Hours',
      why: 'A typo.',
    };
    const { body: asked } = await eva.post('/me/corrections', correction).expect(201);
    const shown = await olga.show('corrections', asked.id as string).expect(200);
    expect(shown.body.record.params).toMatchObject({ present: 'Ours', value: 'Hours', state: 'open' });
    await olga.perform('corrections', asked.id as string, 'edit', { decision: 'accepted' }).expect(200);
    expect((await eva.get('/me/conversations').expect(200)).body.items).toMatchObject([{ subject: 'Hours' }]);

    const disclosure = { reader: eva.id, recipient: id, categories: ['contact'] };
    await library.api.post('/library/disclosures', disclosure).expect(201);
    await olga.perform('recipients', id, 'delete').expect(200);
    expect((await api.get(`/library/recipients/${id}`).expect(200)).body.endedAt).not.toBeNull();
  });

  it('alone does any of it: a librarian may look and no more', async () => {
    const luis = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
    const eva = await aReader(carrel, { library });
    await eva.post('/me/requests', { kind: 'restriction', ground: '18(1)(a)' }).expect(201);
    const { body: mine } = await eva.get('/me/restrictions').expect(200);

    await luis.perform('readers', eva.id, 'claim', { reason: 'Curious' }).expect(403);
    await luis.perform('restrictions', mine.items[0].id as string, 'lift', { reason: 'x' }).expect(403);
    const recipient = { name: 'X', country: 'ES', channel: 'email', address: 'x@printer.example' };
    await luis.post('/api/resources/recipients/actions/new', recipient).expect(403);
  });
});
