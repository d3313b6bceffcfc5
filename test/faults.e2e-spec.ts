import { SMTPServer } from 'smtp-server';
import pg from 'pg';
import type { AddressInfo } from 'node:net';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aCarrelWithItsOwnCluster } from './support/own-cluster.js';
import { freePort } from './support/server.js';
import { aForm, aLibrary, aReader, eventually, type TestReader } from './support/people.js';

it('answers 503 while Postgres is away, loses nothing that it confirmed, and recovers by itself', async () => {
  const { carrel, postgres, end } = await aCarrelWithItsOwnCluster();
  try {
    const lucia = await aReader(carrel);
    const { body: purposes } = await lucia.get(`/libraries/${lucia.library.slug}/purposes`).expect(200);
    const { version } =
      (purposes.items as { key: string; version: string }[]).find(({ key }) => key === 'newsletter') ?? {};
    const statuses: number[] = [];
    let confirmed = 0;
    let isLoading = true;
    const load = Array.from({ length: 8 }, async () => {
      while (isLoading) {
        const { status } = await lucia.put('/me/consents/newsletter', { version });
        statuses.push(status);
        if (status === 200) confirmed += 1;
        if (status !== 200) await new Promise((later) => setTimeout(later, 100));
      }
    });
    await eventually('some writes', () => Promise.resolve(confirmed > 20));
    await postgres.stop();
    await eventually('a refusal', () => Promise.resolve(statuses.includes(503)));
    await new Caller(carrel.url).get('//health/ready').expect(503);
    await postgres.start();
    const soFar = confirmed;
    await eventually('writes again', () => Promise.resolve(confirmed > soFar + 20));
    isLoading = false;
    await Promise.all(load);

    expect([...new Set(statuses)].sort()).toEqual([200, 503]);
    await new Caller(carrel.url).get('//health/ready').expect(200);
    expect(await eventsOf(lucia)).toBeGreaterThanOrEqual(confirmed);
  } finally {
    await end();
  }
}, 120_000);

it('keeps letters while the mail server is away, and sends them when it returns', async () => {
  const port = await freePort();
  const carrel = await aCarrel({ SMTP_URL: `smtp://127.0.0.1:${port}` });
  try {
    const library = await aLibrary(carrel);
    const form = await aForm(carrel, library);
    await new Caller(carrel.url).post(`/libraries/${library.slug}/readers`, form).expect(202);
    const received: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData(stream, session, done) {
        received.push(...session.envelope.rcptTo.map((to) => to.address));
        stream.resume().on('end', done);
      },
    });
    await eventually('a first attempt', async () => (await attemptsAt(carrel)) > 0);
    expect(received).toEqual([]);
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready));
    expect((server.server.address() as AddressInfo).port).toBe(port);

    await eventually('the letter', () => Promise.resolve(received.includes(form.email)), 60);

    expect(received.filter((to) => to === form.email)).toHaveLength(1);
    await new Promise<void>((closed) => server.close(() => closed()));
  } finally {
    await carrel.stop();
  }
}, 120_000);

/** Carrel on a Postgres that this test may stop; it runs on one port throughout, as a server's does. */
async function eventsOf(reader: TestReader): Promise<number> {
  let count = 0;
  let after = '';
  do {
    const { body } = await reader
      .get(`/me/consents/history?limit=200${after && `&after=${after}`}`)
      .expect(200);
    count += (body.items as unknown[]).length;
    after = (body.next as string | null) ?? '';
  } while (after);
  return count;
}

async function attemptsAt(carrel: Carrel): Promise<number> {
  const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  try {
    const { rows } = await superuser.query<{ attempts: number }>(
      `select max(attempts) as attempts from letter where state = 'deferred'`,
    );
    return rows[0]?.attempts ?? 0;
  } finally {
    await superuser.end();
  }
}
