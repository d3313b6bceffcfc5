import type { Browser } from 'playwright-core';
import { Caller } from './support/caller.js';
import { atThePanel } from './support/panel.js';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let library: TestLibrary;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  library = await aLibrary(carrel);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

const at = (path: string) => `/l/${library.slug}/rights${path}`;

/** At both widths, for somebody to look at where a folder for it is named. */
async function pictured({ page }: Window, name: string) {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect([name, width, Number(overflow) > 0]).toEqual([name, width, false]);
    const folder = process.env.CARREL_SHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
}

/** Without barriers, without a scroll bar across, and without a word of complaint. */
async function isSound(window: Window, name: string) {
  await pictured(window, name);
  expect([name, await barriers(window)]).toEqual([name, []]);
  expect(window.complaints).toEqual([]);
  expect(window.strayed).toEqual([]);
}

async function tabTo({ page }: Window, selector: string) {
  for (let step = 0; step < 60; step += 1) {
    if (await page.locator(`${selector}:focus`).count()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached with the Tab key`);
}

it('gives a locked-out reader their copy with the keyboard alone, from the sign-in page on', async () => {
  const ana = await aReader(carrel, { library });
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(`/l/${library.slug}/sign-in`);
  expect(
    await page.locator('footer').getByRole('link', { name: 'Your rights without signing in' }).count(),
  ).toBe(1);
  await tabTo(window, `main a[href$="/rights"]`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your rights without an account' }).waitFor();
  await isSound(window, 'ask');
  await tabTo(window, '#email');
  await page.keyboard.type(ana.email);
  await tabTo(window, 'main button.main');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await isSound(window, 'sent');

  await open(at(`/confirm?token=${await tokenInLetterTo(carrel, ana.email, /Is this request/)}`));
  await page.getByRole('heading', { name: 'Is this yours?' }).waitFor();
  await page.reload();
  await isSound(window, 'confirm');
  await tabTo(window, 'main button.main');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Your request is entered' }).waitFor();
  await isSound(window, 'entered');

  await open(at(`/download?token=${await tokenInLetterTo(carrel, ana.email, /are ready/)}`));
  await isSound(window, 'download');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^my-data-.*\.zip$/);
});

it('tells who is unknown here that nothing is held, by the code and without JavaScript, in Spanish', async () => {
  const window = await aWindow(browser, carrel, { javaScriptEnabled: false });
  const { page, open } = window;
  await open(`/l/${library.slug}/rights?language=es`);
  await page.locator('#email').fill('no address');
  await page.getByRole('button', { name: 'Enviarme la carta' }).click();
  await page.locator('#email-error').waitFor();
  await page.locator('#email').fill('nadie@example.org');
  await page.locator('#kind').selectOption('erasure');
  await page.getByRole('button', { name: 'Enviarme la carta' }).click();
  const code = await eventually('a code', async () => {
    const letters = await lettersTo(carrel, 'nadie@example.org');
    return letters.map(({ text }) => /pidió: (\d{8})/.exec(text)?.[1]).find(Boolean);
  });
  await page.locator('#code').fill(code === '00000000' ? '00000001' : '00000000');
  await page.getByRole('button', { name: 'Continuar' }).click();
  await page.locator('#code-error').waitFor();

  await page.locator('#code').fill(code);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await page.getByRole('heading', { name: 'Qué desaparece con el olvido' }).waitFor();
  await page.locator('#understood').check();
  await page.getByRole('button', { name: 'Sí, lo pido' }).click();

  await page.getByRole('heading', { name: /no tiene ninguna cuenta suya/ }).waitFor();
  expect(await page.getByText('Agencia Española de Protección de Datos').count()).toBe(1);
});

it('erases who confirms it twice, and shows the certificate’s address once', async () => {
  const ana = await aReader(carrel, { library });
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(at(''));
  await page.locator('#email').fill(ana.email);
  await page.getByRole('button', { name: 'Send me the letter' }).click();
  const token = await tokenInLetterTo(carrel, ana.email, /Is this request/);
  await open(at(`/confirm?token=${token}`));
  await page.locator('#kind').selectOption('erasure');
  await page.getByRole('button', { name: 'Yes, I ask for this' }).click();
  await page.locator('#understood-error').waitFor();
  await isSound(window, 'erasure');
  await ana.get('/me').expect(200);

  await page.locator('#understood').check();
  await page.getByRole('button', { name: 'Yes, I ask for this' }).click();

  await page.getByRole('heading', { name: 'Certificate of the deletion' }).waitFor();
  await ana.get('/me').expect(401);
});

it('lets a person say whether somebody speaks for them', async () => {
  const ana = await aReader(carrel, { library });
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(at(''));
  await page.getByRole('link', { name: 'I ask for somebody else' }).click();
  await isSound(window, 'for-another');
  await page.locator('#representativeName').fill('Rosa Abogada');
  await page.locator('#representativeEmail').fill('rosa@example.org');
  await page.locator('#email').fill(ana.email);
  await page.locator('#mandate').fill('By power of attorney of 3 May.');
  await page.getByRole('button', { name: 'Send for the other person' }).click();
  await open(at(`/confirm?token=${await tokenInLetterTo(carrel, 'rosa@example.org')}`));
  await page.getByRole('button', { name: 'Yes, I ask for this' }).click();
  await page.getByRole('heading', { name: 'Your request waits for a word' }).waitFor();

  await open(at(`/mandate?token=${await tokenInLetterTo(carrel, ana.email, /Rosa Abogada/)}`));
  await page.getByText('By power of attorney of 3 May.').waitFor();
  await isSound(window, 'mandate');
  await page.getByRole('button', { name: 'Yes, do it for me' }).click();

  await page.getByRole('heading', { name: 'Your request is entered' }).waitFor();
  await tokenInLetterTo(carrel, ana.email, /are ready/);
});

it('shows an owner each mandate in the panel, with its paper, and takes the decision there', async () => {
  const [owner, librarian] = [
    await aStaffMember(carrel, library),
    await aStaffMember(carrel, library, 'librarian'),
  ];
  const ana = await aReader(carrel, { library });
  const anyone = new Caller(carrel.url);
  const paper = { name: 'power.pdf', mediaType: 'application/pdf', content: btoa('%PDF-1.7 power') };
  const representative = {
    name: 'Ines Procuradora',
    email: 'ines@example.org',
    mandate: 'Power of 3 May.',
    paper,
  };
  const root = `/libraries/${library.slug}/requests`;
  await anyone.post(root, { email: 'unknown@example.org', kind: 'restriction', representative }).expect(202);
  await anyone
    .post(`${root}/confirmations`, { token: await tokenInLetterTo(carrel, 'ines@example.org') })
    .expect(200);
  const [olga, luis] = [await atThePanel(carrel, owner), await atThePanel(carrel, librarian)];
  const { body: list } = await olga.list('mandates').expect(200);
  const id =
    (list.records as { id: string; params: { of: string } }[]).find(
      ({ params }) => params.of === 'unknown@example.org',
    )?.id ?? '';
  await luis.list('mandates').expect(403);
  expect((await olga.get(`/files/mandates/${id}/${id}`).expect(200)).text).toContain('power');

  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open('/admin/login');
  await page.getByLabel('E-mail address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/admin');
  await open(`/admin/resources/mandates/records/${id}/show`);
  await page.getByText('Power of 3 May.').waitFor();
  await page.getByRole('link', { name: 'power.pdf' }).waitFor();
  await pictured(window, 'panel');
  await open(`/admin/resources/mandates/records/${id}/edit`);
  await page.getByText('Id of the reader').waitFor();
  await page.getByText('Paper', { exact: true }).waitFor();
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'power.pdf' }).click();
  expect((await saving).suggestedFilename()).toBe('power.pdf');
  await pictured(window, 'panel-edit');

  const bare = await olga.perform('mandates', id, 'edit', { decision: 'accepted' }).expect(200);
  expect(bare.body.record.errors).toHaveProperty('why');
  await olga
    .perform('mandates', id, 'edit', {
      decision: 'accepted',
      why: 'Seen.',
      readerId: ana.id,
      paper: 'power.pdf',
    })
    .expect(200);

  expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([{ kind: 'restriction' }]);
  await olga.get(`/files/mandates/${id}/${id}`).expect(404);
});
