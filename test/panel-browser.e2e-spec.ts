import pg from 'pg';
import type { Browser } from 'playwright-core';
import { AccessLog } from '../src/foundation/records/access-log.js';
import { aBrowser, aWindow, barriers, type Window } from './support/browser.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  type TestReader,
  type TestStaff,
} from './support/people.js';
import { unzipped } from './support/zip.js';

const DAY = 86_400_000;

let carrel: Carrel;
let browser: Browser;
let ana: TestReader;
let olga: Window;
let owner: TestStaff;
beforeAll(async () => {
  carrel = await aCarrel();
  browser = await aBrowser();
  ana = await aReader(carrel, { consents: ['newsletter'] });
  await aReader(carrel, { library: ana.library, name: 'Berta Otra' });
  owner = await aStaffMember(carrel, ana.library);
  const { email, password } = owner;
  olga = await aWindow(browser, carrel);
  await olga.open('/admin');
  await olga.page.getByLabel('E-mail address').fill(email);
  await olga.page.getByLabel('Password').fill(password);
  await olga.page.getByRole('button', { name: 'Sign in' }).click();
  await olga.page.getByRole('heading', { name: 'Your library' }).waitFor();
});
const SPANISH = ['Lectores', 'Conversaciones', 'Solicitudes', 'Fechas de nacimiento', 'Obras', 'Finalidades'];

afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

it('opens its doors to everyone: no barrier on the pages before the panel', async () => {
  const anyone = await aWindow(browser, carrel);
  for (const path of ['/admin/login', '/admin/invitation?token=none', '/admin/nothing']) {
    await anyone.open(path);
    expect(await barriers(anyone)).toEqual([]);
  }
});

it('finds a reader by the exact address and shows how their consents stand', async () => {
  const { page } = olga;
  await page.getByRole('link', { name: 'Readers' }).first().click();
  await page.getByText('Berta Otra').waitFor();
  await page.getByText('Find by address').first().click();
  await page.getByLabel('E-mail address, exactly').fill('nobody@example.org');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('alert').getByText('Nobody here has this address').waitFor();
  await page.getByLabel('E-mail address, exactly').fill(ana.email);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText(ana.email).waitFor();
  expect(page.url()).not.toContain('@');
  await page.getByText('Consents', { exact: true }).click();

  const history = page.getByRole('region', { name: 'History' });
  await history.getByText('newsletter').waitFor();
  expect(await history.getByRole('row', { name: /newsletter given sign-up/ }).count()).toBe(1);
});

it('answers a conversation, and the reader reads it', async () => {
  const { page } = olga;
  const opened = await ana
    .post('/me/conversations', { subject: 'A missing page', body: 'Page 7?' })
    .expect(201);
  await olga.open('/admin/resources/conversations');
  await page.getByText('A missing page').click();
  await page.getByText('Page 7?').waitFor();

  await page.getByLabel('Your answer').fill('It is there again.');
  await page.getByRole('button', { name: 'Send' }).click();

  await page.locator('.carrel-ours').getByText('It is there again.').waitFor();
  const { body } = await ana.get(`/me/conversations/${opened.body.id}/messages`).expect(200);
  expect(body.items).toMatchObject([{}, { author: 'library', body: 'It is there again.' }]);
});

it('refuses a request from its page, with the reason of the law', async () => {
  const { page } = olga;
  const { body } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);
  await olga.open(`/admin/resources/requests/records/${body.id as string}/show`);
  await page.getByRole('heading', { name: 'restriction: received' }).waitFor();
  // The frame around it is AdminJS's own.
  const inFrame = /^(landmark-one-main|region): /;
  expect((await barriers(olga)).filter((one) => !inFrame.test(one))).toEqual([]);
  await page.getByText('Refuse', { exact: true }).first().click();
  await page.getByLabel('Reason').last().selectOption('others-rights');
  await page.getByLabel('Why, for the reader to read').last().fill('It names somebody else.');
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.getByRole('heading', { name: 'restriction: refused' }).waitFor();
  await page.getByText('It names somebody else.').waitFor();

  expect((await ana.get(`/me/requests/${body.id as string}`).expect(200)).body.refusal).toMatchObject({
    reason: 'others-rights',
  });
});

it('adds an item', async () => {
  const { page } = olga;
  await olga.open('/admin/resources/items/actions/new');
  await page.locator('#title').fill('Rayuela');
  await page.getByRole('button', { name: 'Save' }).click();

  await page.getByRole('cell', { name: 'Rayuela' }).waitFor();
});

it('speaks Spanish to a browser that does', async () => {
  const [cookie] = (await olga.context.cookies(`${carrel.url}/admin`)).filter((one) =>
    /panel/.test(one.name),
  );
  const spanish = await aWindow(browser, carrel, { locale: 'es-ES', viewport: { width: 1440, height: 900 } });
  await spanish.context.addCookies(cookie ? [cookie] : []);
  await spanish.open('/admin');
  const { page } = spanish;
  await page.getByText('Navegación').waitFor();
  for (const section of SPANISH)
    await page.getByRole('main').getByRole('link', { name: section, exact: true }).waitFor();
  await page.locator('html[lang=es]').waitFor();
  for (const group of ['Personas', 'Biblioteca', 'Español'])
    await page.getByText(group, { exact: true }).first().waitFor();

  await page.getByRole('main').getByRole('link', { name: 'Lectores' }).click();

  await page.getByRole('cell', { name: 'Correo electrónico' }).waitFor();
  await page.getByText('Buscar por dirección').first().waitFor();
});

/** AdminJS frames each row's page in parts of its own that stand outside any landmark. */
const ours = (barrier: string) => !barrier.startsWith('region:');

/** What only drills have, and containment, on an officer's window and on the owner's. */
async function drillOn(window: Window, api: Caller, slug: string) {
  const at = '2026-01-31T10:00:00Z';
  const words = { title: 'What if an export lay open', description: 'Made up.', mode: 'drill', pace: 60 };
  const { body } = await api.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201);
  await api.put(`/incidents/${body.id}/libraries/${slug}`, { what: 'Made up.' }).expect(200);
  for (const kind of ['freeze-exports', 'end-sessions']) {
    const { body: made } = await api
      .post(`/incidents/${body.id}/actions`, { kind, library: slug })
      .expect(201);
    for (const step of ['approve', 'apply'])
      await api.post(`/incidents/${body.id}/actions/${made.id}/${step}`, {}).expect(200);
  }
  const { page } = window;
  await window.open(`/admin/resources/incidents/records/${body.id}/show`);
  await page.getByRole('heading', { name: /is a drill: nothing in it happened/ }).waitFor();
  const actions = page.getByRole('region', { name: 'Containment' });
  await actions.getByText('This cannot be undone, and need not be').waitFor();
  expect(await actions.getByRole('button', { name: 'Verify by a probe' }).count()).toBe(2);
  expect(await actions.getByRole('button', { name: 'Revert', exact: true }).count()).toBe(1);
  await page.getByRole('button', { name: 'Add the standard script' }).click();
  await page.getByText('8 events are still to come').waitFor();
  await page.getByRole('button', { name: 'Send the test' }).click();
  await page.getByRole('cell', { name: slug, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Score' }).click();
  await page.getByRole('cell', { name: /of 100$/ }).waitFor();
  expect((await barriers(window)).filter(ours)).toEqual([]);

  await olga.open(`/admin/resources/breaches/records/${body.id}/show`);
  const done = olga.page.getByRole('region', { name: /^What was done to contain it/ });
  await done.getByText(/^freeze-exports: applied/).waitFor();
  expect(await done.getByRole('heading', { level: 4 }).count()).toBe(2);
  expect(await done.getByRole('list', { name: 'What it breaks' }).count()).toBe(2);

  await window.open(`/admin/resources/readiness/records/${slug}/show`);
  await page.getByRole('heading', { name: /ready 50 of 100/ }).waitFor();
  expect((await barriers(window)).filter(ours)).toEqual([]);
}

/** Holds those of a scope by a table on an officer's window: surer and less sure readers are two parts of its list. */
async function holdOn({ page, open }: Window, api: Caller, id: string) {
  const carla = await aReader(carrel, { library: ana.library, name: 'Carla Lejos' });
  await beforeTheLog(carla);
  const scope = `/incidents/${id}/scope`;
  const asked = { kind: 'staff', of: owner.id, from: new Date(Date.now() - DAY).toISOString() };
  await api.post(scope, asked).expect(202);
  const found = await eventually('the second scope', async () => {
    const { body } = await api.get(scope).expect(200);
    return (body.items as { version: number; confirmed: number; possible: number }[]).find(
      ({ version }) => version === 2,
    );
  });
  expect(found.confirmed).toBeGreaterThan(0);
  expect(found.possible).toBeGreaterThan(found.confirmed);
  await open(`/admin/resources/incidents/records/${id}/show`);
  const part = page.getByRole('region', { name: /^For / });
  const hold = part.getByRole('button', { name: 'Hold', exact: true });
  await part.getByLabel('Whose data').selectOption(`Scope version 2, possible: ${found.possible} found`);
  await part.getByLabel('Provision or case').fill('Case 13/2026');
  await part.getByLabel('Why it is needed').fill('The loans show what lay open.');
  await part.getByLabel('Tables held').fill('loan');
  const day = new Date(Date.now() + 90 * DAY).toISOString().slice(0, 10);
  await part.getByLabel('Look at it again by').fill(day);
  await part.getByText('Count first whom it would hold.').waitFor();
  expect(await hold.isDisabled()).toBe(true);
  await part.getByRole('button', { name: 'Count whom it would hold' }).click();
  await part.getByText(`It would hold data of ${found.possible} readers, counted now.`).waitFor();
  await hold.click();
  const held = page.getByRole('region', { name: 'Legal holds for this incident' });
  await held.getByRole('cell', { name: carla.id, exact: true }).waitFor();
  expect(await held.getByRole('cell', { name: 'loan', exact: true }).count()).toBe(found.possible);
}

/** Has a reader's account be older than the access log, so that nobody can rule out who looked at it. */
async function beforeTheLog({ id }: TestReader) {
  await carrel.app.get(AccessLog).flush();
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  await superuser.query(`update subject set created_at = created_at - interval '2 days' where id = $1`, [id]);
  await superuser.end();
}

/** Somebody who signs in at a narrow window. */
async function atNight({ email, password }: TestStaff): Promise<Window> {
  const night = await aWindow(browser, carrel, { viewport: { width: 390, height: 844 } });
  await night.open('/admin/login');
  await night.page.getByLabel('E-mail address').fill(email);
  await night.page.getByLabel('Password').fill(password);
  await night.page.getByRole('button', { name: 'Sign in' }).click();
  await night.page.getByRole('heading', { name: 'Your library' }).waitFor();
  return night;
}

/** Roles, evidence, custody, holds, awareness and files, on an officer's window. */
async function proofOn({ page }: Window, id: string, email: string) {
  await page.getByLabel('Address of a security officer').fill(email);
  await page.getByRole('button', { name: 'Give the role' }).click();
  await page.getByRole('heading', { name: /Roles: commander Olga Dueña/ }).waitFor();
  await page.getByRole('button', { name: 'Take a snapshot' }).click();
  await page.getByLabel('Who has it now').fill('Copied to the safe.');
  await page.getByRole('button', { name: 'Note the custody' }).click();
  await page.getByRole('region', { name: 'Chain of custody' }).getByText('Copied to the safe.').waitFor();
  await page.getByLabel('Ids of readers to hold').fill(ana.id);
  await page.getByLabel('Provision or case').fill('Case 12/2026');
  await page.getByLabel('Why it is needed').fill('Her loans show what lay open.');
  await page.getByLabel('Purposes held').fill('account');
  await page
    .getByLabel('Look at it again by')
    .fill(new Date(Date.now() + 90 * DAY).toISOString().slice(0, 10));
  await page.getByRole('button', { name: 'Count whom it would hold' }).click();
  await page.getByText('It would hold data of 1 reader, counted now.').waitFor();
  await page.getByRole('button', { name: 'Hold', exact: true }).click();
  await page.getByRole('button', { name: 'Lift this hold' }).click();
  await page.getByRole('button', { name: 'Lift this hold' }).waitFor({ state: 'detached' });
  await page.getByLabel('Aware since').fill('2026-01-31T11:00:00Z');
  await page.getByLabel('Reason (needed for a later moment)').fill('It was a test file.');
  await page.getByRole('button', { name: 'Move the awareness' }).click();
  await page.getByRole('button', { name: 'Confirm as the second person' }).click();
  await page.getByText('You proposed this yourself').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Evidence pack (ZIP), verified offline' }).click();
  const pack = await (await saved).createReadStream();
  const files = await unzipped(Buffer.concat((await pack.toArray()) as Buffer[]));
  expect([...files.keys()]).toContain('platform/incident.proof.json');
  expect((await saved).suggestedFilename()).toBe(`incident-${id}.zip`);
}

it('leads an officer and an owner through an incident, on a narrow window too', async () => {
  const { slug } = ana.library;
  const officer = await aStaffMember(carrel);
  const api = await asStaff(carrel, officer);
  const at = '2026-01-31T10:00:00Z';
  const words = { title: 'An export lay open', description: 'Found in a log.', mode: 'live' };
  const { body } = await api.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201);

  const night = await atNight(officer);
  expect(await night.page.getByRole('main').getByRole('link').allInnerTexts()).toEqual([
    'Incidents',
    'Register of breaches',
    'Readiness',
    'Canaries',
  ]);
  await night.open(`/admin/resources/incidents/records/${body.id}/show`);
  await night.page.getByLabel('Its short name (slug)').fill(slug);
  await night.page.getByLabel('What was hit').fill('Loans of a year');
  await night.page.getByRole('button', { name: 'Add', exact: true }).first().click();
  await night.page.getByLabel('Where they can ask more').fill('security@carrel.example');
  await night.page.getByRole('button', { name: 'Send the notice' }).click();
  await night.page.getByRole('button', { name: 'Send a follow-up' }).waitFor();
  expect((await barriers(night)).filter(ours)).toEqual([]);
  await proofOn(night, body.id as string, officer.email);
  await drillOn(night, api, slug);
  expect(night.complaints).toEqual([]);

  const { page } = olga;
  await olga.open(`/admin/resources/breaches/records/${body.id}/show`);
  await page.getByRole('button', { name: 'I have read this notice' }).click();
  await page.getByText(/^Acknowledged/).waitFor();
  await page.getByLabel('Why (processing)').fill('A loan shows little.');
  await page.getByRole('button', { name: 'Assess' }).click();
  await page.getByText(/^Assessed as/).waitFor();
  await page.getByLabel('Notify the supervisory authority (Art. 33)').selectOption('yes');
  await page.getByLabel('Inform the readers (Art. 34)').selectOption('yes');
  await page.getByLabel('Reason', { exact: true }).fill('Anybody could read it.');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText(/^Decided .*Anybody could read it/).waitFor();
  expect((await barriers(olga)).filter(ours)).toEqual([]);
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await page.getByRole('cell', { name: 'new, incomplete', exact: true }).waitFor();

  await page.getByLabel('Note; name no reader').fill('The board was told.');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await page.getByText('The board was told.').waitFor();
  const [link] = await page.getByRole('link', { name: /Notification of .* as PDF/ }).all();
  const saved = page.waitForEvent('download');
  await link?.click();
  expect((await saved).suggestedFilename()).toBe('notification-1.pdf');

  await olga.open('/admin/resources/breach-register');
  await page
    .getByRole('link', { name: /^INCIDENT-/ })
    .first()
    .click();
  await page.getByRole('heading', { name: 'The whole register (Art. 33(5))' }).waitFor();
  expect((await barriers(olga)).filter(ours)).toEqual([]);
  const register = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Register as CSV' }).click();
  expect((await register).suggestedFilename()).toBe('breach-register.csv');

  await olga.open(`/admin/resources/readiness/records/${slug}/show`);
  await page.getByRole('heading', { name: 'The letter to readers (en): a draft, not approved' }).waitFor();
  await page.getByLabel('What the reader can do').first().fill('Choose a new password.');
  await page.getByRole('button', { name: 'Approve these words' }).first().click();
  await page.getByRole('heading', { name: /^The letter to readers \(en\): approved / }).waitFor();
  expect((await barriers(olga)).filter(ours)).toEqual([]);
});

it('lets an officer assess and write for a library by the keyboard, and its owner let the letters leave', async () => {
  const officer = await aStaffMember(carrel);
  const api = await asStaff(carrel, officer);
  const at = '2026-01-31T10:00:00Z';
  const words = { title: 'Loans lay open', description: 'Found in a log.', mode: 'live' };
  const { body } = await api.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201);
  await api.put(`/incidents/${body.id}/libraries/${ana.library.slug}`, { what: 'Loans.' }).expect(200);
  const scope = `/incidents/${body.id}/scope`;
  await api.post(scope, { kind: 'database', from: new Date(Date.now() - DAY).toISOString() }).expect(202);
  await eventually('the scope', async () => {
    const { items } = (await api.get(scope).expect(200)).body;
    return (items as { readersByCountry: unknown }[])[0]?.readersByCountry;
  });
  const night = await atNight(officer);
  const { page } = night;
  await night.open(`/admin/resources/incidents/records/${body.id}/show`);
  const countries = page.getByRole('table', { name: `By country: ${ana.library.slug}, version 1` });
  await countries.getByRole('row', { name: /^ES 0 0 \d+$/ }).waitFor();
  const part = page.getByRole('region', { name: /^For / });
  await part.getByLabel('Why (processing)').fill('A loan shows little.');
  await part.getByRole('button', { name: 'Assess' }).click();
  await part.getByText(/^Assessed as/).waitFor();
  await part.getByLabel('Whom to write to').selectOption('The readers named below');
  await part.getByLabel('Ids of readers, one a line').fill('ana');
  await part.getByLabel('What happened').first().fill('Loans of a year lay open.');
  await part.getByLabel('Ids of readers, one a line').press('Tab');
  await page.keyboard.type('60');
  await part.getByRole('button', { name: 'Draft', exact: true }).press('Enter');
  await part
    .getByRole('alert')
    .getByText(/^Ids of readers, one a line.*: Write 1 to 10,000 ids/)
    .waitFor();
  expect(await page.locator(':focus').getAttribute('name')).toBe('readers');
  expect(await part.getByLabel('What happened').first().inputValue()).toBe('Loans of a year lay open.');
  expect(await part.getByLabel('Letters a minute').inputValue()).toBe('60');
  expect((await barriers(night)).filter(ours)).toEqual([]);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(ana.id);
  await part.getByRole('button', { name: 'Count whom it would reach' }).press('Enter');
  await part.getByRole('status').getByText('It would reach 1 reader by 1 letter').waitFor();
  const whom = part.getByLabel('Whom to write to');
  expect(await whom.getByRole('option', { name: /^Scope version 1, possible: \d+ found$/ }).count()).toBe(1);
  await part.getByRole('button', { name: 'Draft', exact: true }).press('Enter');
  await part.getByText('To 1 reader named by id; at most 60 a minute').waitFor();
  await page
    .getByRole('region', { name: 'Letters to readers, library by library' })
    .getByRole('cell', { name: 'draft', exact: true })
    .waitFor();
  await holdOn(night, api, body.id as string);
  expect(night.complaints).toEqual([]);

  await olga.open(`/admin/resources/breaches/records/${body.id}/show`);
  await olga.page.getByRole('button', { name: 'Approve: the letters leave' }).click();
  await olga.page.getByLabel('Message-IDs of letters that came back').fill('<nobody@example.org>');
  await olga.page.getByRole('button', { name: 'Count as bounced' }).click();
  await olga.page.getByText(/a server had taken, and change nothing: <nobody@example.org>/).waitFor();
});

it('signs out, and asks nobody but its own server all along', async () => {
  const { page } = olga;
  expect(olga.strayed).toEqual([]);
  expect(olga.complaints).toEqual([]);

  await olga.open('/admin/logout');

  await page.getByRole('heading', { name: 'Sign in to your library' }).waitFor();
  await olga.open('/admin/resources/readers');
  expect(page.url()).toBe(`${carrel.url}/admin/login`);
});
