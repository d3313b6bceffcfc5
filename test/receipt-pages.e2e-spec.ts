import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, type TestReader } from './support/people.js';
import { checked, type Proof } from './support/proofs.js';

let carrel: Carrel;
let browser: Browser;
let reader: TestReader;
let entry: string;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  reader = await aReader(carrel, { name: 'Ana', consents: ['newsletter'] });
  await reader.delete('/me/consents/newsletter').expect(200);
  const { body } = await reader.get('/me/consents/history?limit=1').expect(200);
  entry = body.items[0].id as string;
  await eventually('a proof', async () => {
    const receipt = await reader.get(`/me/consents/history/${entry}/receipt`).expect(200);
    return receipt.body.proofs.length === 1;
  });
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

async function signIn({ page, open }: Window, { email, password, library }: TestReader) {
  await open(`/l/${library.slug}/sign-in`);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(password);
  await page.locator('main button').first().click();
  await page.waitForURL(`**/l/${library.slug}/account`);
}

const pageOf = (one = entry) => `/l/${reader.library.slug}/account/receipts/${one}`;

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('a receipt in the browser, %s', (_, javaScriptEnabled) => {
  let window: Window;
  beforeAll(async () => {
    window = await aWindow(browser, carrel, { javaScriptEnabled });
    await signIn(window, reader);
  });
  afterAll(async () => {
    expect(window.strayed).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });

  it('is one click from its line of the history, and back', async () => {
    const { page } = window;
    const line = page.getByRole('row').filter({ hasText: 'Opted out' });
    await line.getByRole('link', { name: 'Receipt: Newsletter by e-mail' }).click();
    await page.waitForURL(`**${pageOf()}`);

    await page.getByRole('heading', { name: 'Receipt: Newsletter by e-mail', level: 1 }).waitFor();
    for (const words of ['The text that was shown', 'Who answers for it', 'Proof'])
      await page.getByRole('heading', { name: words, exact: true }).waitFor();
    await page.getByText('The entry stands in the library’s log').waitFor();
    await page.getByRole('link', { name: 'Back to the history' }).click();
    await page.waitForURL('**/account#history');
  });

  it('gives the file that proves and the one to read', async () => {
    const { page, open } = window;
    await open(pageOf());
    const saved = async (name: string) => {
      const coming = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const download = await coming;
      return { called: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };

    const proof = await saved('Keep the proof (JSON)');
    expect(proof.called).toBe(`receipt-${entry}.proof.json`);
    const { text: key } = await new Caller(carrel.url).get(`/ledger/${reader.library.slug}/key`).expect(200);
    const payloads = checked(JSON.parse(proof.bytes.toString()) as Proof, key);
    expect(payloads).toMatchObject([{ fact: { id: entry, decision: 'withdrawn' } }]);
    const pdf = await saved('Keep it to read (PDF)');
    expect(pdf.called).toBe(`receipt-${entry}.pdf`);
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

it('is read in Spanish, with the text in the language it was shown in', async () => {
  const window = await aWindow(browser, carrel, { locale: 'es-ES' });
  await signIn(window, reader);
  await window.open(pageOf());

  await window.page.getByRole('heading', { name: 'Recibo: Newsletter by e-mail' }).waitFor();
  await window.page.getByRole('heading', { name: 'Quién responde' }).waitFor();
  expect(await window.page.locator('p[lang=en]').first().innerText()).toBe('Newsletter by e-mail');
  await window.context.close();
});

it.each([390, 1280])('has no barrier and scrolls one way only at %i pixels', async (width) => {
  const window = await aWindow(browser, carrel, { viewport: { width, height: 900 } });
  await signIn(window, reader);
  await window.open(pageOf());

  expect(await barriers(window)).toEqual([]);
  const wider = await window.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(wider).toBeLessThanOrEqual(0);
  if (process.env.CARREL_SHOTS)
    await window.page.screenshot({
      path: `${process.env.CARREL_SHOTS}/receipt-${width}.png`,
      fullPage: true,
    });
  await window.context.close();
});

it('is shown to nobody else, and says so when there is none', async () => {
  const other = await aReader(carrel, { library: reader.library });
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(pageOf());
  expect(page.url()).toContain('/sign-in');
  await signIn(window, other);
  for (const path of [pageOf(), `${pageOf()}.pdf`, pageOf('nothing'), `${pageOf('nothing')}.json`]) {
    const answer = await page.goto(`${carrel.url}${path}`);
    expect(answer?.status()).toBe(404);
  }

  const { body } = await other.get('/me/consents/history?limit=1').expect(200);
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  await superuser.query('update consent_event set opening = null where id = $1', [body.items[0].id]);
  await superuser.end();
  await open(pageOf(body.items[0].id as string));
  await page.getByText('before the library kept a ledger').waitFor();
  await window.context.close();
});
