import type { Browser } from 'playwright-core';
import { aBrowser, aWindow } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  eventually,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';

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

async function signedIn(size?: { width: number; height: number }) {
  const window = await aWindow(browser, carrel, size ? { viewport: size } : {});
  const { page, open } = window;
  await open('/admin/login');
  await page.getByLabel('E-mail address').fill(olga.email);
  await page.getByLabel('Password').fill(olga.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your library' }).waitFor();
  return window;
}

const dayIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

it('holds a reader, shows what an erasure would do and that a part waits, and lets it go on when the hold is lifted', async () => {
  const ana = await aReader(carrel, { library });
  const { page, open, strayed, complaints } = await signedIn();
  const created = await visitor
    .post('/api/resources/holds/actions/new', {
      reader: ana.id,
      ground: '17(3)(e)',
      citation: 'Juzgado 7, 123/2026',
      words: 'A book was not returned.',
      'purposes.0': 'lending',
      reviewOn: dayIn(30),
    })
    .expect(200);
  const hold = created.body.record.id as string;
  expect((await visitor.list('holds').expect(200)).text).toContain('Juzgado 7, 123/2026');
  const wrong = await visitor.post('/api/resources/holds/actions/new', {
    reader: ana.id,
    ground: '17(3)(e)',
    citation: 'x',
    words: 'y',
    reviewOn: dayIn(400),
  });
  expect(wrong.text).toContain('looked at again within the year');

  await open(`/admin/resources/readers/records/${ana.id}/erase`);
  await page.getByText('Held until it is lifted').waitFor();
  await page.getByText('Your account').first().waitFor();
  await page.getByLabel('To confirm').fill(ana.email);
  await page.getByRole('button', { name: 'Erase permanently' }).click();
  await page.getByRole('heading', { name: 'A part waits for a legal hold' }).waitFor();

  await open(`/admin/resources/holds/records/${hold}/review`);
  await page.getByLabel('Look at it again by').fill(dayIn(60));
  await page.getByRole('button', { name: 'It is still needed' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();
  expect((await visitor.show('holds', hold).expect(200)).text).toContain(dayIn(60));
  await open(`/admin/resources/holds/records/${hold}/lift`);
  await page.getByRole('button', { name: 'Lift the hold' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();

  await eventually('the erasure', async () => (await ana.get('/me')).status === 401);
  expect(strayed).toEqual([]);
  expect(complaints).toEqual([]);
});

it('erases the readers of a list once its lines were looked at and it is confirmed', async () => {
  const [ana, eva] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
  const { page, open, strayed, complaints } = await signedIn({ width: 390, height: 844 });
  await open('/admin/resources/erasure-lists/actions/new');
  await page
    .getByLabel('Readers: one id or e-mail address a line')
    .fill(`id\n${ana.id}\n${eva.email}\nnobody@example.org`);
  await page.getByRole('button', { name: 'Save' }).click();
  await eventually('the list', async () => (await visitor.list('erasure-lists')).body.records.length === 1);
  const id = (await visitor.list('erasure-lists')).body.records[0].id as string;

  await open(`/admin/resources/erasure-lists/records/${id}/show`);
  await page.getByText('found: 2').waitFor();
  await ana.get('/me').expect(200);
  await page.getByRole('link', { name: 'Erase them' }).click();
  await page.getByRole('button', { name: 'Erase them permanently' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();

  for (const reader of [ana, eva])
    await eventually('the erasure', async () => (await reader.get('/me')).status === 401);
  await open(`/admin/resources/erasure-lists/records/${id}/show`);
  await page.getByText('begun: 2').waitFor();
  expect(strayed).toEqual([]);
  expect(complaints).toEqual([]);
});

it('removes a member of staff and shows the certificate, is no librarian’s to do, and spares the last owner', async () => {
  const luis = await aStaffMember(carrel, library, 'librarian');
  const eva = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
  const { page, open } = await signedIn();
  for (const section of ['staff', 'holds', 'erasure-lists']) await eva.list(section).expect(403);
  await eva.perform('staff', luis.id, 'leave').expect(403);
  expect((await visitor.perform('staff', olga.id, 'leave')).text).toContain('Nobody else owns the library');

  await open(`/admin/resources/staff/records/${luis.id}/leave`);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('heading', { name: 'Done' }).waitFor();

  expect(await page.getByRole('link', { name: /certificates/ }).getAttribute('href')).toMatch(/certificates/);
  expect((await visitor.list('staff').expect(200)).text).not.toContain(luis.email);
});
