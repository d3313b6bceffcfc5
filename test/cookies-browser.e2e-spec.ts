import type { Browser, Page } from 'playwright-core';
import pg from 'pg';
import { gzipSync } from 'node:zlib';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { askingAboutStatistics, reworded } from './support/cookie-notice.js';
import { ForeignSite, TRACKER } from './support/foreign-site.js';
import { aLibrary, aReader, aStaffMember, asStaff, eventually, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let browser: Browser;
let superuser: pg.Client;
let site: ForeignSite;
/** Libraries whose own site it is; which origins a library lists is remembered for some seconds. */
let libraries: TestLibrary[];
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  site = await ForeignSite.start();
  libraries = await Promise.all(Array.from({ length: 16 }, () => aLibrary(carrel)));
  const listing = 'update library_directory set origins = $2 where id = any($1)';
  await superuser.query(listing, [libraries.map(({ id }) => id), [site.url]]);
});
afterAll(async () => {
  site.stop();
  await superuser.end();
  await browser.close();
  await carrel.stop();
});

/** The browser asks not to be tracked, as scripts see it. */
const SIGNAL = `Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`;

const NECESSARY = ['carrel_language', 'carrel_session', 'carrel_visit'];
const ACCEPTED = 'carrel_remembered_language';

const jarOf = async ({ context }: Window) => (await context.cookies()).map(({ name }) => name).sort();

/** Everything that the open page has stored beside cookies. */
const storageOf = (page: Page) =>
  page.evaluate<string[]>(`(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map((one) => one.name),
  ])()`);

interface Choice {
  choices: Record<string, boolean>;
  gpc: boolean;
  outcome: string;
  visitor_id: string;
}

async function choicesOf({ id }: TestLibrary) {
  const text =
    'select choices, gpc, outcome, visitor_id from cookie_choice where library_id = $1 order by id';
  return (await superuser.query<Choice>(text, [id])).rows;
}

/** What makes one button weigh more than another: each button's looks, as one text. */
const weights = (page: Page, buttons: string) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('${buttons}')].map((one) => {
    const { fontSize, fontWeight, color, backgroundColor, borderColor, paddingLeft } = getComputedStyle(one);
    const height = Math.round(one.getBoundingClientRect().height);
    return [fontSize, fontWeight, color, backgroundColor, borderColor, paddingLeft, height].join();
  })`);

/** The words of what has the focus. */
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.trim()');

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('the hosted pages, %s', (_, javaScriptEnabled) => {
  let library: TestLibrary;
  let window: Window;
  beforeEach(async () => {
    library = await aLibrary(carrel);
    window = await aWindow(browser, carrel, { javaScriptEnabled });
  });
  afterEach(async () => {
    expect(window.strayed).toEqual([]);
    expect(window.complaints).toEqual([]);
    await window.context.close();
  });
  const notice = () => window.page.locator('.cookie-notice');

  it('store nothing but what is necessary before a choice, on any page, signed in or not', async () => {
    const { page, open } = window;
    const { email, password } = await aReader(carrel, { library });
    for (const path of [
      'sign-up',
      'sign-in',
      'reset',
      'cookies',
      'sign-up?language=es',
      'sign-in?language=en',
    ]) {
      await open(`/l/${library.slug}/${path}`);
      if (javaScriptEnabled) expect(await storageOf(page)).toEqual([]);
    }
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(password);
    await page.locator('main button').first().click();
    await page.waitForURL(`**/account`);
    for (const path of ['account', 'library', 'conversations']) {
      await open(`/l/${library.slug}/${path}`);
      await notice().waitFor();
      if (javaScriptEnabled) expect(await storageOf(page)).toEqual([]);
    }

    expect(await jarOf(window)).toEqual(NECESSARY);
    expect(await choicesOf(library)).toEqual([]);
  });

  it('show a notice that goes only at a click, and whose buttons are equal', async () => {
    const { page, open } = window;
    await open(`/l/${library.slug}/sign-up`);
    await open(`/l/${library.slug}/sign-in`);
    await notice().waitFor();
    const [accept, refuse, settings] = await weights(page, '.cookie-notice .actions > *');
    expect(refuse).toEqual(accept);
    expect(settings).toEqual(accept);

    await page.getByRole('button', { name: 'Refuse all' }).click();
    await notice().waitFor({ state: 'detached' });
    for (const path of ['sign-up', 'sign-in', 'sign-up?language=es']) {
      await open(`/l/${library.slug}/${path}`);
      expect(await notice().count()).toBe(0);
    }
    expect(await choicesOf(library)).toMatchObject([
      { choices: { preferences: false }, gpc: false, outcome: 'counted' },
    ]);
    expect(await jarOf(window)).toEqual(['carrel_cookies', 'carrel_language', 'carrel_visit']);
  });

  it('lead back to the choice from every footer, and clear what a withdrawal withdraws', async () => {
    const { page, open, context } = window;
    await open(`/l/${library.slug}/sign-in?language=es`);
    await page.getByRole('button', { name: 'Aceptar todo' }).click();
    await notice().waitFor({ state: 'detached' });
    expect(await jarOf(window)).toContain(ACCEPTED);
    await context.clearCookies({ name: 'carrel_language' });
    await open(`/l/${library.slug}/sign-in`);
    await page.getByRole('heading', { name: 'Entrar en' }).waitFor();

    await page.getByRole('contentinfo').getByRole('link', { name: 'Configuración de cookies' }).click();
    await page.getByRole('checkbox', { name: 'Aceptar: Preferencias' }).uncheck();
    await page.getByRole('button', { name: 'Guardar', exact: true }).click();
    await page.getByText('queda guardada').waitFor();

    expect(await page.getByRole('checkbox', { name: 'Aceptar: Preferencias' }).isChecked()).toBe(false);
    expect(await jarOf(window)).not.toContain(ACCEPTED);
    const choices = await choicesOf(library);
    expect(choices).toMatchObject([{ choices: { preferences: true } }, { choices: { preferences: false } }]);
    expect(new Set(choices.map(({ visitor_id }) => visitor_id)).size).toBe(1);
  });

  it('ask again when there is something else to choose, and not for a word', async () => {
    const { page, open } = window;
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    await open(`/l/${library.slug}/sign-in`);
    await page.getByRole('button', { name: 'Refuse all' }).click();
    await notice().waitFor({ state: 'detached' });
    await owner.post('/library/cookie-notices', await reworded(owner, 'Thank you.')).expect(201);
    await open(`/l/${library.slug}/sign-in`);
    expect(await notice().count()).toBe(0);

    await askingAboutStatistics(owner);
    await open(`/l/${library.slug}/sign-in`);
    await notice().waitFor();
  });

  it('honour the browser’s signal without an id, a row or a question', async () => {
    const { page, open } = window;
    await page.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
    await open(`/l/${library.slug}/sign-in`);

    await page.getByRole('contentinfo').getByText('Global Privacy Control').waitFor();
    expect(await notice().count()).toBe(0);
    expect(await jarOf(window)).toEqual(['carrel_visit']);
    expect(await choicesOf(library)).toEqual([]);

    await page.getByRole('link', { name: 'Cookie settings' }).click();
    await page.getByRole('button', { name: 'Accept all' }).click();
    await page.getByText('is kept').first().waitFor();
    expect(await choicesOf(library)).toMatchObject([{ choices: { preferences: true }, gpc: true }]);
    expect(await jarOf(window)).toContain(ACCEPTED);
  });

  it('let a signed-in reader, and nobody else, keep the choice with the account', async () => {
    const { page, open } = window;
    const ana = await aReader(carrel, { library });
    await open(`/l/${library.slug}/sign-in`);
    await page.getByRole('button', { name: 'Refuse all' }).click();
    await notice().waitFor({ state: 'detached' });
    await open(`/l/${library.slug}/cookies`);
    expect(await page.getByRole('button', { name: 'Keep this choice with my account' }).count()).toBe(0);
    await open(`/l/${library.slug}/sign-in?next=/l/${library.slug}/cookies`);
    await page.locator('#email').fill(ana.email);
    await page.locator('#password').fill(ana.password);
    await page.locator('main button').first().click();
    await page.waitForURL(`**/cookies`);
    expect((await ana.get('/me/cookie-choices').expect(200)).body.items).toEqual([]);

    await page.getByRole('button', { name: 'Keep this choice with my account' }).click();
    await page.getByText('part of your data now').waitFor();
    expect((await ana.get('/me/cookie-choices').expect(200)).body.items).toHaveLength(1);
    await page.getByRole('button', { name: 'Take it out of my account' }).click();
    await page.getByText('Nobody knows any more').waitFor();
    expect((await ana.get('/me/cookie-choices').expect(200)).body.items).toEqual([]);
  });
});

describe('the notice on a hosted page', () => {
  it('is answered without losing what was written', async () => {
    const library = await aLibrary(carrel);
    const window = await aWindow(browser, carrel);
    const { page, open } = window;
    await open(`/l/${library.slug}/sign-up`);
    await page.locator('#name').fill('Ana');
    await page.getByRole('button', { name: 'Accept all' }).click();
    await page.getByRole('status').getByText('Your choice about cookies is kept.').waitFor();

    expect(await page.locator('#name').inputValue()).toBe('Ana');
    expect(await choicesOf(library)).toMatchObject([{ choices: { preferences: true } }]);
    await window.context.close();
  });

  it('is reached first by keyboard, and is no barrier', async () => {
    const library = await aLibrary(carrel);
    const window = await aWindow(browser, carrel);
    const { page, open } = window;
    await open(`/l/${library.slug}/sign-in`);
    expect(await barriers(window)).toEqual([]);
    const reached: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      await page.keyboard.press('Tab');
      reached.push(await focused(page));
    }
    expect(reached).toEqual(['Skip to the content', 'Accept all', 'Refuse all', 'Settings']);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Cookie settings' }).waitFor();
    await page.getByText('What is stored: Preferences').click();
    expect(await barriers(window)).toEqual([]);
    await window.context.close();
  });
});

describe('the script on a library’s own site', () => {
  let library: TestLibrary;
  let owner: Caller;
  let window: Window;
  let asked: string[];

  beforeEach(async () => {
    const next = libraries.pop();
    if (!next) throw new Error('Make more libraries.');
    library = next;
    owner = await asStaff(carrel, await aStaffMember(carrel, library));
    await askingAboutStatistics(owner);
    site.headers = {
      'content-security-policy': `default-src 'none'; base-uri 'none'; script-src 'self' ${carrel.url}; connect-src ${carrel.url}; style-src 'none'`,
    };
    site.pages.set('/stat.js', { type: 'text/javascript', content: TRACKER });
    site.pages.set('/', { type: 'text/html', content: pageWith('') });
    window = await aWindow(browser, carrel);
    asked = [];
    window.context.on('request', (request) => asked.push(request.url()));
  });
  afterEach(async () => {
    expect(window.complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(carrel.url) && !url.startsWith(site.url))).toEqual([]);
    await window.context.close();
  });

  const pageWith = (more: string) => `<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>A library</title>
      <script src="${carrel.url}/embed/cookies.js" data-library="${library.slug}"></script>
    </head><body>
      <main><h1>A library</h1><a href="/">Home</a></main>
      <script type="text/plain" data-category="statistics" src="/stat.js"></script>${more}
    </body></html>`;

  const banner = () => window.page.getByRole('dialog', { name: 'Cookies' });
  const wasCounted = () =>
    window.page.evaluate<boolean>(`document.documentElement.dataset.counted === 'yes'`);
  const press = (name: string) => window.page.getByRole('button', { name, exact: true }).first().click();
  const kept = (count: number) =>
    eventually(`${count} choices`, async () => {
      const rows = await choicesOf(library);
      return rows.length === count && rows;
    });
  const visit = () => window.page.goto(site.url);

  it('is one file of less than 25 kB', async () => {
    const response = await fetch(`${carrel.url}/embed/cookies.js`);
    const bytes = Buffer.from(await response.arrayBuffer());

    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(gzipSync(bytes).length).toBeLessThan(25_000);
    expect(bytes.toString()).not.toMatch(/\beval\(|new Function\(|\bimport\(/);
  });

  it('stores nothing and lets nothing run before a choice, and stays until a click', async () => {
    for (let i = 0; i < 2; i += 1) {
      await visit();
      await banner().waitFor();
      await window.page.keyboard.press('Escape');
      await window.page.mouse.wheel(0, 500);
      expect(await wasCounted()).toBe(false);
      expect(await jarOf(window)).toEqual([]);
      expect(await storageOf(window.page)).toEqual([]);
    }
    expect(await choicesOf(library)).toEqual([]);
  });

  it('runs what was marked once it is accepted, and not before it is on the next page', async () => {
    await visit();
    await press('Accept all');
    await banner().waitFor({ state: 'hidden' });
    await eventually('the script', wasCounted);
    expect(await kept(1)).toMatchObject([{ choices: { preferences: true, statistics: true }, gpc: false }]);
    expect(await jarOf(window)).toEqual(['_stat1', 'carrel_cookies']);

    await visit();
    await eventually('the script', wasCounted);
    expect(await banner().isVisible()).toBe(false);
    expect(await choicesOf(library)).toHaveLength(1);
  });

  it('is refused by as many clicks as it is accepted, and asks no more', async () => {
    await visit();
    await banner().waitFor();
    const buttons = await weights(window.page, '#cc-main .cm__btn');
    expect(buttons).toHaveLength(3);
    expect(new Set(buttons).size).toBe(1);
    await press('Refuse all');
    await banner().waitFor({ state: 'hidden' });
    expect(await kept(1)).toMatchObject([{ choices: { preferences: false, statistics: false } }]);

    await visit();
    await window.page.getByRole('button', { name: 'Cookie settings' }).waitFor();
    expect(await banner().count()).toBe(0);
    expect(await wasCounted()).toBe(false);
    const [choice] = await window.context.cookies();
    expect(choice?.name).toBe('carrel_cookies');
    // 24 months in Spain, of which browsers keep 400 days.
    expect((choice?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(399 * 86_400);
  });

  it('clears what a withdrawn category had stored, everywhere, and takes its script off the page', async () => {
    await visit();
    await press('Accept all');
    await eventually('the script', wasCounted);
    await kept(1);
    expect(await storageOf(window.page)).toEqual(['_stat2', '_stat3', '_stat4']);

    await press('Cookie settings');
    const reloaded = window.page.waitForEvent('load');
    await window.page.getByRole('dialog', { name: 'Cookie settings' }).getByText('Refuse all').click();
    await reloaded;

    expect(await kept(2)).toMatchObject([
      { choices: { statistics: true } },
      { choices: { statistics: false } },
    ]);
    await window.page.getByRole('button', { name: 'Cookie settings' }).waitFor();
    expect(await wasCounted()).toBe(false);
    expect(await jarOf(window)).toEqual(['carrel_cookies']);
    expect(await storageOf(window.page)).toEqual([]);
    const rows = await choicesOf(library);
    expect(rows[0]?.visitor_id).toBe(rows[1]?.visitor_id);
  });

  it('takes a choice for each category', async () => {
    await visit();
    await press('Settings');
    const settings = window.page.getByRole('dialog', { name: 'Cookie settings' });
    await settings.getByRole('checkbox', { name: 'Statistics' }).check({ force: true });
    expect(await settings.getByRole('checkbox', { name: 'Preferences' }).isChecked()).toBe(false);
    await settings.getByRole('button', { name: 'Save my choice' }).click();

    expect(await kept(1)).toMatchObject([{ choices: { preferences: false, statistics: true } }]);
    await eventually('the script', wasCounted);
  });

  it('asks again when there is something else to choose, and clears what is open again', async () => {
    await visit();
    await press('Accept all');
    await eventually('the script', wasCounted);
    await kept(1);
    await owner.post('/library/cookies', { ...STATISTICS_PIXEL }).expect(201);
    await owner.post('/library/cookie-notices', await reworded(owner, 'More.')).expect(201);

    await visit();
    await banner().waitFor();
    expect(await wasCounted()).toBe(false);
    expect(await jarOf(window)).toEqual(['carrel_cookies']);
    expect(await storageOf(window.page)).toEqual([]);
  });

  it('honours the browser’s signal without a question, and an explicit choice after it', async () => {
    await window.page.addInitScript(SIGNAL);
    await window.context.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
    await visit();
    await window.page.getByText('Global Privacy Control').first().waitFor();
    expect(await banner().count()).toBe(0);
    expect(await jarOf(window)).toEqual([]);
    expect(await choicesOf(library)).toEqual([]);

    await press('Cookie settings');
    const reloaded = window.page.waitForEvent('load');
    await window.page.getByRole('dialog', { name: 'Cookie settings' }).getByText('Accept all').click();
    expect(await kept(1)).toMatchObject([{ choices: { statistics: true }, gpc: true }]);
    await reloaded;
    await eventually('the script', wasCounted);
  });

  it('lets a signal that is newer than the choice decide', async () => {
    await visit();
    await press('Accept all');
    await eventually('the script', wasCounted);
    await kept(1);
    await window.page.addInitScript(SIGNAL);

    await visit();
    await window.page.getByText('Global Privacy Control').first().waitFor();
    expect(await wasCounted()).toBe(false);
    await eventually('an empty jar', async () => (await jarOf(window)).join() === 'carrel_cookies');
    expect(await choicesOf(library)).toHaveLength(1);
  });

  it('comes back by the site’s own link where there is one', async () => {
    const link = '<footer><a href="#" data-cookie-settings>About cookies</a></footer>';
    site.pages.set('/', { type: 'text/html', content: pageWith(link) });
    await visit();
    await press('Refuse all');
    expect(await window.page.getByRole('button', { name: 'Cookie settings' }).count()).toBe(0);
    await window.page.getByRole('link', { name: 'About cookies' }).click();

    await window.page.getByRole('dialog', { name: 'Cookie settings' }).waitFor();
  });

  it('speaks the language of the site', async () => {
    site.pages.set('/', { type: 'text/html', content: pageWith('').replace('lang="en"', 'lang="es"') });
    await visit();

    await press('Rechazar todo');
    expect(await kept(1)).toMatchObject([{ outcome: 'counted' }]);
  });

  it('has a choice kept later that could not be kept at once', async () => {
    await visit();
    await banner().waitFor();
    await window.context.route('**/cookie-choices', (route) => route.abort());
    await press('Refuse all');
    await banner().waitFor({ state: 'hidden' });
    await window.context.unroute('**/cookie-choices');
    window.complaints.length = 0;

    await visit();
    expect(await kept(1)).toMatchObject([{ choices: { statistics: false } }]);
  });

  it('runs nothing optional and breaks nothing where the notice cannot be had', async () => {
    await window.context.route('**/cookie-notice*', (route) => route.abort());
    await visit();
    await window.page.getByRole('heading', { name: 'A library' }).waitFor();
    await window.page.waitForLoadState('networkidle');

    expect(await wasCounted()).toBe(false);
    expect(await jarOf(window)).toEqual([]);
    window.complaints.length = 0;
  });

  it('is used by keyboard alone, without being caught in it, and is no barrier', async () => {
    await visit();
    await banner().waitFor();
    expect(await barriers(window)).toEqual([]);
    const reached: string[] = [];
    for (let i = 0; i < 6; i += 1) {
      await window.page.keyboard.press('Tab');
      reached.push(await focused(window.page));
    }
    expect(reached).toEqual(expect.arrayContaining(['Accept all', 'Refuse all', 'Settings', 'Home']));

    await window.page.getByRole('button', { name: 'Settings', exact: true }).focus();
    await window.page.keyboard.press('Enter');
    const settings = window.page.getByRole('dialog', { name: 'Cookie settings' });
    await settings.waitFor();
    expect(await barriers(window)).toEqual([]);
    await window.page.keyboard.press('Escape');
    await settings.waitFor({ state: 'hidden' });
    await window.page.getByRole('button', { name: 'Refuse all' }).first().focus();
    await window.page.keyboard.press('Enter');
    expect(await kept(1)).toMatchObject([{ choices: { statistics: false } }]);
  });
});

const STATISTICS_PIXEL = {
  name: '_stat_pixel',
  kind: 'pixel',
  category: 'statistics',
  purposes: { en: 'Counts letters', es: 'Cuenta cartas' },
  lifeDays: 0,
  setBy: 'Statistics Ltd',
};
