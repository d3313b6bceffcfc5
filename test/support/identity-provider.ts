import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A real OpenID Connect provider on this machine, whose every login name is somebody. */
export interface TestProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  stop: () => Promise<void>;
}

/** Starts one that lets the callbacks named send browsers back. */
export async function anIdentityProvider(callbacks: string[]): Promise<TestProvider> {
  const server: Server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ['carrel', 'the secret of the client'];
  // It warns at length that it is set up for development, which is what it is here.
  console.warn = console.info = () => undefined;
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: callbacks }],
    cookies: { keys: ['a key of the test'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  const stop = () =>
    new Promise<void>((closed) => {
      server.close(() => {
        closed();
      });
      server.closeAllConnections();
    });
  return { issuer, clientId, clientSecret, stop };
}

/** A browser at the provider: keeps its cookies, fills in its forms and stops where the provider sends it away. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /** Signs in as `login` and agrees; gives the address that the provider sends the browser back to. */
  async signIn(url: string, login: string): Promise<URL> {
    const { origin } = new URL(url);
    let page = await this.open(url);
    for (let steps = 0; steps < 15; steps += 1) {
      const location = page.headers.get('location');
      if (location) {
        const next = new URL(location, page.url);
        if (next.origin !== origin) return next;
        page = await this.open(next.href);
        continue;
      }
      const html = await page.text();
      const action = /action="([^"]+)"/.exec(html)?.[1];
      if (!action) throw new Error(`The provider shows no form: ${page.status} ${html.slice(0, 300)}`);
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? '';
      page = await this.open(new URL(action, page.url).href, { prompt, login, password: 'any' });
    }
    throw new Error('The provider goes round in circles.');
  }

  /** Turns back at the provider instead of signing in. */
  async refuse(url: string): Promise<URL> {
    const page = await this.open(url);
    const interaction = new URL(page.headers.get('location') ?? '', page.url).href;
    const aborted = await this.open(`${interaction}/abort`);
    const resumed = await this.open(new URL(aborted.headers.get('location') ?? '', url).href);
    return new URL(resumed.headers.get('location') ?? '', url);
  }

  private async open(url: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { cookie },
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }
}
