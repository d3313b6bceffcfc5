import type { Browser, Page } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import type { TestProvider } from './support/identity-provider.js';
import { aLibrary, lettersTo, tokenInLetterTo, type TestLibrary } from './support/people.js';
import { aProviderFor, someone } from './support/social.js';

let carrel: Carrel;
let library: TestLibrary;
let provider: TestProvider;
let browser: Browser;

beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  provider = await aProviderFor(carrel, [library]);
  browser = await aBrowser(carrel);
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
  await provider.stop();
});

const at = (path: string) => `${carrel.setting.config.publicUrl}/l/${library.slug}${path}`;

/** Leaves for the provider, says who one is there, and comes back. */
async function through(page: Page, login: string) {
  await page.getByRole('button', { name: 'Sign in with The provider example' }).click();
  await page.getByRole('link', { name: 'Go on to The provider example' }).click();
  const isOver = () => page.url().startsWith(at('/')) && page.url() !== at('/social');
  await page.waitForURL(() => isOver() || page.url().includes('/interaction/'));
  if (isOver()) return; // the provider sends those back at once whom it knows already
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill('any');
  await page.locator('[type=submit]').click();
  await page.locator('[value=consent]').waitFor({ state: 'attached' });
  await page.locator('[type=submit]').click();
  await page.waitForURL(isOver);
}

async function windowWith(javaScriptEnabled = true) {
  const window = await aWindow(browser, carrel, { javaScriptEnabled });
  return { window, page: window.page };
}

async function fillIn(page: Page, email: string) {
  await page.locator('#name').fill('Sara Social');
  await page.locator('#email').fill(email);
  await page.locator('#birthDate').fill('1990-05-17');
  await page.locator('#agreement').check();
  await page.getByRole('button', { name: 'Sign up' }).click();
}

it.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])(
  'signs up with an identity, confirms by signing in with it again, and is let in, %s',
  async (_, scripts) => {
    const [login, email] = [someone(), `${someone()}@example.org`];
    const { window, page } = await windowWith(scripts);
    await page.goto(at('/sign-in'));
    await through(page, login);

    await page.getByText('No account here is linked to this identity yet').waitFor();
    expect(await page.locator('[type=password]').count()).toBe(0);
    expect(await page.locator('[type=checkbox]').count()).toBeGreaterThan(3);
    expect(await page.locator('[type=checkbox]:checked').count()).toBe(0);
    if (scripts) expect(await barriers(window)).toEqual([]);
    await page.locator('#name').fill('Sara Social');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByText('Tick the box: without the agreement there is no account.').first().waitFor();
    await page.getByLabel('Yes: Newsletter by e-mail').check();
    await fillIn(page, email);
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();

    await page.goto(at(`/confirm?token=${await tokenInLetterTo(carrel, email)}`));
    expect(await page.locator('[type=password]').count()).toBe(0);
    await through(page, login);
    await page.getByRole('heading', { name: 'Your account is ready' }).waitFor();

    await page.goto(at('/sign-in'));
    await through(page, login);
    await page.waitForURL(at('/account'));
    await page.getByText('Signed in as Sara Social').waitFor();
    await page.locator('[data-purpose=newsletter] [data-state=given]').waitFor();
    await page.locator('[data-purpose=phone-calls] [data-state=refused]').waitFor();
    await window.context.close();
  },
);

it('does not confirm a sign-up with somebody else’s identity', async () => {
  const [login, email] = [someone(), `${someone()}@example.org`];
  const { window, page } = await windowWith();
  await page.goto(at('/sign-in'));
  await through(page, login);
  await fillIn(page, email);
  const letter = await tokenInLetterTo(carrel, email);
  await window.context.close();

  const other = await windowWith();
  await other.page.goto(at(`/confirm?token=${letter}`));
  await through(other.page, someone());
  await other.page.getByText('This is not the identity that the form was sent with.').waitFor();
  await other.window.context.close();
  const found = await library.api.get(`/library/readers?email=${email}`).expect(200);
  expect(found.body.items).toEqual([]);
  expect(await lettersTo(carrel, email)).toHaveLength(1);
});
