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
import { aServerOn, killed, type Program } from './support/server.js';

const IS_FULL = process.env.CARREL_SCALE === 'full';
const READERS = IS_FULL ? 200_000 : 2_000;
/** Beside the one while recipients are frozen and the one while a server is silent. */
const KILLS = IS_FULL ? 8 : 3;

const LONGEST_MS = IS_FULL ? 3_600_000 : 600_000;

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
let ofPlatform: TestStaff;
let superuser: pg.Client;
let mail: SMTPServer;
let last: Program | undefined;
/** Readers by their numbers. */
let ids: string[];
/** Message-IDs by the number of the address, in the order of arrival. */
const arrived = new Map<number, string[]>();
const asked = new Map<number, number>();
let count = 0;
/** What happens between the last byte of a letter to a reader and the answer; Carrel writes to staff as well. */
let beforeAnAnswer: (() => Promise<void>) | undefined;
let onLetter: (count: number, mood: Mood) => void = () => undefined;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  ofPlatform = await aStaffMember(carrel);
  ofLibrary = await aStaffMember(carrel, library);
  // From here on the jobs run in the servers that are killed, not in this process.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['letters', 'breach-letters']);
  mail = await aMoodyMailServer();
  ids = await readers();
}, LONGEST_MS);
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
      stream.on('end', () => void take(Buffer.concat(pieces).toString(), session, done));
    },
  });
  // A killed sender leaves its connection in the middle of a word.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

async function take(source: string, session: SMTPServerSession, done: (error?: Error | null) => void) {
  const [, messageId = ''] = /^message-id: *<(.+)>/im.exec(source) ?? [];
  const n = numberIn(session.envelope.rcptTo[0]?.address ?? '');
  const before = arrived.get(n) ?? [];
  arrived.set(n, [...before, messageId]);
  count += 1;
  const mood = before.length ? 'takes' : moodOf(n);
  onLetter(count, mood);
  if (n >= 0) await beforeAnAnswer?.();
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
  const { rowCount } = await superuser.query(
    `update breach_letter set next_attempt_at = now() - interval '1 ms' where state = 'deferred' and next_attempt_at > now()`,
  );
  // Once for each round: what is asked again and again would stand in the queue before what comes next.
  if (rowCount)
    await carrel.app.get(SendingService, { strict: false }).wakeUnfinished(library.id, new Date());
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
  await killed(server, superuser, () => holder.end());
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
  await killed(server, superuser);
}

/** Waits until every letter is settled; gives the totals as they are shown then. */
async function theEnd(id: string, path: string): Promise<Record<string, number>> {
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
    LONGEST_MS / 1_000,
  );
  owner = await asStaff(carrel, ofLibrary);
  const { body } = await owner.get(path).expect(200);
  return body.totals as Record<string, number>;
}

/** Whether an instance has a communication in its hands. */
async function inHand(id: string): Promise<boolean> {
  const { rowCount } = await superuser.query(
    'select 1 from breach_communication where id = $1 and lease_until is not null',
    [id],
  );
  return rowCount !== 0;
}

/** Kills the server when a mail server has taken a letter and the row of it is not yet written: the table is held. */
async function killBeforeTheOutcomeIsStored(approve: () => Promise<unknown>) {
  const server = await aNextServer();
  const holder = new pg.Client({ connectionString: carrel.superuserUrl });
  await holder.connect();
  beforeAnAnswer = async () => {
    beforeAnAnswer = undefined;
    await holder.query('begin');
    await holder.query('lock table breach_letter in share mode');
  };
  await approve();
  const writer = `select 1 from pg_stat_activity
    where wait_event_type = 'Lock' and query like 'update breach_letter l set state = s.state%'`;
  await eventually(
    'the writing of the outcome',
    async () => (await superuser.query(writer)).rowCount !== 0,
    60,
  );
  await killed(server, superuser, () => holder.end());
}

async function anApproval(given: object = {}) {
  // Anew each time: making many readers, or writing to them, takes longer than a session lasts.
  const officer = await asStaff(carrel, ofPlatform);
  owner = await asStaff(carrel, ofLibrary);
  const now = new Date().toISOString();
  const told = { title: 'An export', description: 'Lay open.', mode: 'live', detectedAt: now, awareAt: now };
  const { body: incident } = await officer.post('/incidents', told).expect(201);
  const part = `/incidents/${incident.id}/libraries/${library.slug}`;
  await officer.put(part, { what: 'An export.' }).expect(200);
  const about = 'It lay open.';
  const en = { nature: about, consequences: about, measures: about, advice: about, contact: about };
  const { body } = await officer.post(`${part}/communications`, { texts: { en }, ...given }).expect(201);
  return { id: String(body.id), path: `${part}/communications/${body.id}` };
}

it(
  'accounts for every letter, whatever the mail server does and however often the server is killed',
  async () => {
    const { id, path } = await anApproval();
    await killWhileFreezing(() => owner.post(`${path}/approve`).expect(200));
    await killAt((_, mood) => mood === 'is silent');
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const wanted = count + Math.floor(READERS / (KILLS + 2));
      await killAt((sofar) => sofar >= wanted);
    }
    last = await aNextServer();
    const { frozen, accepted, bounced, unreachable, ambiguous, pending } = await theEnd(id, path);
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
      if (came[0] && !came[0].startsWith(`${letter?.id}@`))
        wrong.push(`${n} came under another's Message-ID`);
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
  },
  LONGEST_MS,
);

it('sends again under the same Message-ID, and says so, what was taken by a server and never stored as taken', async () => {
  if (last) await killed(last, superuser);
  last = undefined;
  const n = ids.findIndex((_, number) => moodOf(number) === 'takes');
  const before = arrived.get(n)?.length ?? 0;
  const { id, path } = await anApproval({ readers: [ids[n]] });
  await killBeforeTheOutcomeIsStored(() => owner.post(`${path}/approve`).expect(200));
  const { rows } = await superuser.query('select id, state from breach_letter where communication_id = $1', [
    id,
  ]);
  expect(rows).toMatchObject([{ state: 'claimed' }]);

  last = await aNextServer();
  const totals = await theEnd(id, path);
  expect(totals).toMatchObject({ frozen: 1, accepted: 1, pending: 0, perhapsTwice: 1, readersInformed: 1 });
  const came = (arrived.get(n) ?? []).slice(before);
  expect(came).toHaveLength(2);
  expect(new Set(came).size).toBe(1);
  expect(came[0]?.startsWith(`${rows[0]?.id}@`)).toBe(true);
}, 300_000);

it('pauses by itself where too many letters are refused, and goes on when an owner says so', async () => {
  last ??= await aNextServer();
  const never = ids.filter((_, n) => moodOf(n) === 'never').slice(0, 30);
  const { id, path } = await anApproval({ readers: never });
  await owner.post(`${path}/approve`).expect(200);
  const shown = async () =>
    (await owner.get(path).expect(200)).body as { state: string; totals: Record<string, number> };
  const paused = await eventually(
    'the pause',
    async () => {
      const body = await shown();
      return body.state === 'paused' && !(await inHand(id)) && body;
    },
    120,
  );
  expect(paused).toMatchObject({ pausedFor: 'errors', totals: { frozen: 30, accepted: 0 } });
  const { bounced = 0, pending } = (await shown()).totals;
  expect(bounced).toBeGreaterThanOrEqual(20);
  expect(pending).toBe(30 - bounced);

  await owner.post(`${path}/resume`).expect(200);
  expect(await theEnd(id, path)).toMatchObject({ frozen: 30, accepted: 0, bounced: 30, pending: 0 });
}, 300_000);
