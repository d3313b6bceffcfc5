import type { Browser, Locator, Page } from 'playwright-core';
import { aBrowser, aWindow } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
let owner: TestStaff;
let olga: PanelVisitor;
beforeAll(async () => {
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
  owner = await aStaffMember(carrel, library);
  olga = await atThePanel(carrel, owner);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

/** The first day of the year in which somebody turned so many years old. */
const born = (years: number) => `${new Date().getUTCFullYear() - years}-01-01`;

/** A child who says to be thirty: the change waits for an owner. */
async function aChildWhoAsks(name: string) {
  const guardian = { name: 'Marta Tutora', email: `guardian-of-${name.toLowerCase()}@example.org` };
  const child = await aReader(carrel, { library, name, guardian, birthDate: born(10), country: 'ES' });
  const { body } = await child.patch('/me', { birthDate: born(30) }).expect(200);
  return Object.assign(child, { review: body.birthDateReview.id as string });
}

async function tabTo(page: Page, wanted: Locator) {
  await wanted.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.and(page.locator(':focus')).count()) return;
  }
  throw new Error('It is not reached with the Tab key.');
}

it('lists what waits, and lets an owner decide with the keyboard alone', async () => {
  const nora = await aChildWhoAsks('Nora');
  const { page, open, strayed, complaints } = await aWindow(browser, carrel);
  await open('/admin/login');
  await page.getByLabel('E-mail address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Birth dates' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: 'Nora' }));
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: `Birth date ${born(10)} ${born(30)}` }).waitFor();
  await page.getByRole('row', { name: 'Country ES ES' }).waitFor();

  await tabTo(page, page.getByRole('button', { name: 'Accept' }));
  await page.keyboard.press('Enter');

  await page.getByRole('status').getByText('The change is accepted.').waitFor();
  const { body } = await nora.get('/me').expect(200);
  expect(body).toMatchObject({ birthDate: born(30), ageRule: 'met', birthDateReview: null });
  expect((await olga.list('birth-dates').expect(200)).body.records).toEqual([]);
  expect(strayed).toEqual([]);
  expect(complaints).toEqual([]);
});

it('leaves all as it was when the owner refuses, tells the child by letter, and takes one decision', async () => {
  const berta = await aChildWhoAsks('Berta');
  const { body } = await olga.show('birth-dates', berta.review).expect(200);
  expect(body.record.params).toMatchObject({
    name: 'Berta',
    reader: berta.id,
    state: 'open',
    present: { birthDate: born(10), country: 'ES' },
    asked: { birthDate: born(30), country: 'ES' },
  });

  await olga.perform('birth-dates', berta.review, 'refuse').expect(200);

  await olga.perform('birth-dates', berta.review, 'accept').expect(409);
  expect((await berta.get('/me').expect(200)).body).toMatchObject({
    birthDate: born(10),
    ageRule: 'guardian',
  });
  await eventually('the letter', async () =>
    (await lettersTo(carrel, berta.email)).find((letter) => /stays as it was/.test(letter.subject)),
  );
});

it('is an owner’s to see and do, by POST, in the own library', async () => {
  const clara = await aChildWhoAsks('Clara');
  const luis = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
  const stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));

  for (const [visitor, status] of [
    [luis, 403],
    [stranger, 404],
  ] as const) {
    await visitor.show('birth-dates', clara.review).expect(status);
    await visitor.perform('birth-dates', clara.review, 'accept').expect(status);
  }
  expect((await luis.list('birth-dates').expect(403)).body.detail).toContain('Only an owner');
  expect((await stranger.list('birth-dates').expect(200)).body.records).toEqual([]);
  await olga.show('birth-dates', clara.review, 'accept').expect(405);
  expect((await clara.get('/me').expect(200)).body.birthDate).toBe(born(10));
});
