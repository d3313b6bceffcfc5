import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Queue } from '../src/foundation/database/queue.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { Records } from '../src/foundation/records/records.js';
import { Setting } from '../src/foundation/setting.js';
import { NoticeChannels } from '../src/modules/data-subject-requests/notice-channels.service.js';
import { NoticeDeliveryService } from '../src/modules/data-subject-requests/notice-delivery.service.js';
import { RecipientNotices } from '../src/modules/data-subject-requests/recipient-notices.service.js';
import type { NoticeEvent } from '../src/modules/data-subject-requests/recipient.entity.js';
import { plainDate } from '../src/foundation/law/plain-date.js';
import { EnrolmentService } from '../src/modules/accounts/enrolment.service.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  lettersTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { aServerOn } from './support/server.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Heard {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let carrel: Carrel;
let library: TestLibrary;
let olga: Caller;
let eva: TestReader;
let mail: SMTPServer;
let hook: Server;
let hookUrl: string;
let superuser: pg.Client;
let made = 0;
/** What the webhook was sent, and what it answers to each. */
let heard: Heard[];
let answerWith: (path: string) => { status: number; headers?: Record<string, string> };
/** Told when a message has come, before it is answered. */
let onMessage: () => void;

beforeAll(async () => {
  heard = [];
  answerWith = () => ({ status: 204 });
  onMessage = () => undefined;
  mail = await aMailServer();
  carrel = await aCarrel({ SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}` });
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  hook = await aHook();
  hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel, library));
  eva = await aReader(carrel, { library });
  // From here on notices are delivered by the test's own hand.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['recipient-notices', 'erasures', 'letters', 'access']);
}, 60_000);
afterAll(async () => {
  hook.closeAllConnections();
  hook.close();
  await superuser.end();
  await carrel.stop();
  await new Promise<void>((closed) => mail.close(() => closed()));
});

/** A mail server that keeps what it takes where the tests look for letters. */
async function aMailServer(): Promise<SMTPServer> {
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    // The server under test keeps its connection; it is not waited for.
    closeTimeout: 100,
    onData(stream, _session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const folder = join(carrel.dataDir, 'outbox');
        count += 1;
        const name = `${count}.eml`;
        void mkdir(folder, { recursive: true })
          .then(() => writeFile(join(folder, name), Buffer.concat(pieces)))
          .then(() => done());
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

async function aHook(): Promise<Server> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const path = request.url ?? '';
      heard.push({ path, headers: request.headers, body: Buffer.concat(pieces).toString() });
      onMessage();
      const { status, headers } = answerWith(path);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

/** A reader whom the library brought along: for one whom others are told about that is enough. */
async function aNewReader(): Promise<{ id: string }> {
  made += 1;
  const person = { name: 'Ana Lectora', country: 'ES', birthDate: plainDate('1990-05-17'), language: 'en' };
  const enrolment = carrel.app.get(EnrolmentService, { strict: false });
  const id = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) =>
      enrolment.bring(db, { ...person, email: `ana-${made}@example.org` }, new Date()),
    );
  return { id };
}

async function aWebhook(address?: string) {
  made += 1;
  const path = `/hook-${made}`;
  const recipient = {
    name: `Hook ${made}`,
    country: 'DE',
    channel: 'webhook',
    address: address ?? hookUrl + path,
  };
  const { body } = await olga.post('/library/recipients', recipient).expect(201);
  return { id: body.id as string, secret: body.secret as string, path };
}

async function anOffice() {
  made += 1;
  const address = `office-${made}@printer.example`;
  const recipient = { name: `Office ${made}`, country: 'DE', channel: 'email', address };
  const { body } = await olga.post('/library/recipients', recipient).expect(201);
  return { id: body.id as string, address };
}

async function disclose(reader: { id: string }, recipient: { id: string }) {
  const disclosure = { reader: reader.id, recipient: recipient.id, categories: ['contact'] };
  await library.api.post('/library/disclosures', disclosure).expect(201);
}

/** Enters notices about a reader and gives their ids. */
async function tell(reader: { id: string }, event: NoticeEvent = 'rectified', data: string[] = []) {
  const notices = carrel.app.get(RecipientNotices, { strict: false });
  await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) => notices.tell(db, reader.id, event, { data }, new Date()));
  const { rows } = await superuser.query<{ id: string }>(
    'select id from recipient_notice where subject_id = $1 and event = $2 order by id',
    [reader.id, event],
  );
  return rows.map(({ id }) => id);
}

const delivery = () => carrel.app.get(NoticeDeliveryService, { strict: false });
const deliver = (id: string, now = new Date()) => delivery().deliver({ libraryId: library.id, id }, now);

async function noticeOf(id: string) {
  const { rows } = await superuser.query<{ state: string; next_attempt_at: Date; acknowledged_at: Date }>(
    'select state, next_attempt_at, acknowledged_at from recipient_notice where id = $1',
    [id],
  );
  return rows[0];
}

const heardAt = (path: string) => heard.filter((one) => one.path === path);

/** What leads to the page of an office's letter. */
async function tokensAt(address: string): Promise<string[]> {
  return (await lettersTo(carrel, address)).map(({ text }) => /token=([\w-]+)/.exec(text)?.[1] ?? '');
}

describe('a webhook', () => {
  it('is told once, by the reader’s id and no name, under a signature, and acknowledges by its answer', async () => {
    const ana = await aNewReader();
    const recipient = await aWebhook();
    await disclose(ana, recipient);
    const [id = ''] = await tell(ana, 'rectified', ['reader.name']);

    await deliver(id);
    await deliver(id, new Date(Date.now() + 15 * DAY_MS));

    const [message, ...more] = heardAt(recipient.path);
    expect(more).toEqual([]);
    const body = JSON.parse(message?.body ?? '') as Record<string, unknown>;
    expect(body).toEqual({
      id,
      event: 'rectified',
      reader: ana.id,
      library: library.slug,
      at: expect.any(String),
      data: ['reader.name'],
    });
    expect(message?.body).not.toContain('Ana');
    const headers = message?.headers ?? {};
    const key = Buffer.from(recipient.secret.replace('whsec_', ''), 'base64');
    const signed = `${id}.${String(headers['webhook-timestamp'])}.${message?.body ?? ''}`;
    expect(headers['webhook-id']).toBe(id);
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    );
    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
  });

  it.each([
    ['an error', { status: 500 }],
    ['a redirect, which is not followed', { status: 307, headers: { location: '/elsewhere' } }],
  ])('is told again later under the same id after %s', async (_, answer) => {
    const ana = await aNewReader();
    const recipient = await aWebhook();
    await disclose(ana, recipient);
    const [id = ''] = await tell(ana);
    answerWith = (path) => (path === recipient.path ? answer : { status: 204 });

    await deliver(id);
    await deliver(id); // its pause is not over
    expect(heardAt(recipient.path)).toHaveLength(1);
    const { next_attempt_at: due } = (await noticeOf(id)) ?? {};
    answerWith = () => ({ status: 200 });
    await deliver(id, due);

    expect(heardAt(recipient.path).map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    expect(heardAt('/elsewhere')).toEqual([]);
    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
  });

  it('counts as unreachable after two weeks, which the owner sees and may try again', async () => {
    const ana = await aNewReader();
    const recipient = await aWebhook('http://127.0.0.1:9/nobody');
    await disclose(ana, recipient);
    const [id = ''] = await tell(ana, 'restricted');
    await deliver(id);

    await deliver(id, new Date(Date.now() + 15 * DAY_MS));

    const { body } = await olga.get('/library/recipient-notices?state=unreachable').expect(200);
    expect(body.items).toMatchObject([
      { id, recipient: recipient.id, event: 'restricted', state: 'unreachable' },
    ]);
    await olga
      .patch(`/library/recipients/${recipient.id}`, { address: hookUrl + recipient.path })
      .expect(200);
    await olga.post(`/library/recipient-notices/${id}/tries`).expect(201);
    await deliver(id);
    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
    await olga.post(`/library/recipient-notices/${id}/tries`).expect(409);
  });

  it('in a network of its own is not called, outside the demo', async () => {
    const ana = await aNewReader();
    const recipient = await aWebhook();
    await disclose(ana, recipient);
    const [id = ''] = await tell(ana);
    const { config, urls, root } = carrel.setting;
    const outside = new NoticeChannels(carrel.app.get(Outbox), new Setting(config, urls, root, false));

    await over(carrel.app.get(Records), outside).deliver({ libraryId: library.id, id }, new Date());

    expect(heardAt(recipient.path)).toEqual([]);
    expect(await noticeOf(id)).toMatchObject({ state: 'pending' });
  });
});

describe('a letter', () => {
  it('asks for a confirmation by a link, is written again until there is one, and then no more', async () => {
    const ana = await aNewReader();
    const office = await anOffice();
    await disclose(ana, office);
    const [id = ''] = await tell(ana, 'erased');

    await deliver(id);
    await deliver(id, new Date(Date.now() + 4 * DAY_MS));

    const letters = await lettersTo(carrel, office.address);
    expect(letters).toHaveLength(2);
    for (const { text } of letters) {
      expect(text).toContain(ana.id);
      expect(text).toContain(id);
      expect(text).not.toContain('Ana');
    }
    const [token = '', again] = await tokensAt(office.address);
    expect(again).toBe(token);
    const anyone = new Caller(carrel.url);
    await anyone.post(`/recipient-notices/${token}`).expect(200);
    await anyone.post(`/recipient-notices/${token}`).expect(200);
    await deliver(id, new Date(Date.now() + 8 * DAY_MS));
    expect(await lettersTo(carrel, office.address)).toHaveLength(2);
    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
    await anyone.post(`/recipient-notices/${token.slice(0, -4)}AAAA`).expect(404);
  });

  it('has a page whose button confirms it, not the opening of it', async () => {
    const ana = await aNewReader();
    const office = await anOffice();
    await disclose(ana, office);
    const [id = ''] = await tell(ana);
    await deliver(id);
    const [token = ''] = await tokensAt(office.address);

    const page = await fetch(`${carrel.url}/l/${library.slug}/recipient-notice?token=${token}`);
    const html = await page.text();
    expect(await noticeOf(id)).toMatchObject({ state: 'pending' });
    const formToken = /name="_form" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const cookies = page.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    const pressed = await fetch(`${carrel.url}/l/${library.slug}/recipient-notice`, {
      method: 'POST',
      headers: { cookie: cookies, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _form: formToken, token }),
    });

    expect(pressed.status).toBe(200);
    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
  });
});

/** A door that breaks after one of its transactions has been committed: the moment a kill leaves behind. */
function breakingAfter<T extends object>(whole: T, method: keyof T, time: number): T {
  let left = time;
  return new Proxy(whole, {
    get(target, name) {
      const found = Reflect.get(target, name) as unknown;
      if (typeof found !== 'function') return found;
      const whole = found.bind(target) as (...given: unknown[]) => unknown;
      if (name !== method) return whole;
      return async (...given: unknown[]) => {
        const result = await whole(...given);
        left -= 1;
        if (left === 0) throw new Error('broken off');
        return result;
      };
    },
  });
}

function over(records: Records, channels: NoticeChannels): NoticeDeliveryService {
  const { app } = carrel;
  return new NoticeDeliveryService(
    records,
    app.get(LibrariesService, { strict: false }),
    channels,
    app.get(Queue),
  );
}

describe('a delivery that is killed', () => {
  it.each(['after it was claimed', 'after the recipient answered', 'after the answer was kept'] as const)(
    '%s ends acknowledged, under the same id on every try, and nothing follows',
    async (moment) => {
      const ana = await aNewReader();
      const recipient = await aWebhook();
      await disclose(ana, recipient);
      const [id = ''] = await tell(ana);
      const records = carrel.app.get(Records);
      const channels = carrel.app.get(NoticeChannels, { strict: false });
      const broken = {
        'after it was claimed': () => over(breakingAfter(records, 'in', 1), channels),
        'after the recipient answered': () => over(records, breakingAfter(channels, 'tell', 1)),
        'after the answer was kept': () => over(breakingAfter(records, 'in', 2), channels),
      }[moment]();
      const wakeUp = { libraryId: library.id, id };
      await expect(broken.deliver(wakeUp, new Date())).rejects.toThrow('broken off');

      await deliver(id); // the lease of the killed one still stands
      await deliver(id, new Date(Date.now() + 2 * MINUTE_MS));
      await deliver(id, new Date(Date.now() + DAY_MS));

      expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
      const ids = heardAt(recipient.path).map(({ headers }) => headers['webhook-id']);
      expect(ids).toEqual(moment === 'after the recipient answered' ? [id, id] : [id]);
    },
  );

  it('by a real SIGKILL while the recipient is being told is made again by another server', async () => {
    const ana = await aNewReader();
    const recipient = await aWebhook();
    await disclose(ana, recipient);
    const server = await aServerOn(carrel, { WEBHOOKS_AT_HOME: 'true' });
    const first = new Promise<void>((told) => {
      onMessage = () => {
        server.signal('SIGKILL');
        onMessage = () => undefined;
        told();
      };
    });
    const [id = ''] = await tell(ana);
    await first;
    await server.ended;
    expect(await noticeOf(id)).toMatchObject({ state: 'pending' });

    await superuser.query(
      `update recipient_notice set next_attempt_at = now() - interval '1 ms' where id = $1`,
      [id],
    );
    await deliver(id, new Date(Date.now() + MINUTE_MS));

    expect(await noticeOf(id)).toMatchObject({ state: 'acknowledged' });
    expect(heardAt(recipient.path).map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  });
});

it('tells the reader who received their data and who was told what', async () => {
  const recipient = await aWebhook();
  await disclose(eva, recipient);
  const [id = ''] = await tell(eva, 'rectified', ['reader.name']);
  await deliver(id);

  const { body } = await eva.get('/me/recipients').expect(200);

  expect(body.items).toMatchObject([
    {
      recipient: { id: recipient.id, country: 'DE', safeguard: 'none-needed' },
      categories: ['contact'],
      told: [{ id, event: 'rectified', data: ['reader.name'], state: 'acknowledged' }],
    },
  ]);
});

it('forgets notices of long ago, but none that still waits', async () => {
  const ana = await aNewReader();
  for (const recipient of [await aWebhook(), await anOffice()]) await disclose(ana, recipient);
  const [called = '', written = ''] = await tell(ana);
  await deliver(called);
  await superuser.query(`update recipient_notice set at = at - interval '37 months' where subject_id = $1`, [
    ana.id,
  ]);

  const expired = await carrel.app.get(RecipientNotices, { strict: false }).expire(library.id, new Date());

  expect(expired).toBe(1);
  const left = [called, written].map(noticeOf);
  expect((await Promise.all(left)).filter(Boolean)).toMatchObject([{ state: 'pending' }]);
});
