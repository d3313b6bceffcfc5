import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { aBrowser, aWindow, theBuiltPages } from './support/browser.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aForm, aLibrary, aReader, tokenInLetterTo } from './support/people.js';
import type { TestLibrary, TestReader } from './support/people.js';

const KINDS = ['newsletter', 'phone-calls', 'text-messages', 'reading-analytics', 'recommendations'];

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

const stateOf = async (reader: TestReader, purpose: string) => {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string; state: string }[]).find((one) => one.purpose === purpose)?.state;
};

it('knows every kind of consent that a library asks', async () => {
  const reader = await aReader(carrel, { library });
  const { body } = await reader.get('/me/consents').expect(200);
  expect((body.items as { purpose: string }[]).map(({ purpose }) => purpose)).toEqual(KINDS);
});

/** Counts what a program has to send. */
class Counting extends Caller {
  calls = 0;
  fields = 0;
  override send(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
    this.calls += 1;
    this.fields += body ? Object.keys(body).length : 0;
    return super.send(method, path, body, headers);
  }
}

describe('by the API', () => {
  async function effort(as: Caller, act: (caller: Counting) => Promise<Answer>) {
    const counting = new Counting(as.url, as.headers);
    await act(counting);
    return { calls: counting.calls, fields: counting.fields };
  }

  it.each(KINDS)('withdrawing and refusing %s takes no more than giving it', async (purpose) => {
    const [reader, refusing] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const { body } = await reader.get('/me/consents').expect(200);
    const { current } = (body.items as { purpose: string; current: { version: string } }[]).find(
      (one) => one.purpose === purpose,
    ) ?? { current: { version: '' } };

    const giving = await effort(reader, (caller) =>
      caller.put(`/me/consents/${purpose}`, { version: current.version }).expect(200),
    );
    const withdrawing = await effort(reader, (caller) =>
      caller.delete(`/me/consents/${purpose}`).expect(200),
    );
    const refused = await effort(refusing, (caller) => caller.delete(`/me/consents/${purpose}`).expect(200));

    expect(giving).toEqual({ calls: 1, fields: 1 });
    for (const one of [withdrawing, refused]) {
      expect(one.calls).toBeLessThanOrEqual(giving.calls);
      expect(one.fields).toBeLessThanOrEqual(giving.fields);
    }
    expect([await stateOf(reader, purpose), await stateOf(refusing, purpose)]).toEqual([
      'withdrawn',
      'refused',
    ]);
  });

  it('objecting takes no more than taking the objection back', async () => {
    const reader = await aReader(carrel, { library });
    const objecting = await effort(reader, (caller) =>
      caller.put('/me/objections/service-messages').expect(200),
    );
    const undoing = await effort(reader, (caller) =>
      caller.delete('/me/objections/service-messages').expect(200),
    );
    expect(objecting).toEqual({ calls: 1, fields: 0 });
    expect(undoing).toEqual({ calls: 1, fields: 0 });
  });

  it('a sign-up that refuses everything sends no more than one that gives everything', async () => {
    const size = async (consents: string[]) => {
      const form = await aForm(carrel, library, { consents });
      const caller = new Counting(carrel.url);
      await caller.post(`/libraries/${library.slug}/readers`, form).expect(202);
      const choices = Object.values(form.consents).map((choice) => Object.keys(choice).length);
      return { calls: caller.calls, fields: caller.fields, choices };
    };
    expect(await size([])).toEqual(await size(KINDS));
  });

  it('the link in a letter takes one call, without signing in', async () => {
    const own = await aLibrary(carrel);
    const reader = await aReader(carrel, { library: own, consents: ['newsletter'] });
    const token = await aLetterTo(reader);
    const leaving = await effort(new Caller(carrel.url), (caller) =>
      caller.post(`/unsubscribe/${token}`).expect(200),
    );
    expect(leaving).toEqual({ calls: 1, fields: 0 });
    expect(await stateOf(reader, 'newsletter')).toBe('withdrawn');
  });
});

/** The token of the link in a newsletter that the reader has got. */
async function aLetterTo(reader: TestReader): Promise<string> {
  await reader.library.api.post('/library/newsletters', { subject: 'News', body: 'A new room.' }).expect(202);
  return tokenInLetterTo(carrel, reader.email, /News/);
}

/** What a person has to do at the screen. */
interface Effort {
  clicks: number;
  pages: number;
}

/** Counts the clicks and the pages that something takes, and waits until it is seen to be done. */
async function atTheScreen(page: Page, buttons: string[], done: string): Promise<Effort> {
  const effort = { clicks: 0, pages: 0 };
  const turned = (frame: unknown) => {
    if (frame === page.mainFrame()) effort.pages += 1;
  };
  page.on('framenavigated', turned);
  for (const name of buttons) {
    await page.getByRole('button', { name, exact: true }).click();
    effort.clicks += 1;
  }
  await page.locator(done).waitFor();
  page.off('framenavigated', turned);
  return effort;
}

const stands = (purpose: string, state: string) => `[data-purpose=${purpose}] [data-state=${state}]`;

async function titlesOf(language: string): Promise<[purpose: string, title: string][]> {
  const { body } = await new Caller(carrel.url)
    .get(`/libraries/${library.slug}/purposes?language=${language}`)
    .expect(200);
  return (body.items as { key: string; title: string }[])
    .filter(({ key }) => KINDS.includes(key))
    .map(({ key, title }) => [key, title]);
}

async function signedIn(reader: TestReader, javaScriptEnabled: boolean): Promise<Page> {
  const { page, open } = await aWindow(browser, carrel, { javaScriptEnabled });
  await open(`/l/${reader.library.slug}/sign-in`);
  await page.locator('#email').fill(reader.email);
  await page.locator('#password').fill(reader.password);
  await page.locator('main button').first().click();
  await page.waitForURL('**/account');
  // With JavaScript the element takes the forms' place; a click before that would send a form.
  if (javaScriptEnabled) await page.locator('[aria-pressed]').first().waitFor();
  return page;
}

describe.each([
  ['with JavaScript', true, { clicks: 1, pages: 0 }],
  ['without JavaScript', false, { clicks: 1, pages: 1 }],
])('on the account page, %s', (_, javaScriptEnabled, once) => {
  it('giving, withdrawing and giving again take the same clicks and pages, for each kind', async () => {
    const reader = await aReader(carrel, { library });
    const page = await signedIn(reader, javaScriptEnabled);
    for (const [purpose, title] of await titlesOf('en')) {
      const giving = await atTheScreen(page, [`Opt in: ${title}`], stands(purpose, 'given'));
      const withdrawing = await atTheScreen(page, [`Opt out: ${title}`], stands(purpose, 'withdrawn'));
      const again = await atTheScreen(page, [`Opt in: ${title}`], stands(purpose, 'given'));
      expect({ purpose, giving, withdrawing, again }).toEqual({
        purpose,
        giving: once,
        withdrawing: once,
        again: once,
      });
    }
  });

  it('both buttons are shown alike, side by side', async () => {
    const reader = await aReader(carrel, { library });
    const page = await signedIn(reader, javaScriptEnabled);
    const [first] = await titlesOf('en');
    const looksOf = async (name: string) => {
      const button = page.getByRole('button', { name, exact: true });
      const { y, height } = (await button.boundingBox()) ?? { y: -1, height: -1 };
      const style = await button.evaluate((element) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle: (of: unknown) => Record<'fontSize' | 'fontWeight' | 'borderWidth', string>;
        };
        const { fontSize, fontWeight, borderWidth } = getComputedStyle(element);
        return [fontSize, fontWeight, borderWidth];
      });
      return { y, height, style };
    };
    const title = first?.[1] ?? '';
    const optIn = await looksOf(`Opt in: ${title}`);
    expect(optIn.style).toEqual([
      expect.stringMatching(/px$/),
      expect.any(String),
      expect.stringMatching(/px$/),
    ]);
    expect(await looksOf(`Opt out: ${title}`)).toEqual(optIn);
  });
});

describe('in the embedded element', () => {
  let site: Server;
  let own: Carrel;
  beforeAll(async () => {
    own = await aCarrel();
  });
  afterAll(async () => {
    site.close();
    await own.stop();
  });

  it('giving and withdrawing take one click and one call each, and a fresh notice every time', async () => {
    const reader = await aReader(own);
    const origin = await aSiteWith(reader);
    const { page, complaints } = await aWindow(browser, own);
    await page.goto(origin);
    const calls: string[] = [];
    const notices: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT' || request.method() === 'DELETE') calls.push(request.method());
      if (request.method() === 'PUT') notices.push((request.postDataJSON() as { notice: unknown }).notice);
    });
    for (const [purpose, title] of await titlesOf('es')) {
      const once = { clicks: 1, pages: 0 };
      expect(await atTheScreen(page, [`Aceptar: ${title}`], stands(purpose, 'given'))).toEqual(once);
      expect(await atTheScreen(page, [`Retirar: ${title}`], stands(purpose, 'withdrawn'))).toEqual(once);
      expect(await atTheScreen(page, [`Aceptar: ${title}`], stands(purpose, 'given'))).toEqual(once);
    }
    expect(calls).toEqual(KINDS.flatMap(() => ['PUT', 'DELETE', 'PUT']));
    expect(new Set(notices).size).toBe(2 * KINDS.length);
    expect(notices.every((notice) => typeof notice === 'string')).toBe(true);
    expect(complaints).toEqual([]);
  });

  async function aSiteWith(reader: TestReader): Promise<string> {
    site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>Our library</title>
        <carrel-opt-in api-base="${own.url}/api/v1" library="${reader.library.slug}" language="es"></carrel-opt-in>
        <script type="module">
          document.querySelector('carrel-opt-in').token = '${reader.tokens.accessToken}';
          await import('${own.url}/assets/carrel.js');
        </script>`);
    });
    await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
    const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const superuser = new pg.Client({ connectionString: own.superuserUrl });
    await superuser.connect();
    await superuser.query('update library_directory set origins = array[$1] where id = $2', [
      origin,
      reader.library.id,
    ]);
    await superuser.end();
    return origin;
  }
});

it('leaving by the link of a letter takes fewer clicks and no more pages than coming in', async () => {
  const own = await aLibrary(carrel);
  const reader = await aReader(carrel, { library: own, consents: ['newsletter'] });
  const token = await aLetterTo(reader);
  const { page, open } = await aWindow(browser, carrel);

  await open(`/l/${own.slug}/unsubscribe?token=${token}`);
  const leaving = await atTheScreen(page, ['Opt out'], 'text=You have opted out');
  // Coming in again: the sign-in page, and the button there; then the account page, and the button there.
  await open(`/l/${own.slug}/sign-in`);
  await page.locator('#email').fill(reader.email);
  await page.locator('#password').fill(reader.password);
  const entering = await atTheScreen(page, ['Sign in'], '#opt-in');
  const giving = await atTheScreen(page, ['Opt in: Newsletter by e-mail'], stands('newsletter', 'given'));

  expect(leaving).toEqual({ clicks: 1, pages: 1 });
  expect(leaving.clicks).toBeLessThan(entering.clicks + giving.clicks);
  expect(leaving.pages).toBeLessThanOrEqual(entering.pages + giving.pages);
});

it('refusing everything at sign-up takes no click at all, giving one takes one', async () => {
  const { page, open } = await aWindow(browser, carrel);
  await open(`/l/${library.slug}/sign-up`);
  const ticked = async () => page.locator('input[name^="consent."]:checked').count();
  expect(await page.locator('input[name^="consent."]').count()).toBe(KINDS.length);
  expect(await ticked()).toBe(0);
  await page.getByLabel('Yes: Newsletter by e-mail').click();
  expect(await ticked()).toBe(1);
  await page.getByLabel('Yes: Newsletter by e-mail').click();
  expect(await ticked()).toBe(0);
});
