import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A reader who is signed in. */
export interface BenchReader {
  id: string;
  password: string;
  token: string;
}

const PASSWORD = 'a password for the bench';

/** Signs readers up over HTTP, confirms them by their letters and signs them in; `name` tells them from others. */
export async function someReaders(
  url: string,
  slug: string,
  dataDir: string,
  count: number,
  name = 'bench',
): Promise<BenchReader[]> {
  const library = `${url}/api/v1/libraries/${slug}`;
  const [described, version] = await Promise.all([
    answerOf(`${library}?language=en`),
    newsletterVersion(url, slug),
  ]);
  const agreement = {
    accepted: true,
    version: (described as { agreement: { version: string } }).agreement.version,
  };
  const readers: BenchReader[] = [];
  for (let i = 0; i < count; i += 1) {
    const email = `${name}-${i}@example.org`;
    const consents = { newsletter: { given: false, version } };
    const person = { name: 'Bench', country: 'ES', birthDate: '1990-01-01', language: 'en' };
    await answerOf(`${library}/readers`, { email, password: PASSWORD, ...person, agreement, consents });
    const token = await tokenTo(dataDir, email);
    const { id } = (await answerOf(`${library}/confirmations`, { token, password: PASSWORD })) as {
      id: string;
    };
    const tokens = await answerOf(`${library}/sessions`, { email, password: PASSWORD });
    readers.push({ id, password: PASSWORD, token: (tokens as { accessToken: string }).accessToken });
  }
  return readers;
}

/** The version of the newsletter's text in English. */
export async function newsletterVersion(url: string, slug: string): Promise<string> {
  const { items } = (await answerOf(`${url}/api/v1/libraries/${slug}/purposes?language=en`)) as {
    items: { key: string; version: string }[];
  };
  return items.find((one) => one.key === 'newsletter')?.version ?? '';
}

async function answerOf(url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

const read = new Set<string>();

async function tokenTo(dataDir: string, email: string): Promise<string> {
  const outbox = join(dataDir, 'outbox');
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const files = await readdir(outbox, { recursive: true }).catch(() => []);
    for (const file of files.filter((name) => name.endsWith('.eml') && !read.has(name))) {
      read.add(file);
      const text = (await readFile(join(outbox, file), 'utf8')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
      const token = text.includes(email) ? /token=([\w-]+)/.exec(text)?.[1] : undefined;
      if (token) return token;
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error('No letter came.');
}
