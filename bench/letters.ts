import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { carrel, run, stopped } from './processes.js';

interface Demo {
  libraries: { slug: string; owner: Login }[];
  securityOfficers: Login[];
}

interface Login {
  email: string;
  password: string;
}

interface Communication {
  id: string;
  state: string;
  approvedAt: string;
  finishedAt: string | null;
  totals: { accepted: number; frozen: number };
  letters: { subject: string; text: string }[];
}

type Call = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

/**
 * Seconds for letters to so many readers about a breach, from the approval to the last row settled, and for bare pooled
 * nodemailer with the same words to the same server. Each in turn, so that a busy moment of the machine meets both.
 */
export async function lettersSent(
  count: number,
  rounds: number,
): Promise<{ ours: number[]; bare: number[] }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'carrel-letters-'));
  const sink = run([join(import.meta.dirname, '../../bench/mail-sink.mjs')], {});
  if (!sink.stdout) throw new Error('The mail server has no output.');
  const [port] = (await once(createInterface(sink.stdout), 'line')) as [string];
  const server = await carrel(dataDir, { SMTP_URL: `smtp://127.0.0.1:${port}` });
  try {
    const demo = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as Demo;
    const [library] = demo.libraries;
    const [security] = demo.securityOfficers;
    if (!library || !security) throw new Error('The demo has no library or no officer.');
    await imported(dataDir, library.slug, count);
    const officer = await signedIn(server.url, security);
    const owner = await signedIn(server.url, library.owner);
    const seconds: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round += 1) {
      const sent = await ours(officer, owner, library.slug);
      const { approvedAt, finishedAt, letters, totals } = sent;
      if (totals.accepted !== totals.frozen)
        throw new Error(`Not all were accepted: ${JSON.stringify(totals)}`);
      const perLetter = (Date.parse(finishedAt ?? '') - Date.parse(approvedAt)) / 1_000 / totals.frozen;
      seconds.ours.push(perLetter * count);
      seconds.bare.push(await bare({ port: Number(port), count, ...letters[0] }));
    }
    return seconds;
  } finally {
    await server.stop();
    await stopped(sink);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function ours(officer: Call, owner: Call, slug: string): Promise<Communication> {
  const now = new Date().toISOString();
  const told = { title: 'Bench', description: 'Bench.', mode: 'live', detectedAt: now, awareAt: now };
  const { id } = await officer('POST', '/incidents', told);
  const part = `/incidents/${String(id)}/libraries/${slug}`;
  await officer('PUT', part, { what: 'Bench.' });
  const about = 'A sentence of a usual length about what happened to the data of a reader. '.repeat(4);
  const words = { nature: about, consequences: about, measures: about, advice: about, contact: about };
  const drafted = await officer('POST', `${part}/communications`, { texts: { en: words, es: words } });
  const path = `${part}/communications/${String(drafted.id)}`;
  await owner('POST', `${path}/approve`);
  for (;;) {
    const shown = (await owner('GET', path)) as unknown as Communication;
    if (shown.state === 'sent') return shown;
    if (shown.state === 'paused') throw new Error(`It paused: ${JSON.stringify(shown.totals)}`);
    await new Promise((later) => setTimeout(later, 500));
  }
}

async function bare(given: object): Promise<number> {
  const child = run([join(import.meta.dirname, '../../bench/bare-letters.mjs')], {});
  child.stdin?.end(JSON.stringify(given));
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  await once(child, 'close');
  return Number(text);
}

/** Readers by the command line, as an owner brings them along. */
async function imported(dataDir: string, slug: string, count: number) {
  const file = join(dataDir, 'readers.csv');
  const lines = Array.from({ length: count }, (_, n) => `reader-${n}@example.org,Reader ${n},ES,en`);
  writeFileSync(file, ['email,name,country,language', ...lines].join('\n'));
  const main = join(import.meta.dirname, '..', 'src', 'command-line', 'main.js');
  const child = run([main, 'readers', 'import', file, '--library', slug], {
    DATA_DIR: dataDir,
    METRICS_PORT: '0',
  });
  child.stdout?.resume();
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`The import of readers ended with ${code}.`);
}

async function signedIn(url: string, login: Login): Promise<Call> {
  const call =
    (headers: Record<string, string>): Call =>
    async (method, path, body) => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Record<string, unknown>;
    };
  const { accessToken } = await call({})('POST', '/staff/sessions', { ...login });
  return call({ authorization: `Bearer ${String(accessToken)}` });
}
