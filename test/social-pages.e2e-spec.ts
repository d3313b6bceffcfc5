import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller, type Answer } from './support/caller.js';
import { Browser, type TestProvider } from './support/identity-provider.js';
import { aLibrary, aReader, type TestLibrary } from './support/people.js';
import { aProviderFor, someone } from './support/social.js';

let carrel: Carrel;
let library: TestLibrary;
let provider: TestProvider;

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  provider = await aProviderFor(carrel, [library]);
});
afterAll(async () => {
  await carrel.stop();
  await provider.stop();
});

/** Somebody's browser at the library's pages, without scripts: it keeps cookies and sends the forms it was shown. */
class PageBrowser {
  private readonly cookies = new Map<string, string>();
  private readonly caller = new Caller(carrel.url);
  private page = '';

  async open(address: string): Promise<Answer> {
    return this.keep(await this.caller.get(`/${address}`, this.headers()));
  }

  async send(address: string, fields: Record<string, string>): Promise<Answer> {
    const form = /name="_form"[^>]*value="([^"]+)"/.exec(this.page)?.[1] ?? '';
    const body = new URLSearchParams({ ...fields, _form: form }).toString();
    const headers = { ...this.headers(), 'content-type': 'application/x-www-form-urlencoded' };
    return this.keep(await this.caller.post(`/${address}`, body, headers));
  }

  /** Presses a provider's button, says who one is there, and comes back. */
  async through(address: string, login: string): Promise<Answer> {
    return this.open(await this.awayAndBack(address, login));
  }

  /** The same, up to the address of ours that the provider's answer leads to. */
  async awayAndBack(address: string, login: string): Promise<string> {
    const leaving = await this.send(address, { provider: 'example' });
    expect(leaving.status).toBe(200);
    const link = /href="(http:\/\/127[^"]+)"/.exec(leaving.text)?.[1] ?? '';
    const answer = await new Browser().signIn(link.replaceAll('&amp;', '&'), login);
    const back = await this.caller.get(`/${answer.pathname}${answer.search}`).expect(302);
    const page = new URL(back.headers.get('location') ?? '');
    return `${page.pathname}${page.search}`;
  }

  private headers() {
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  private keep(answer: Answer): Answer {
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.cookies.set(name, value);
    }
    if (answer.text.includes('name="_form"')) this.page = answer.text;
    return answer;
  }
}

const at = (path: string) => `/l/${library.slug}${path}`;

/** A reader who is signed in on the pages. */
async function onThePages({ email, password }: { email: string; password: string }) {
  const browser = new PageBrowser();
  await browser.open(at('/sign-in'));
  const signedIn = await browser.send(at('/sign-in'), { email, password });
  expect(signedIn.status).toBe(303);
  await browser.open(at('/account'));
  return browser;
}

it('lets a reader link an identity, sign in through it and unlink it, without a script', async () => {
  const login = someone();
  const ana = await aReader(carrel, { library });
  const desk = await onThePages(ana);
  const linked = await desk.through(at('/account/social/link'), login);
  expect(linked.headers.get('location')).toBe(`${at('/account')}?done=linked#social`);
  expect((await ana.get('/me/social-logins').expect(200)).body.items).toHaveLength(1);

  const phone = new PageBrowser();
  expect((await phone.open(at('/sign-in'))).text).toContain('Sign in with The provider example');
  const signedIn = await phone.through(at('/social'), login);
  expect(signedIn.headers.get('location')).toBe(at('/account'));
  const account = await phone.open(at('/account'));
  expect(account.text).toContain('Unlink The provider example');

  await phone.send(at('/account/social/unlink'), { provider: 'example' });
  expect((await ana.get('/me/social-logins').expect(200)).body.items).toHaveLength(0);
});

it('tells a stranger that no account is linked, and whoever turned back that nothing changed', async () => {
  const stranger = new PageBrowser();
  await stranger.open(at('/sign-in'));
  const unknown = await stranger.through(at('/social'), someone());
  expect(unknown.text).toContain('No account here is linked');
  expect((await stranger.open(at('/social?error=refused'))).text).toContain('You turned back');
});

it('signs nobody in with a code that another browser began', async () => {
  const login = someone();
  const ana = await aReader(carrel, { library });
  const desk = await onThePages(ana);
  await desk.through(at('/account/social/link'), login);
  const mallory = new PageBrowser();
  await mallory.open(at('/sign-in'));
  const address = await mallory.awayAndBack(at('/social'), login);

  const victim = new PageBrowser();
  await victim.open(at('/sign-in'));
  expect((await victim.open(address)).status).toBe(404);
  expect((await victim.open(at('/account'))).status).not.toBe(200);
});
