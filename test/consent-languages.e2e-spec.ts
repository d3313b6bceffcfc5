import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { PurposesService } from '../src/modules/consent/purposes.service.js';
import { aBrowser, aWindow, theBuiltPages } from './support/browser.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aForm, aLibrary, aReader, asStaff, aStaffMember, tokenInLetterTo } from './support/people.js';
import type { TestLibrary, TestReader } from './support/people.js';

interface Published {
  key: string;
  version: string;
  language: string;
  title: string;
  text: string;
  notice: string;
}

let carrel: Carrel;
let browser: Browser;
let superuser: pg.Client;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await browser.close();
  await superuser.end();
  await carrel.stop();
});

/** A library in Barcelona that speaks Catalan, Spanish and Brazilian Portuguese, in this order. */
async function aCatalanLibrary(): Promise<TestLibrary> {
  const library = await aLibrary(carrel);
  await superuser.query('update library set languages = $1 where library_id = $2', [
    ['ca', 'es', 'pt-BR'],
    library.id,
  ]);
  const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
  const texts = [
    { language: 'ca', title: 'Butlletí', text: 'Us escriurem un cop al mes.' },
    { language: 'pt-BR', title: 'Boletim', text: 'Escrevemos uma vez por mês.' },
  ];
  await owner.post('/library/purposes/newsletter/versions', { texts, material: false }).expect(201);
  return library;
}
const shownIn = async (library: TestLibrary, language: string) => {
  const { body } = await new Caller(carrel.url)
    .get(`/libraries/${library.slug}/purposes?language=${language}`)
    .expect(200);
  const found = (body.items as Published[]).find(({ key }) => key === 'newsletter');
  if (!found) throw new Error('there is a newsletter');
  return found;
};
const latestOf = async (reader: TestReader) =>
  (await reader.get('/me/consents/history').expect(200)).body.items[0] as {
    language: string;
    version: string;
    decision: string;
  };

it.each([
  ['ca', 'ca'],
  ['es', 'es'],
  ['pt-BR', 'pt-BR'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-BR'],
  ['en', 'en'],
  // Neither asked for nor spoken here: the library’s own first language.
  ['fr', 'ca'],
  ['de-AT', 'ca'],
])(
  'shows a reader of %s the text in %s, and records that language however the choice is made',
  async (asked, shown) => {
    const library = await aCatalanLibrary();
    const published = await shownIn(library, asked);
    expect(published.language).toBe(shown);
    const reader = await aReader(carrel, { library });

    const { version, notice } = published;
    await reader.put('/me/consents/newsletter', { version, notice }).expect(200);
    expect(await latestOf(reader)).toMatchObject({ decision: 'given', language: shown, version });

    const other = await aReader(carrel, { library });
    await superuser.query('delete from consent where subject_id = $1', [other.id]);
    await other.delete(`/me/consents/newsletter?language=${asked}`).expect(200);
    expect(await latestOf(other)).toMatchObject({ decision: 'refused', language: shown, version });
  },
);

it('records at sign-up the language that was really shown, also when the reader chose another for letters', async () => {
  const library = await aCatalanLibrary();
  const { version, notice } = await shownIn(library, 'ca');
  const form = await aForm(carrel, library, { language: 'es' });
  const anyone = new Caller(carrel.url);
  const consents = { newsletter: { given: true, version, notice } };
  await anyone.post(`/libraries/${library.slug}/readers`, { ...form, consents }).expect(202);
  const token = await tokenInLetterTo(carrel, form.email);
  const { body } = await anyone
    .post(`/libraries/${library.slug}/confirmations`, { token, password: form.password })
    .expect(201);
  const { rows } = await superuser.query(
    `select language, decision from consent_event where subject_id = $1 and purpose = 'newsletter'`,
    [body.id],
  );
  expect(rows).toEqual([{ language: 'ca', decision: 'given' }]);
});

it('takes a sign-up on the English page of somebody who wants Spanish letters', async () => {
  const library = await aLibrary(carrel);
  const { page, open } = await aWindow(browser, carrel);
  await open(`/l/${library.slug}/sign-up`);
  await page.locator('#name').fill('Ana');
  await page.locator('#email').fill('ana.languages@example.org');
  await page.locator('#newPassword').fill('a long enough password');
  await page.locator('#birthDate').fill('1990-05-17');
  await page.locator('#language').selectOption('es');
  await page.locator('#agreement').check();
  await page.getByLabel('Yes: Newsletter by e-mail').check();
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  const { rows } = await superuser.query<{ count: string }>(
    'select count(*) from sign_up where library_id = $1',
    [library.id],
  );
  expect(rows[0]?.count).toBe('1');
});

it('asks for every language that was published when the meaning changes, and takes any that a library speaks', async () => {
  const library = await aCatalanLibrary();
  const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
  const inAll = ['ca', 'es', 'pt-BR', 'en'].map((language) => ({
    language,
    title: 'N',
    text: `T ${language}`,
  }));
  const path = '/library/purposes/newsletter/versions';
  const { body } = await owner.post(path, { texts: inAll.slice(1), material: true }).expect(422);
  expect(body.errors[0].detail).toContain('ca');
  await owner.post(path, { texts: inAll, material: true }).expect(201);
  for (const { language, text } of inAll)
    expect(await shownIn(library, language)).toMatchObject({ language, text });
});

describe('the exact text', () => {
  it('can be read by anyone, for ever, and is what its version is the hash of', async () => {
    const library = await aCatalanLibrary();
    const { version } = await shownIn(library, 'ca');
    const address = `/libraries/${library.slug}/purposes/newsletter/versions/${version}`;
    const anyone = new Caller(carrel.url);

    const { body, headers } = await anyone.get(address).expect(200);

    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(body).toEqual({
      purpose: 'newsletter',
      version,
      language: 'ca',
      title: 'Butlletí',
      text: 'Us escriurem un cop al mes.',
      publishedAt: expect.any(String),
    });
    const parts = ['carrel-text-v1', 'ca', body.title as string, body.text as string].map((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    });
    expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).toBe(version);

    const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
    const texts = ['ca', 'es', 'pt-BR', 'en'].map((language) => ({
      language,
      title: 'N',
      text: `New ${language}`,
    }));
    await owner.post('/library/purposes/newsletter/versions', { texts, material: true }).expect(201);
    expect((await anyone.get(address).expect(200)).body).toEqual(body);
  });

  it('is not there, and nothing is kept of the answer, for another purpose, library or version', async () => {
    const library = await aCatalanLibrary();
    const other = await aLibrary(carrel);
    const { version } = await shownIn(library, 'ca');
    const anyone = new Caller(carrel.url);
    for (const path of [
      `${library.slug}/purposes/phone-calls/versions/${version}`,
      `${other.slug}/purposes/newsletter/versions/${version}`,
      `${library.slug}/purposes/newsletter/versions/${'ab'.repeat(32)}`,
      `${library.slug}/purposes/newsletter/versions/latest`,
    ]) {
      const { headers } = await anyone.get(`/libraries/${path}`).expect(404);
      expect(headers.get('cache-control') ?? '').not.toContain('immutable');
    }
  });

  it('is one click from the history, in the language it was shown in', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'], language: 'es' });
    const window = await aWindow(browser, carrel);
    const { page, open } = window;
    const root = `/l/${reader.library.slug}`;
    await open(`${root}/sign-in`);
    await page.locator('#email').fill(reader.email);
    await page.locator('#password').fill(reader.password);
    await page.locator('main button').first().click();
    await page.waitForURL('**/account');
    const { text, version } = await shownIn(reader.library, 'es');

    await page.getByRole('row').filter({ hasText: 'Opted in' }).getByRole('link').first().click();

    await page.getByRole('heading', { name: 'The text exactly as it was shown' }).waitFor();
    expect(await page.locator('article[lang=es] .text').innerText()).toBe(text);
    expect(await page.locator('main').innerText()).toContain(version);
    await page.getByRole('link', { name: 'Back to the history' }).click();
    await page.waitForURL('**/account#history');
    expect(window.complaints).toEqual([]);
  });
});

it('gives a new library its texts in the languages it speaks', async () => {
  const me = carrel.app.get(LibrariesService, { strict: false });
  const purposes = carrel.app.get(PurposesService, { strict: false });
  const controller = {
    name: 'N',
    address: 'A',
    contact: 'c@example.org',
    dataProtectionOfficer: 'd@example.org',
  };
  const slug = 'nur-spanisch';
  await me.create({ slug, name: 'N', country: 'ES', languages: ['es'], controller }, (db) =>
    purposes.seed(db, ['es']),
  );
  const { body } = await new Caller(carrel.url).get(`/libraries/${slug}/purposes?language=fr`).expect(200);
  expect(new Set((body.items as Published[]).map(({ language }) => language))).toEqual(new Set(['es']));
});
