import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Queue } from '../src/foundation/database/queue.js';
import { plainDate } from '../src/foundation/law/plain-date.js';
import { Records } from '../src/foundation/records/records.js';
import { EnrolmentService } from '../src/modules/accounts/enrolment.service.js';
import { NewslettersService } from '../src/modules/conversations/newsletters.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aForm, aLibrary, eventually, type TestLibrary } from './support/people.js';
import { aServerOn, killed, type Program } from './support/server.js';

const READERS = process.env.CARREL_SCALE === 'full' ? 500 : 50;

let carrel: Carrel;
let library: TestLibrary;
let superuser: pg.Client;
/** Where letters go: Message-IDs by recipient, in the order of arrival. */
let arrived: Map<string, string[]>;
/** Whether a letter whose bytes have come, the how-manieth it is, is answered. */
let isAnswered: (count: number) => boolean;
let mail: SMTPServer;
let port: number;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  // From here on the jobs run in the servers that are killed, not in this process.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['letters', 'newsletters']);
  arrived = new Map();
  isAnswered = () => true;
  mail = await aMailServer();
  port = (mail.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise<void>((closed) => mail.close(() => closed()));
  await superuser.end();
  await carrel.stop();
});

async function aMailServer(): Promise<SMTPServer> {
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const [, messageId = ''] = /^message-id: *<(.+)>/im.exec(Buffer.concat(pieces).toString()) ?? [];
        for (const { address } of session.envelope.rcptTo)
          arrived.set(address, [...(arrived.get(address) ?? []), messageId]);
        count += 1;
        if (isAnswered(count)) done();
      });
    },
  });
  // A killed sender leaves its connection in the middle of a word.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

/** Readers who opted in to the newsletter, made without their letters. */
async function optedIn(count: number): Promise<string[]> {
  const { agreement, consents } = await aForm(carrel, library);
  const version = Buffer.from(consents.newsletter?.version ?? '', 'hex');
  const about = { decision: 'given', language: 'en', surface: 'sign-up' } as const;
  const decisions = [{ purpose: 'newsletter', version, ...about } as const];
  const emails = Array.from({ length: count }, (_, i) => `opted-in-${i}@example.org`);
  const enrolment = carrel.app.get(EnrolmentService, { strict: false });
  const signedUp = { passwordHash: 'none', agreementVersion: agreement.version, decisions };
  const birthDate = plainDate('1990-05-17');
  await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    for (const email of emails) {
      const person = { email, name: 'Ana Lectora', country: 'ES', birthDate, language: 'en' };
      await enrolment.settle(db, person, signedUp, new Date());
    }
  });
  return emails;
}

/** A server on this installation; what the one before it had begun is due again at once, not after its lease. */
async function aNextServer(): Promise<Program> {
  await superuser.query(
    `update letter set next_attempt_at = now() - interval '1 ms' where state in ('claimed', 'deferred')`,
  );
  await carrel.app.get(NewslettersService, { strict: false }).wakeUnfinished(library.id);
  return aServerOn(carrel, { SMTP_URL: `smtp://127.0.0.1:${port}` });
}

/** Kills the server while the letters of the first batch are being written: they wait for a table that a holder locks. */
async function killWhileWriting(id: string, server: Program, holder: pg.Client) {
  await eventually('the wait for the table', async () => {
    const { rows } = await superuser.query(
      `select 1 from pg_locks where not granted and relation = 'unsubscribe_token'::regclass`,
    );
    return rows.length > 0;
  });
  await killed(server, superuser, () => holder.end());
  const { rows } = await superuser.query('select state, reached, posted from newsletter where id = $1', [id]);
  expect(rows).toEqual([{ state: 'sending', reached: null, posted: 0 }]);
}

/** Kills the server when so many letters have come, before it hears that the last of them were taken. */
async function killAtLetter(wanted: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // The first may come while the server is still starting: it waits for an answer then.
  isAnswered = (count) => {
    if (count < wanted) return true;
    resolve(undefined);
    return false;
  };
  const server = await aNextServer();
  await promise;
  await killed(server, superuser);
  isAnswered = () => true;
  const { rowCount } = await superuser.query(`select 1 from letter where state = 'claimed'`);
  return rowCount ?? 0;
}

it('writes one letter to each recipient, however often the server is killed while a newsletter is under way', async () => {
  const emails = await optedIn(READERS);
  const holder = new pg.Client({ connectionString: carrel.superuserUrl });
  await holder.connect();
  const first = await aNextServer();
  await holder.query('begin');
  await holder.query('lock table unsubscribe_token in share mode');
  const words = { subject: 'News in March', body: 'A piece of news.' };
  const { body } = await new Caller(first.url, library.api.headers)
    .post('/library/newsletters', words)
    .expect(202);
  const id = body.id as string;

  await killWhileWriting(id, first, holder);
  let underWay = 0;
  for (const letter of [3, 20, READERS - 5]) underWay += await killAtLetter(letter);
  const last = await aNextServer();
  await eventually('the end of every letter', async () => {
    const { rows } = await superuser.query<{ state: string; letters: number }>(
      `select n.state, (select count(*)::int from letter where kind = 'newsletter' and state = 'accepted') as letters
       from newsletter n where n.id = $1`,
      [id],
    );
    return rows[0]?.state === 'sent' && rows[0].letters === READERS;
  });

  const recipients = await superuser.query('select 1 from newsletter_recipient where newsletter_id = $1', [
    id,
  ]);
  expect(recipients.rowCount).toBe(READERS);
  expect([...arrived.keys()].sort()).toEqual([...emails].sort());
  for (const messageIds of arrived.values()) expect(new Set(messageIds).size).toBe(1);
  // Only what was in a killed server's hands came again, under the Message-ID by which a mail server drops a double.
  const doubles = [...arrived.values()].reduce((sum, ids) => sum + ids.length - 1, 0);
  expect(doubles).toBeGreaterThan(0);
  expect(doubles).toBeLessThanOrEqual(underWay);
  await killed(last, superuser);
}, 240_000);
