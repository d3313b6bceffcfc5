import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages, type Window } from './support/browser.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, type TestReader } from './support/people.js';

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

const XSS = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function aSignedIn(reader: TestReader): Promise<Window> {
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  await open(`/l/${reader.library.slug}/sign-in`);
  await page.locator('#email').fill(reader.email);
  await page.locator('#password').fill(reader.password);
  await page.locator('main button').first().click();
  await page.waitForURL('**/account');
  return window;
}

/** The cookies of a window, as a caller without a browser sends them. */
async function cookiesOf({ context }: Window): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}

async function newsletterOf(reader: TestReader): Promise<string | undefined> {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string; state: string }[]).find((one) => one.purpose === 'newsletter')
    ?.state;
}

describe('a form that did not come from our page', () => {
  it('is refused, and nothing is changed', async () => {
    const ana = await aReader(carrel, { consents: ['newsletter'] });
    const cookie = await cookiesOf(await aSignedIn(ana));
    const post = (body: string) =>
      new Caller(carrel.url).post(`//l/${ana.library.slug}/account/opt-out/newsletter`, body, {
        ...FORM,
        cookie,
      });

    expect((await post('')).status).toBe(403);
    expect((await post('_form=forged')).status).toBe(403);
    expect(await newsletterOf(ana)).toBe('given');
  });

  it('is refused with the token of somebody else’s page', async () => {
    const ana = await aReader(carrel, { consents: ['newsletter'] });
    const eve = await aReader(carrel, { library: ana.library });
    const ofEve = await aSignedIn(eve);
    const token = await ofEve.page.locator('input[name=_form]').first().inputValue();
    const cookie = await cookiesOf(await aSignedIn(ana));

    const path = `//l/${ana.library.slug}/account/opt-out/newsletter`;
    const { status } = await new Caller(carrel.url).post(path, `_form=${token}`, { ...FORM, cookie });

    expect(status).toBe(403);
    expect(await newsletterOf(ana)).toBe('given');
  });

  it('cannot sign anybody in either', async () => {
    const ana = await aReader(carrel);
    const body = new URLSearchParams({ email: ana.email, password: ana.password }).toString();

    const { status, headers } = await new Caller(carrel.url).post(
      `//l/${ana.library.slug}/sign-in`,
      body,
      FORM,
    );

    expect(status).toBe(403);
    expect(headers.getSetCookie().join()).not.toContain('carrel_session');
  });
});

describe('the session cookie', () => {
  it('is out of reach of scripts and of other sites’ forms, and opens one library only', async () => {
    const ana = await aReader(carrel);
    const { context, page } = await aSignedIn(ana);
    const session = (await context.cookies()).find(({ name }) => name === 'carrel_session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: `/l/${ana.library.slug}` });
    expect(await page.evaluate('document.cookie')).toBe('');

    const other = await aLibrary(carrel);
    const cookie = `carrel_session=${session?.value ?? ''}`;
    const { status, headers } = await new Caller(carrel.url).get(`//l/${other.slug}/account`, { cookie });
    expect(status).toBe(303);
    expect(headers.get('location')).toContain('/sign-in');
  });

  it('tells the reader when it was last used', async () => {
    const ana = await aReader(carrel);
    const window = await aSignedIn(ana);
    const lastUsed = async () => {
      const { body } = await ana.get('/me/sessions').expect(200);
      return new Date((body.items as { lastUsedAt: string }[])[0]?.lastUsedAt ?? 0).getTime();
    };
    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    await superuser.query(
      "update session set last_used_at = now() - interval '1 hour' where page_epochs is not null and subject_id = $1",
      [ana.id],
    );
    await superuser.end();
    expect(Date.now() - (await lastUsed())).toBeGreaterThan(3_500_000);

    await window.open(`/l/${ana.library.slug}/library`);

    expect(Date.now() - (await lastUsed())).toBeLessThan(60_000);
  });

  it('is no refresh token, no bearer, and ends when the session is ended elsewhere', async () => {
    const ana = await aReader(carrel);
    const window = await aSignedIn(ana);
    const value = (await window.context.cookies()).find(({ name }) => name === 'carrel_session')?.value;
    const anyone = new Caller(carrel.url);
    const asBearer = await anyone.get('/me', { authorization: `Bearer ${value ?? ''}` });
    expect(asBearer.status).toBe(401);

    const { body } = await ana.get('/me/sessions').expect(200);
    const [latest] = body.items as { id: string; isCurrent: boolean }[];
    expect(latest?.isCurrent).toBe(false);
    await ana.delete(`/me/sessions/${latest?.id ?? ''}`).expect(204);
    await window.open(`/l/${ana.library.slug}/account`);
    expect(window.page.url()).toContain('/sign-in');

    const second = await aSignedIn(ana);
    const cookie = (await second.context.cookies()).find(({ name }) => name === 'carrel_session')?.value;
    const path = `/libraries/${ana.library.slug}/sessions/refresh`;
    await anyone.post(path, { refreshToken: cookie }).expect(401);
  });
});

describe('another reader’s things', () => {
  it('are a page that says there is nothing, whatever the address', async () => {
    const ana = await aReader(carrel);
    const eve = await aReader(carrel, { library: ana.library });
    const stranger = await aReader(carrel);
    const { body: thread } = await ana
      .post('/me/conversations', { subject: 'Mine', body: 'Private' })
      .expect(201);
    const { body: asked } = await ana.post('/me/requests', { kind: 'access' }).expect(201);

    for (const reader of [eve, stranger]) {
      const { page } = await aSignedIn(reader);
      const root = `${carrel.url}/l/${reader.library.slug}`;
      for (const path of [
        `conversations/${thread.id}`,
        `account/requests/${asked.id}/download`,
        `library/loans/${thread.id}/read`,
        'conversations/no-id',
        'nowhere',
      ]) {
        const response = await page.goto(`${root}/${path}`);
        expect([path, response?.status()]).toEqual([path, 404]);
        expect(response?.headers()['content-type']).toContain('text/html');
        expect(await page.locator('main').innerText()).toContain('There is nothing at this address.');
      }
    }
  });
});

describe('what people write', () => {
  it('is shown as text and never run', async () => {
    const ana = await aReader(carrel, { name: XSS });
    const { body } = await ana.post('/me/conversations', { subject: XSS, body: XSS }).expect(201);
    await ana.library.api
      .post('/library/items', { title: XSS, authors: [XSS], description: XSS })
      .expect(201);
    const window = await aSignedIn(ana);
    const root = `/l/${ana.library.slug}`;

    for (const path of [
      'account',
      'conversations',
      `conversations/${body.id}`,
      'library?search=%22%3E%3Cimg',
    ]) {
      await window.open(`${root}/${path}`);
      expect(await window.page.title()).not.toMatch(/^[12]/);
      expect(await window.page.locator('main img, main script').count()).toBe(0);
    }
    await window.open(`${root}/conversations/${body.id}`);
    expect(await window.page.locator('.body').innerText()).toBe(XSS);
    await window.open('/outbox');
    expect(await window.page.locator('main img, main script').count()).toBe(0);
    expect(window.complaints).toEqual([]);
  });
});

it('leads nowhere else after signing in, whatever the address says', async () => {
  const ana = await aReader(carrel);
  const window = await aWindow(browser, carrel);
  const { page, open } = window;
  const root = `/l/${ana.library.slug}`;
  await open(`${root}/sign-in?next=https://evil.example/`);
  await page.locator('#email').fill(ana.email);
  await page.locator('#password').fill(ana.password);
  await page.locator('main button').first().click();
  await page.waitForURL(`${carrel.url}${root}/account`);
  expect(window.strayed).toEqual([]);
});

describe.each(['en', 'es'])('every page in %s', (language) => {
  it('has no barriers, fits a narrow window, and asks nobody else for anything', async () => {
    const ana = await aReader(carrel, { consents: ['newsletter'] });
    const { body: item } = await ana.library.api
      .post('/library/items', { title: 'Rimas', authors: ['Bécquer'] })
      .expect(201);
    const type = { 'content-type': 'text/plain' };
    await ana.library.api
      .send('PUT', `/library/items/${item.id}/file`, 'Volverán. '.repeat(900), type)
      .expect(200);
    const { body: loan } = await ana.post('/me/loans', { itemId: item.id }).expect(201);
    const { body: thread } = await ana
      .post('/me/conversations', { subject: 'Hola', body: 'Hola' })
      .expect(201);
    const signedIn = await aSignedIn(ana);
    const visitor = await aWindow(browser, carrel);
    const found: string[] = [];
    const look = async (window: Window, path: string) => {
      await window.page.setViewportSize({ width: 320, height: 800 });
      await window.open(`${path}${path.includes('?') ? '&' : '?'}language=${language}`);
      await window.page.waitForLoadState('networkidle');
      const isWide = await window.page.evaluate('document.documentElement.scrollWidth > innerWidth');
      found.push(
        ...(await barriers(window)).map((one) => `${path} ${one}`),
        ...(isWide ? [`${path} is wide`] : []),
      );
      expect(await window.page.locator('html').getAttribute('lang')).toBe(language);
    };
    const root = `/l/${ana.library.slug}`;

    for (const path of [
      'sign-up',
      'sign-up/sent',
      'sign-in',
      'reset',
      'reset?token=abc',
      'reset/sent',
      'confirm/done',
    ])
      await look(visitor, `${root}/${path}`);
    for (const path of ['confirm?token=abc', 'confirm-email?token=abc', 'veto-email?token=abc'])
      await look(visitor, `${root}/${path}`);
    const { body: purposes } = await new Caller(carrel.url)
      .get(`/libraries/${ana.library.slug}/purposes?language=${language}`)
      .expect(200);
    const { key, version } = (purposes.items as { key: string; version: string }[])[0] ?? {};
    await look(visitor, `${root}/texts/${key ?? ''}/${version ?? ''}`);
    for (const path of ['/', '/outbox', `${root}/nowhere`]) await look(visitor, path);
    for (const path of [
      'account',
      'library',
      `library/loans/${loan.id}/read`,
      'conversations',
      `conversations/${thread.id}`,
    ])
      await look(signedIn, `${root}/${path}`);
    await visitor.open(`${root}/sign-up`);
    await visitor.page.locator('main button.main').click();
    found.push(...(await barriers(visitor)));

    expect(found).toEqual([]);
    expect([...visitor.strayed, ...signedIn.strayed]).toEqual([]);
    expect([...visitor.complaints, ...signedIn.complaints]).toEqual([]);
  }, 180_000);
});

it('keeps the demo’s letters to the demo', async () => {
  const { status } = await new Caller(carrel.url).get('//outbox').expect(200);
  expect(status).toBe(200);

  const real = await aCarrel({ DEMO: 'false', SMTP_URL: 'smtp://127.0.0.1:9' });
  try {
    await new Caller(real.url).get('//outbox').expect(404);
  } finally {
    await real.stop();
  }
});

it('works inside the library’s own site, with a token that its page holds in memory', async () => {
  // A Carrel of its own: the lists of origins are remembered for ten seconds.
  const own = await aCarrel();
  const ana = await aReader(own, { consents: ['newsletter'] });
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Our library</title>
      <carrel-opt-in api-base="${own.url}/api/v1" library="${ana.library.slug}" language="es"></carrel-opt-in>
      <script type="module">
        document.querySelector('carrel-opt-in').token = '${ana.tokens.accessToken}';
        await import('${own.url}/assets/carrel.js');
      </script>`);
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const superuser = new pg.Client({ connectionString: own.superuserUrl });
  await superuser.connect();
  await superuser.query('update library_directory set origins = array[$1] where id = $2', [
    origin,
    ana.library.id,
  ]);
  await superuser.end();
  try {
    const { page, complaints } = await aWindow(browser, own);
    await page.goto(origin);
    await page.getByRole('button', { name: 'Retirar: Boletín por correo electrónico' }).click();
    await page.locator('[data-purpose=newsletter] [data-state=withdrawn]').waitFor();
    expect(await newsletterOf(ana)).toBe('withdrawn');
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length')).toBe('00');
  } finally {
    site.close();
    await own.stop();
  }
});
