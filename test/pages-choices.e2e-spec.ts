import pg from 'pg';
import type { Browser } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import type { Caller } from './support/caller.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  type TestLibrary,
  type TestReader,
} from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
let olga: Caller;
let superuser: pg.Client;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await browser.close();
  await carrel.stop();
});

const consent = (reader: TestReader, purpose: string, changes: string) =>
  superuser.query(`update consent set ${changes} where subject_id = $1 and purpose = $2`, [
    reader.id,
    purpose,
  ]);

async function answer(reader: TestReader, said: { decision: string; reason?: string }) {
  const { body } = await olga.get('/library/objections?state=pending').expect(200);
  const found = (body.items as { id: string; reader: string }[]).find((one) => one.reader === reader.id);
  await olga.put(`/library/objections/${found?.id ?? ''}`, said).expect(200);
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('the opt-in section, %s', (_, javaScriptEnabled) => {
  let window: Window;
  let ana: TestReader;
  beforeAll(async () => {
    ana = await aReader(carrel, { library, consents: ['newsletter', 'recommendations', 'phone-calls'] });
    await consent(ana, 'newsletter', `valid_until = now() + interval '20 days'`);
    await consent(ana, 'recommendations', `confirmation = 'offered'`);
    await consent(ana, 'phone-calls', `valid_until = now() - interval '1 day'`);
    await olga.patch('/library/purposes/newsletter', { validityMonths: 12 }).expect(200);
    window = await aWindow(browser, carrel, { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    await window.open(`/l/${library.slug}/sign-in`);
    await window.page.locator('#email').fill(ana.email);
    await window.page.locator('#password').fill(ana.password);
    await window.page.locator('main button').first().click();
    await window.page.waitForURL(`**/l/${library.slug}/account`);
  });
  afterAll(async () => {
    expect(window.strayed).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });

  it('tells what runs out, what has, and what a guardian left, to whoever can see it or not', async () => {
    const { page } = window;
    await page.locator('[data-purpose=newsletter] [data-state=given]').getByText('until').waitFor();
    await page.locator('[data-purpose=newsletter]').getByText('Less than a month is left').waitFor();
    await page.locator('[data-purpose=phone-calls] [data-state=expired]').waitFor();
    await page.locator('[data-purpose=recommendations]').getByText('You decide alone now').waitFor();
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  });

  it('renews with one press of a key, and confirms with another', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Renew: Newsletter by e-mail' }).press('Enter');
    await page.getByRole('button', { name: 'Opt in: Newsletter by e-mail' }).waitFor();
    expect(await page.locator('[data-purpose=newsletter]').innerText()).not.toContain('Less than a month');

    await page.getByRole('button', { name: 'Confirm: Recommendations' }).press('Enter');
    await page.getByRole('button', { name: 'Opt in: Recommendations' }).waitFor();
    const { body } = await ana.get('/me/consents').expect(200);
    expect(body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ purpose: 'newsletter', state: 'given', isRenewable: false }),
        expect.objectContaining({ purpose: 'recommendations', state: 'given', isFromGuardian: false }),
      ]),
    );
  });

  it('says who asks, and reads why a request takes longer, is refused, and where to complain', async () => {
    const { page } = window;
    const asked = async (kind: string) => {
      const { body } = await ana.post('/me/requests', { kind }).expect(201);
      return `/library/requests/${body.id as string}`;
    };
    const restriction = await asked('restriction');
    const objection = await asked('objection');
    const explanation = 'There are <b>many</b> this month.';
    await olga.post(`${restriction}/identity-checks`, { why: 'Which card is yours?' }).expect(201);
    await olga.post(`${objection}/extensions`, { reason: 'number', explanation }).expect(201);
    await olga.post(`${objection}/refusals`, { reason: 'exemption', explanation }).expect(201);
    await page.reload();
    const card = (kind: string) => page.locator('#requests .cards > li', { hasText: kind });
    await card('Restriction').getByText('Which card is yours?').waitFor();
    await card('Objection').getByText(explanation).first().waitFor();
    const authority = card('Objection').getByRole('link', {
      name: 'Agencia Española de Protección de Datos',
    });
    expect(await authority.getAttribute('href')).toBe('https://www.aepd.es');
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    await card('Restriction').getByLabel('Your answer').fill('Number 7.');
    await card('Restriction').getByRole('button', { name: 'It is me' }).press('Enter');
    await page.getByText('The library has your answer').waitFor();
    expect((await ana.get('/me/requests').expect(200)).body.items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'restriction', state: 'received' }),
        expect.objectContaining({ kind: 'objection', state: 'refused' }),
      ]),
    );
  });

  it('takes an objection with reasons, shows the answer, and takes another', async () => {
    const { page } = window;
    const card = page.locator('#objections + p + ul [data-purpose=service-messages]');
    await card.getByText('Add your reasons, if you wish').click();
    await card.getByLabel('Your reasons').fill('I share <b>my</b> mailbox.');
    await page.getByRole('button', { name: 'Object: Messages about what you borrowed' }).click();
    await card.getByText('It rests until the library answers').waitFor();
    await card.getByText('The library has to answer by').waitFor();
    await card.getByText('I share <b>my</b> mailbox.').waitFor();

    await answer(ana, { decision: 'overridden', reason: 'Copies are few.' });
    await page.reload();
    await card.getByText('The library has answered and goes on').waitFor();
    await card.getByText('Copies are few.').waitFor();
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);

    await card.getByLabel('What has changed, or was not considered').fill('I moved.');
    await page.getByRole('button', { name: 'Object again: Messages about what you borrowed' }).click();
    await card.getByText('It rests until the library answers').waitFor();
    await answer(ana, { decision: 'upheld' });
    await page.reload();
    await card.getByText('It has stopped for good').waitFor();
    await page.getByRole('button', { name: /^Withdraw my objection: Messages/ }).click();
    await page.getByRole('button', { name: 'Object: Messages about what you borrowed' }).waitFor();
  });
});

it('speaks of all that in Spanish', async () => {
  const lia = await aReader(carrel, { library, consents: ['newsletter', 'recommendations'], language: 'es' });
  await consent(lia, 'newsletter', `valid_until = now() + interval '20 days'`);
  await consent(lia, 'recommendations', `confirmation = 'due'`);
  await lia.put('/me/objections/service-messages', {}).expect(200);
  const window = await aWindow(browser, carrel, { locale: 'es-ES', viewport: { width: 1280, height: 900 } });
  const { page, open } = window;
  await open(`/l/${library.slug}/sign-in`);
  await page.locator('#email').fill(lia.email);
  await page.locator('#password').fill(lia.password);
  await page.locator('main button').first().click();
  await page.getByRole('button', { name: /^Renovar: Boletín/ }).waitFor();
  for (const words of ['Queda menos de un mes', 'antes hay que confirmarlo', 'Queda en suspenso'])
    await page.getByText(words).first().waitFor();
  await window.context.close();
});
