import type { Browser } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages } from './support/browser.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, tokenInLetterTo } from './support/people.js';

let carrel: Carrel;
let browser: Browser;
beforeAll(async () => {
  theBuiltPages();
  carrel = await aCarrel();
  browser = await aBrowser();
});
afterAll(async () => {
  await browser.close();
  await carrel.stop();
});

it('lets Ana sign up, opt in and opt out in her browser', async () => {
  const library = await aLibrary(carrel);
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  const root = `/l/${library.slug}`;

  await open(`${root}/sign-up`);
  expect(await page.locator('input[type=checkbox]:checked').count()).toBe(0);
  await page.getByLabel('Name', { exact: true }).fill('Ana');
  await page.getByLabel('E-mail address').fill('ana@example.org');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByLabel('Date of birth').fill('1990-05-17');
  await page.getByLabel('I have read the agreement').check();
  await page.getByLabel('Yes: Newsletter by e-mail').check();
  await page.getByRole('button', { name: 'Sign up' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Look into your mail');

  const token = await tokenInLetterTo(carrel, 'ana@example.org');
  await open(`${root}/confirm?token=${token}`);
  await page.getByLabel('Password of the form').fill('a long enough password');
  await page.getByRole('button', { name: 'Confirm' }).click();
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your account is ready');

  await open(`${root}/sign-in`);
  await page.getByLabel('E-mail address').fill('ana@example.org');
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`**${root}/account`);
  expect(await page.locator('[data-purpose=newsletter] .state').innerText()).toContain('You opted in');

  await page.getByRole('button', { name: 'Opt out: Newsletter by e-mail' }).click();
  await page.getByText('You opted out').first().waitFor();

  expect(await barriers(window)).toEqual([]);
  expect(window.strayed).toEqual([]);
  expect(window.complaints).toEqual([]);
});
