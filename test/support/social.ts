import { randomBytes } from 'node:crypto';
import { aJob } from '../../src/foundation/access/signed-in.js';
import { SocialProvidersService } from '../../src/modules/accounts/social-providers.service.js';
import type { Carrel } from './carrel.js';
import { Caller } from './caller.js';
import { anIdentityProvider, Browser, type TestProvider } from './identity-provider.js';
import { aForm, tokenInLetterTo, type TestLibrary } from './people.js';

export const someone = () => `somebody-${randomBytes(4).toString('hex')}`;

/** A provider that the libraries given let in, each under the keys `example` and `second`. */
export async function aProviderFor(carrel: Carrel, libraries: TestLibrary[]): Promise<TestProvider> {
  const keys = ['example', 'second'];
  const callbacks = libraries.flatMap(({ slug }) =>
    keys.map((key) => `http://carrel.test/api/v1/libraries/${slug}/social-logins/${key}/callback`),
  );
  const provider = await anIdentityProvider(callbacks);
  for (const library of libraries)
    for (const key of keys) await configure(carrel, library, { ...provider, key });
  return provider;
}

/** Lets a provider in. */
export function configure(
  carrel: Carrel,
  { id }: TestLibrary,
  access: { key: string; issuer: string; clientId: string; clientSecret: string },
) {
  const { key, issuer, clientId, clientSecret } = access;
  const provider = { key, issuer, clientId, clientSecret, name: `The provider ${key}` };
  return carrel.app
    .get(SocialProvidersService, { strict: false })
    .configure(aJob('social-providers configure', id), provider);
}

/** The door of a library for those who come with an identity of a provider. */
export class SocialDoor {
  private readonly anyone: Caller;

  constructor(
    private readonly carrel: Carrel,
    private readonly library: TestLibrary,
  ) {
    this.anyone = new Caller(carrel.url);
  }

  /** Asks for the address at the provider. */
  async begin(body?: { challenge: string }, key = 'example'): Promise<string> {
    const begun = await this.anyone.post(this.at(`/social-logins/${key}`), body).expect(200);
    return begun.body.url as string;
  }

  /** Follows the provider's answer to Carrel; gives the page that Carrel sends the browser on to. */
  async comeBack(answer: URL): Promise<URL> {
    if (answer.origin !== 'http://carrel.test')
      throw new Error(`The provider sent the browser to ${answer.origin}.`);
    const back = await this.anyone.get(`/${answer.pathname}${answer.search}`).expect(302);
    const page = new URL(back.headers.get('location') ?? '');
    if (page.pathname !== `/l/${this.library.slug}/social`)
      throw new Error(`Carrel led to ${page.pathname}.`);
    return page;
  }

  /** From the provider's address to the one-time code. */
  async code(login: string, url: string): Promise<string> {
    const page = await this.comeBack(await new Browser().signIn(url, login));
    return page.searchParams.get('code') ?? '';
  }

  /** From the button to the answer: tokens, or a ticket for the form. */
  async signIn(login: string, key = 'example') {
    const code = await this.code(login, await this.begin(undefined, key));
    const { body } = await this.anyone.post(this.at('/sessions/social'), { code }).expect(201);
    return body as { next?: string; token: string; accessToken: string; agreementDue: boolean };
  }

  /** A reader without a password, who signed up and confirmed with an identity. */
  async reader(login: string) {
    const { token: social } = await this.signIn(login);
    const { password: _, ...form } = await aForm(this.carrel, this.library);
    await this.anyone.post(this.at('/readers'), { ...form, social }).expect(202);
    const token = await tokenInLetterTo(this.carrel, form.email);
    const again = await this.signIn(login);
    const confirmation = { token, social: again.token };
    const { body } = await this.anyone.post(this.at('/confirmations'), confirmation).expect(201);
    const { accessToken } = await this.signIn(login);
    const caller = new Caller(this.carrel.url, { authorization: `Bearer ${accessToken}` });
    return Object.assign(caller, { id: body.id as string, email: form.email });
  }

  /** Links an identity to a reader; gives the status of the last step. */
  async link(reader: Caller, login: string, key = 'example'): Promise<number> {
    const { body } = await reader.post(`/me/social-logins/${key}`).expect(200);
    const code = await this.code(login, body.url as string);
    return (await reader.put(`/me/social-logins/${key}`, { code })).status;
  }

  private at(path: string): string {
    return `/libraries/${this.library.slug}${path}`;
  }
}
