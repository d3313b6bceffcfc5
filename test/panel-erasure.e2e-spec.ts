import type { Browser } from 'playwright-core';
import { aBrowser, aWindow } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import { aLibrary, aReader, aStaffMember, type TestLibrary, type TestStaff } from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
let olga: TestStaff;
let visitor: PanelVisitor;
beforeAll(async () => {
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
  olga = await aStaffMember(carrel, library);
  visitor = await atThePanel(carrel, olga);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

it('erases a reader once their address is typed, and not for another’s', async () => {
  const ana = await aReader(carrel, { library });
  const { page, open, strayed, complaints } = await aWindow(browser, carrel);
  await open('/admin/login');
  await page.getByLabel('E-mail address').fill(olga.email);
  await page.getByLabel('Password').fill(olga.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your library' }).waitFor();
  await open(`/admin/resources/readers/records/${ana.id}/show`);
  await page.getByText('Erase permanently').click();

  await page.getByLabel('To confirm').fill('someone.else@example.org');
  await page.getByRole('button', { name: 'Erase permanently' }).click();
  await page.getByRole('alert').getByText('Nothing was erased').waitFor();
  await ana.get('/me').expect(200);

  await page.getByLabel('To confirm').fill(` ${ana.email.toUpperCase()} `);
  await page.getByRole('button', { name: 'Erase permanently' }).click();
  await page.getByRole('heading', { name: 'Erased' }).waitFor();

  const certificate = await page.getByRole('link', { name: /certificates/ }).getAttribute('href');
  expect(certificate).toMatch(/\/api\/v1\/certificates\/[\w-]+$/);
  await ana.get('/me').expect(401);
  await visitor.show('readers', ana.id).expect(404);
  expect((await visitor.list('requests').expect(200)).text).not.toContain(ana.email);
  expect(strayed).toEqual([]);
  expect(complaints).toEqual([]);
});

it('is an owner’s to do, by POST, for a reader of the library', async () => {
  const ana = await aReader(carrel, { library });
  const typed = { email: ana.email };
  const luis = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
  const stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));

  await luis.perform('readers', ana.id, 'erase', typed).expect(403);
  await stranger.perform('readers', ana.id, 'erase', typed).expect(404);
  await visitor.get(`/api/resources/readers/records/${ana.id}/erase?email=${ana.email}`).expect(200);
  await visitor.perform('readers', ana.id, 'erase', {}).expect(422);

  await ana.get('/me').expect(200);
});
