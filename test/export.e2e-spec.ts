import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Queue } from '../src/foundation/database/queue.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { Records } from '../src/foundation/records/records.js';
import { Attachment, Message } from '../src/modules/conversations/conversation.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, type TestReader } from './support/people.js';
import { aServer, type Program } from './support/server.js';
import { unzipped } from './support/zip.js';

const MIB = 1024 ** 2;
/** A file that memory would show if it were held whole: five times the small reader's; a gigabyte and 100,000 rows at full size. */
const SIZE =
  process.env.CARREL_SCALE === 'full'
    ? { files: 10, megabytes: 100, rows: 100_000 }
    : { files: 1, megabytes: 160, rows: 1_000 };

let carrel: Carrel;
let small: TestReader;
let large: TestReader;
let server: Program;
beforeAll(async () => {
  carrel = await aCarrel();
  small = await aReader(carrel);
  large = await aReader(carrel, { library: small.library });
  await write(small, { files: 2, megabytes: 16, rows: 50 });
  await write(large, SIZE);
  const queue = carrel.app.get(Queue);
  await queue.stop();
  server = await aServer(carrel.dataDir, {
    DATABASE_URL: carrel.urls.application,
    DATABASE_OWNER_URL: carrel.urls.owner,
    DATABASE_MAINTENANCE_URL: carrel.urls.maintenance,
    CARREL_SECRET: carrel.setting.root.toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:9',
    DEMO: 'false',
    RATE_LIMITS: 'false',
  });
  await eventually('the server', () =>
    fetch(`${server.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}, 600_000);
afterAll(async () => {
  server.signal('SIGKILL');
  await server.ended;
  await carrel.stop();
});

const PIECE = randomBytes(MIB);

function* megabytes(count: number) {
  for (let i = 0; i < count; i += 1) yield PIECE;
}

/** Messages and attachments of a reader, through the door and the store, as requests would have made them. */
async function write(reader: TestReader, { files, megabytes: each, rows }: typeof SIZE) {
  const records = carrel.app.get(Records);
  const store = carrel.app.get(SealedStore);
  const me = aJob('test', reader.library.id);
  const thread = await reader.post('/me/conversations', { subject: 'All of it', body: 'Here' }).expect(201);
  const about = {
    conversationId: String(thread.body.id),
    readerId: reader.id,
    author: 'reader' as const,
    writtenBy: null,
  };
  for (let i = 0; i < rows; i += 500)
    await records.in(me, (db) =>
      db.insertMany(
        Message,
        Array.from({ length: Math.min(500, rows - i) }, (_, j) => ({
          ...about,
          body: `Message ${i + j} says a little`,
        })),
      ),
    );
  for (let i = 0; i < files; i += 1) {
    const row = {
      ...about,
      state: 'kept' as const,
      name: `../Fotos: ñ ${i}.png`,
      mediaType: 'image/png',
      size: each * MIB,
    };
    const id = await records.in(me, (db) => db.insert(Attachment, row));
    await store.keep(me, { id, subjectId: reader.id }, megabytes(each) as never);
  }
}

async function resident({ child }: Program): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)]);
  return Number(stdout.trim()) * 1024;
}

/** Asks for a download of the server and gives the most memory that was seen while it was made and sent. */
async function exported(reader: TestReader) {
  const headers = { authorization: `Bearer ${reader.tokens.accessToken}` };
  const me = new Caller(server.url, headers);
  let most = 0;
  const done = new AbortController();
  const watched = (async () => {
    while (!done.signal.aborted) most = Math.max(most, await resident(server));
  })();
  const { body } = await me.post('/me/requests', { kind: 'access' }).expect(201);
  const path = `/me/requests/${String(body.id)}`;
  await eventuallyWithin(600, async () => (await me.get(path).expect(200)).body.state === 'completed');
  const response = await fetch(`${server.url}/api/v1${path}/download`, { headers });
  let bytes = 0;
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
  }
  done.abort();
  await watched;
  return { most, bytes, path, headers };
}

/** A gigabyte takes longer than `eventually` waits. */
async function eventuallyWithin(seconds: number, isSo: () => Promise<boolean>) {
  const until = Date.now() + seconds * 1_000;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`The download was not made within ${seconds} seconds.`);
    await new Promise((later) => setTimeout(later, 100));
  }
}

it('holds attachments in their original bytes, under names that no file system takes for a path', async () => {
  const { path, headers } = await exported(small);

  const response = await fetch(`${server.url}/api/v1${path}/download`, { headers });
  const files = await unzipped(Buffer.from(await response.arrayBuffer()));

  const [name] = [...files.keys()].filter((one) => one.startsWith('files/attachment/'));
  expect(name).toMatch(
    /^files\/attachment\/[0-9a-f-]{36}-_\._Fotos_ ñ 0\.png$|^files\/attachment\/[0-9a-f-]{36}-__Fotos_ ñ 0\.png$/,
  );
  const content = files.get(name ?? '');
  expect(content?.length).toBe(16 * MIB);
  expect(content?.subarray(15 * MIB).equals(PIECE)).toBe(true);
  expect(JSON.parse(String(files.get('data/message.json')))).toHaveLength(51);
  expect(String(files.get('index.html'))).toContain('Message 49 says a little');
}, 120_000);

it('does not take more memory the more there is to export', async () => {
  // What the first download leaves behind is the collector's slack, which does not depend on who asks.
  const { most: before } = await exported(small);

  const { most, bytes } = await exported(large);

  expect(bytes).toBeGreaterThan(SIZE.files * SIZE.megabytes * MIB);
  expect((most - before) / MIB).toBeLessThan(64);
}, 900_000);
