import type { AddressInfo, Socket } from 'node:net';
import pg from 'pg';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Queue } from '../src/foundation/database/queue.js';
import { Records } from '../src/foundation/records/records.js';
import { Reader } from '../src/modules/accounts/reader.entity.js';
import { SendingService } from '../src/modules/incidents/communications/sending.service.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aStaffMember,
  asStaff,
  eventually,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';
import { aServerOn, type Program } from './support/server.js';

const IS_FULL = process.env.CARREL_SCALE === 'full';
const READERS = IS_FULL ? 200_000 : 2_000;
/** Beside the one while recipients are frozen and the one while a server is silent. */
const KILLS = IS_FULL ? 8 : 3;

/** What the mail server does with every so many-th address. */
type Mood = 'later twice' | 'never' | 'always later' | 'drops' | 'is silent' | 'takes';
function moodOf(n: number): Mood {
  if (n % 50 === 1) return 'later twice';
  if (n % 50 === 2) return 'never';
  if (n % 50 === 3) return 'drops';
  if (n % 100 === 4) return 'is silent';
  return n % 200 === 5 ? 'always later' : 'takes';
}
const numberIn = (address: string) => Number(/reader-(\d+)@/.exec(address)?.[1] ?? -1);

let carrel: Carrel;
let library: TestLibrary;
let owner: Caller;
let ofLibrary: TestStaff;
let officer: Caller;
let superuser: pg.Client;
let mail: SMTPServer;
let last: Program | undefined;
/** Message-IDs by the number of the address, in the order of arrival. */
const arrived = new Map<number, string[]>();
const asked = new Map<number, number>();
let count = 0;
let onLetter: (count: number, mood: Mood) => void = () => undefined;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  officer = await asStaff(carrel, await aStaffMember(carrel));
  ofLibrary = await aStaffMember(carrel, library);
  owner = await asStaff(carrel, ofLibrary);
  // From here on the jobs run in the servers that are killed, not in this process.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['letters', 'breach-letters']);
  mail = await aMoodyMailServer();
}, 60_000);
afterAll(async () => {
  last?.signal('SIGKILL');
  await last?.ended;
  await new Promise<void>((closed) => mail.close(() => closed()));
  await superuser.end();
  await carrel.stop();
});

const refusal = (code: number) => Object.assign(new Error('so it is'), { responseCode: code });

async function aMoodyMailServer(): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      const n = numberIn(address);
      const mood = moodOf(n);
      asked.set(n, (asked.get(n) ?? 0) + 1);
      if (mood === 'never') {
        done(refusal(550));
        return;
      }
      const isLater = mood === 'always later' || (mood === 'later twice' && (asked.get(n) ?? 0) <= 2);
      done(isLater ? refusal(451) : null);
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => take(Buffer.concat(pieces).toString(), session, done));
    },
  });
  // A killed sender leaves its connection in the middle of a word.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

function take(source: string, session: SMTPServerSession, done: (error?: Error | null) => void) {
  const [, messageId = ''] = /^message-id: *<(.+)>/im.exec(source) ?? [];
  const n = numberIn(session.envelope.rcptTo[0]?.address ?? '');
  const before = arrived.get(n) ?? [];
  arrived.set(n, [...before, messageId]);
  count += 1;
  const mood = before.length ? 'takes' : moodOf(n);
  onLetter(count, mood);
  if (mood === 'drops') socketOf(session)?.destroy();
  else if (mood !== 'is silent') done();
}

function socketOf({ id }: SMTPServerSession): Socket | undefined {
  const connections = [...mail.connections] as { id: string; _socket: Socket }[];
  return connections.find((one) => one.id === id)?._socket;
}

/** Readers made without their letters; gives their ids in the order of their numbers. */
async function readers(): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < READERS; from += 200)
    await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
      for (let n = from; n < Math.min(from + 200, READERS); n += 1) {
        const id = await db.createSubject('reader', 'active', 'met');
        const email = `reader-${n}@example.org`;
        await db.insert(Reader, { id, email, name: 'Ana Lectora', language: 'en', emailConfirmedAt: null });
        ids.push(id);
      }
    });
  return ids;
}

/** A server on this installation; what the one before it had begun is due again at once, not after its lease. */
async function aNextServer(): Promise<Program> {
  await dueNow();
  const { port } = mail.server.address() as AddressInfo;
  return aServerOn(carrel, { SMTP_URL: `smtp://127.0.0.1:${port}?timeout=1` });
}

/** Makes due what a dead server had in its hands. */
async function dueNow() {
  await superuser.query(
    `update breach_letter set next_attempt_at = now() - interval '1 ms' where state in ('claimed', 'deferred')`,
  );
  await superuser.query('update breach_communication set lease_until = null');
  await carrel.app.get(SendingService, { strict: false }).wakeUnfinished(library.id, new Date());
}

/** Lets a live server try again at once what it would try in minutes; what it has in its hands is left to it. */
async function triedAgainNow() {
  await superuser.query(
    `update breach_letter set next_attempt_at = now() - interval '1 ms' where state = 'deferred'`,
  );
  await carrel.app.get(SendingService, { strict: false }).wakeUnfinished(library.id, new Date());
}

async function killed(server: Program) {
  server.signal('SIGKILL');
  await server.ended;
}

/** Kills the server while it freezes recipients: it waits for a table that is held. */
async function killWhileFreezing(approve: () => Promise<unknown>) {
  const holder = new pg.Client({ connectionString: carrel.superuserUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query('lock table breach_letter in share mode');
  const { port } = mail.server.address() as AddressInfo;
  const server = await aServerOn(carrel, { SMTP_URL: `smtp://127.0.0.1:${port}?timeout=1` });
  await approve();
  await eventually('the wait for the table', async () => {
    const { rowCount } = await superuser.query(
      `select 1 from pg_locks where not granted and relation = 'breach_letter'::regclass`,
    );
    return rowCount !== 0;
  });
  await killed(server);
  await holder.end();
}

/** Kills the server at a letter, whose bytes have come and which nobody has answered. */
async function killAt(isIt: (count: number, mood: Mood) => boolean) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const server = await aNextServer();
  onLetter = (...letter) => {
    if (!isIt(...letter)) return;
    onLetter = () => undefined;
    server.signal('SIGKILL');
    resolve(undefined);
  };
  await promise;
  await server.ended;
}

async function anApproval() {
  const now = new Date().toISOString();
  const told = { title: 'An export', description: 'Lay open.', mode: 'live', detectedAt: now, awareAt: now };
  const { body: incident } = await officer.post('/incidents', told).expect(201);
  const part = `/incidents/${incident.id}/libraries/${library.slug}`;
  await officer.put(part, { what: 'An export.' }).expect(200);
  const about = 'It lay open.';
  const en = { nature: about, consequences: about, measures: about, advice: about, contact: about };
  const { body } = await officer.post(`${part}/communications`, { texts: { en } }).expect(201);
  return { id: String(body.id), path: `${part}/communications/${body.id}` };
}

it('accounts for every letter, whatever the mail server does and however often the server is killed', async () => {
  const ids = await readers();
  const { id, path } = await anApproval();
  await killWhileFreezing(() => owner.post(`${path}/approve`).expect(200));
  await killAt((_, mood) => mood === 'is silent');
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const wanted = count + Math.floor(READERS / (KILLS + 2));
    await killAt((sofar) => sofar >= wanted);
  }
  last = await aNextServer();
  await eventually(
    'the end of every letter',
    async () => {
      await triedAgainNow();
      const { rows } = await superuser.query<{ state: string }>(
        'select state from breach_communication where id = $1',
        [id],
      );
      return rows[0]?.state === 'sent';
    },
    600,
  );

  owner = await asStaff(carrel, ofLibrary);
  const { body: shown } = await owner.get(path).expect(200);
  const { frozen, accepted, bounced, unreachable, ambiguous, pending } = shown.totals as Record<
    string,
    number
  >;
  expect({ frozen, pending }).toEqual({ frozen: READERS, pending: 0 });
  expect(Number(accepted) + Number(bounced) + Number(unreachable) + Number(ambiguous)).toBe(READERS);
  const { rows } = await superuser.query<{
    reader_id: string;
    state: string;
    is_doubtful: boolean;
    id: string;
  }>('select reader_id, state, is_doubtful, id from breach_letter where communication_id = $1', [id]);
  const of = new Map(rows.map((row) => [row.reader_id, row]));
  const wrong: string[] = [];
  for (const [n, reader] of ids.entries()) {
    const letter = of.get(reader);
    const came = arrived.get(n) ?? [];
    const isReached = !['never', 'always later'].includes(moodOf(n));
    if (isReached !== came.length > 0) wrong.push(`${n} (${moodOf(n)}) came ${came.length} times`);
    if (new Set(came).size > 1) wrong.push(`${n} came under ${new Set(came).size} Message-IDs`);
    if (came[0] && !came[0].startsWith(`${letter?.id}@`)) wrong.push(`${n} came under another's Message-ID`);
    if (came.length > 1 && !letter?.is_doubtful)
      wrong.push(`${n} came ${came.length} times and is not marked`);
    const standing = isReached
      ? ['accepted', 'ambiguous']
      : moodOf(n) === 'never'
        ? ['bounced']
        : ['unreachable', 'ambiguous'];
    if (!standing.includes(letter?.state ?? '')) wrong.push(`${n} (${moodOf(n)}) is ${letter?.state}`);
  }
  expect(wrong).toEqual([]);
  expect([...arrived.values()].some((came) => came.length > 1)).toBe(true);
}, 900_000);
