import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Queue } from '../src/foundation/database/queue.js';
import { KeyStore } from '../src/foundation/encryption/key-store.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { ErasureLedger } from '../src/foundation/records/erasure-ledger.js';
import { Records } from '../src/foundation/records/records.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { SubjectRows } from '../src/foundation/records/subject-rows.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { ErasureSweepService } from '../src/modules/data-subject-requests/erasure-sweep.service.js';
import { ErasureStepsService } from '../src/modules/data-subject-requests/erasure-steps.service.js';
import { ErasureBeginningService } from '../src/modules/data-subject-requests/erasure-beginning.service.js';
import { ErasureLinesService } from '../src/modules/data-subject-requests/erasure-lines.service.js';
import { ErasureListStepsService } from '../src/modules/data-subject-requests/erasure-list-steps.service.js';
import { ErasuresService } from '../src/modules/data-subject-requests/erasures.service.js';
import { HeldRemainsService } from '../src/modules/data-subject-requests/held-remains.service.js';
import { OwedLinesService } from '../src/modules/data-subject-requests/owed-lines.service.js';
import { TakingBackService } from '../src/modules/data-subject-requests/taking-back.service.js';
import { WaitingErasuresService } from '../src/modules/data-subject-requests/waiting-erasures.service.js';
import { WaitingLettersService } from '../src/modules/data-subject-requests/waiting-letters.service.js';
import { WaitingStepsService } from '../src/modules/data-subject-requests/waiting-steps.service.js';
import { ErasuresJob } from '../src/jobs/erasures.job.js';
import { FarewellService } from '../src/modules/data-subject-requests/farewell.service.js';
import { RemainsService } from '../src/modules/data-subject-requests/remains.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { endStateOf as endStateOfA } from './support/erased.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { aServerOn, killed } from './support/server.js';
import { unzipped } from './support/zip.js';

const STEPS = ['requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete'];

const ROUNDS = process.env.CARREL_SCALE === 'full' ? 12 : 2;
const BREAKS = [1, 2, 3, 4, 5, 7, 11, 17];
const WAITING_BREAKS = [1, 2, 3, 5];

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let writers: TestReader[];
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  writers = [];
  while (writers.length < ROUNDS * 5 + BREAKS.length + WAITING_BREAKS.length * 4 + 4)
    writers.push(...(await Promise.all([aWriter(), aWriter(), aWriter()])));
  // From here on the jobs run in the servers that are killed, or by the test's own hand, not in this process.
  const queue = carrel.app.get(Queue);
  await queue.stop();
  await queue.start(['erasures', 'access', 'letters', 'newsletters']);
}, 240_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** The next of those who signed up while letters were still sent. */
function nextWriter(): TestReader {
  const next = writers.pop();
  if (!next) throw new Error('Too few readers signed up beforehand.');
  return next;
}

const aWriter = async (): Promise<TestReader> => {
  const reader = await aReader(carrel, { library, consents: ['newsletter'] });
  const thread = await reader
    .post('/me/conversations', { subject: 'Opening hours', body: 'When?' })
    .expect(201);
  await reader
    .post(`/me/conversations/${thread.body.id as string}/messages`, { body: 'And on Sundays?' })
    .expect(201);
  return reader;
};

/** Leases of a killed server run out; here at once instead of after a minute or two. */
async function leasesRunOut() {
  await superuser.query(`update erasure set next_attempt_at = now() - interval '1 ms'`);
  await superuser.query(
    `update data_subject_request set lease_until = now() - interval '1 ms' where lease_until is not null`,
  );
}

async function stateOf(reader: TestReader) {
  const { rows } = await superuser.query<{ state: string; counts: Record<string, number> }>(
    'select state, counts from erasure where subject_id = $1',
    [reader.id],
  );
  return rows[0];
}

/** Where a reader's erasure ended. */
const endStateOf = (reader: TestReader) => endStateOfA(carrel, superuser, reader);

/** Where an undisturbed erasure of such a reader ends. */
const UNDISTURBED = {
  left: [],
  keys: ['evidence'],
  subject: 'erased',
  steps: STEPS,
  state: 'live_complete',
  counts: expect.objectContaining({ reader: 1, conversation: 1, message: 2, session: 1, consent: 5 }),
};

describe('a server that is killed at random', () => {
  it('ends every erasure and every download where an undisturbed one ends', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const leaving = Array.from({ length: 4 }, nextWriter);
      const asking = nextWriter();
      const first = await aServerOn(carrel);
      const as = (reader: TestReader) =>
        new Caller(first.url, { authorization: `Bearer ${reader.tokens.accessToken}` });
      const { body: request } = await as(asking).post('/me/requests', { kind: 'access' }).expect(201);
      await Promise.all(leaving.map((reader) => as(reader).delete('/me').expect(202)));
      await new Promise((later) => setTimeout(later, randomInt(600)));
      await killed(first, superuser);
      await leasesRunOut();

      const second = await aServerOn(carrel);
      await eventually('every erasure', async () => {
        const states = await Promise.all(leaving.map(stateOf));
        return states.every((found) => found?.state === 'live_complete');
      });
      for (const reader of leaving)
        await eventually(
          'the last line of the ledger',
          async () => (await endStateOf(reader)).steps.length === 5,
        );
      for (const reader of leaving) expect(await endStateOf(reader)).toEqual(UNDISTURBED);
      const me = new Caller(second.url, { authorization: `Bearer ${asking.tokens.accessToken}` });
      await eventually('the download', async () => {
        const { body } = await me.get(`/me/requests/${request.id as string}`).expect(200);
        return body.state === 'completed';
      });
      const zip = await fetch(`${second.url}/api/v1/me/requests/${request.id as string}/download`, {
        headers: { authorization: `Bearer ${asking.tokens.accessToken}` },
      });
      const files = await unzipped(Buffer.from(await zip.arrayBuffer()));
      expect(JSON.parse(String(files.get('data/message.json')))).toHaveLength(2);
      await killed(second, superuser);
    }
  }, 240_000);
});

/** What an owner sends to keep a reader's messages from an erasure. */
function aHoldOn({ id: reader }: TestReader) {
  const reviewOn = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  return { reader, ground: '17(3)(e)', citation: 'x', words: 'y', tables: ['message'], reviewOn };
}

/** A door that breaks after one of its transactions has been committed: the moment a kill leaves behind. */
function breakingAfter(records: Records, transaction: number): Records {
  let left = transaction;
  return new Proxy(records, {
    get(target, name) {
      if (name !== 'in') return Reflect.get(target, name) as unknown;
      return async (...given: Parameters<Records['in']>) => {
        const result = await target.in(...given);
        left -= 1;
        if (left === 0) throw new Error('broken off');
        return result;
      };
    },
  });
}

/** The steps over a door of the test's own. */
function stepsOver(records: Records): ErasureStepsService {
  const { app } = carrel;
  const remains = new RemainsService(records, app.get(DataMap), app.get(SubjectRows), app.get(Outbox));
  const farewell = app.get(FarewellService, { strict: false });
  return new ErasureStepsService(records, app.get(ErasureLedger), app.get(KeyStore), remains, farewell);
}

it.each(BREAKS)(
  'ends where an undisturbed erasure ends, broken off again and again after %d transactions',
  async (transaction) => {
    const ana = nextWriter();
    const { body } = await ana.delete('/me').expect(202);
    const records = carrel.app.get(Records);

    for (let attempt = 0; attempt < 60; attempt += 1) {
      // Each attempt comes when the lease of the one before has run out, and gets a little further than it.
      const now = new Date(Date.now() + attempt * 120_000);
      const steps = stepsOver(breakingAfter(records, transaction + attempt));
      const broken = await steps.advance({ libraryId: library.id, id: body.id as string }, now).then(
        () => false,
        () => true,
      );
      if (!broken) break;
    }

    expect(await endStateOf(ana)).toEqual(UNDISTURBED);
  },
);

/** What the job does with a wake-up, over a door of the test's own. */
function jobOver(records: Records): ErasuresJob {
  const { app } = carrel;
  const of = <T>(service: new (...given: never[]) => T) => app.get(service, { strict: false });
  const remains = new HeldRemainsService(records, app.get(SubjectRows), app.get(SealedStore));
  const [waiting, beginning] = [of(WaitingErasuresService), of(ErasureBeginningService)];
  const lines = new ErasureLinesService(app.get(ErasureLedger));
  const back = new TakingBackService(records, waiting, of(WaitingLettersService), lines);
  return new ErasuresJob(
    new OwedLinesService(records, lines, back),
    new WaitingStepsService(records, waiting, beginning, remains),
    stepsOver(records),
    new ErasureListStepsService(records, new ErasuresService(records, beginning, waiting, lines)),
  );
}

/** Runs the job until nothing breaks it off any more, each time a little further, with leases run out in between. */
async function brokenOff(id: string, transaction: number, from = Date.now()) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const job = jobOver(breakingAfter(carrel.app.get(Records), transaction + attempt));
    const broken = await job.run({ libraryId: library.id, id }, new Date(from + attempt * 120_000)).then(
      () => false,
      () => true,
    );
    if (!broken) return;
  }
}

describe('broken off between the commit and its line in the erasure ledger', () => {
  const of = <T>(service: new (...given: never[]) => T) => carrel.app.get(service, { strict: false });
  const records = () => breakingAfter(carrel.app.get(Records), 1);
  const lines = () => new ErasureLinesService(carrel.app.get(ErasureLedger));
  const sweep = async (reader: TestReader) => {
    const { rows } = await superuser.query<{ id: string }>(
      'select id from waiting_erasure where subject_id = $1',
      [reader.id],
    );
    const id = rows[0]?.id ?? '';
    expect(await of(ErasureSweepService).due(library.id, new Date())).toContain(id);
    await jobOver(carrel.app.get(Records)).run({ libraryId: library.id, id });
    expect(await of(ErasureSweepService).due(library.id, new Date())).not.toContain(id);
    return id;
  };
  const leave = async (reader: TestReader) => {
    const given = [of(ErasureBeginningService), of(WaitingErasuresService), lines()] as const;
    const wish = { askedBy: 'reader', hasGrace: true } as const;
    const asked = new ErasuresService(records(), ...given).ask(me(), reader.id, wish, new Date());
    await expect(asked).rejects.toThrow('broken off');
    expect((await endStateOf(reader)).steps).toEqual([]);
  };
  const me = () => aJob('test', library.id);
  const grace = (days: number) =>
    superuser.query('update library set erasure_grace_days = $2 where id = $1', [library.id, days]);

  it('an erasure that waits for a hold, with nothing left to do, is in the ledger', async () => {
    const ana = nextWriter();
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    await owner.post('/library/holds', aHoldOn(ana)).expect(201);
    await leave(ana);
    await superuser.query('update waiting_erasure set next_attempt_at = null where subject_id = $1', [
      ana.id,
    ]);

    await sweep(ana);

    expect((await endStateOf(ana)).steps).toEqual(['waits']);
  });

  it('one that waits for its day is in the ledger long before, and once taken back never begins', async () => {
    const ana = nextWriter();
    await grace(14);
    await leave(ana);
    await grace(0);

    const id = await sweep(ana);
    expect((await endStateOf(ana)).steps).toEqual(['waits']);

    const back = new TakingBackService(
      records(),
      of(WaitingErasuresService),
      of(WaitingLettersService),
      lines(),
    );
    const reader = { ...me(), kind: 'reader', id: ana.id, provedAt: new Date() } as const;
    await expect(back.mine(reader, undefined, new Date())).rejects.toThrow('broken off');
    await of(WaitingStepsService).advance(
      { libraryId: library.id, id },
      new Date(Date.now() + 20 * 86_400_000),
    );
    expect(await endStateOf(ana)).toMatchObject({ steps: ['waits'], subject: 'active' });
    await sweep(ana);

    expect(await endStateOf(ana)).toMatchObject({ steps: ['waits', 'taken_back'], subject: 'active' });
    expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([
      { id, state: 'cancelled' },
    ]);
    const { rows } = await superuser.query(
      `select 1 from letter where subject_id = $1 and kind = 'erasure-taken-back'`,
      [ana.id],
    );
    expect(rows).toHaveLength(1);
  });
});

describe.each(WAITING_BREAKS)('broken off again and again after %d transactions', (transaction) => {
  it('a grace period ends where an erasure without one ends', async () => {
    const ana = nextWriter();
    await superuser.query('update library set erasure_grace_days = 14 where id = $1', [library.id]);
    const { body } = await ana.delete('/me').expect(202);
    await superuser.query('update library set erasure_grace_days = 0 where id = $1', [library.id]);

    await brokenOff(body.id as string, transaction, Date.parse(body.beginsAt as string));

    expect(await endStateOf(ana)).toEqual({ ...UNDISTURBED, steps: ['waits', ...STEPS] });
  });

  it('a hold keeps what it names and nothing else, and lets all of it go when it is lifted', async () => {
    const ana = nextWriter();
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    const { body: hold } = await owner.post('/library/holds', aHoldOn(ana)).expect(201);
    const { body } = await ana.delete('/me').expect(202);

    await brokenOff(body.id as string, transaction);
    const waiting = await endStateOf(ana);
    await owner.delete(`/library/holds/${hold.id as string}`).expect(200);
    // A second ago: the database counts in microseconds, and the job's clock in milliseconds.
    await superuser.query(`update waiting_erasure set next_attempt_at = now() - interval '1 second'`);
    await brokenOff(body.id as string, transaction);

    expect(waiting).toMatchObject({ keys: ['evidence', 'main'], subject: 'restricted', steps: ['waits'] });
    expect(waiting.left.sort()).toEqual([
      'blind_index',
      'legal_hold',
      'letter',
      'message',
      'waiting_erasure',
    ]);
    expect(await endStateOf(ana)).toEqual({ ...UNDISTURBED, steps: ['waits', ...STEPS] });
  });

  it('a list ends with each of its readers erased once', async () => {
    const readers = [nextWriter(), nextWriter()];
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    const form = new FormData();
    form.set('file', new File([readers.map(({ id }) => id).join('\n')], 'readers.csv', { type: 'text/csv' }));
    const { body: list } = await owner.post('/library/erasures', form).expect(201);
    await superuser.query(`update erasure set requested_at = requested_at - interval '2 days'`);
    await owner.post(`/library/erasure-lists/${list.id as string}/confirmation`, {}).expect(202);

    await brokenOff(list.id as string, transaction);
    const { body: shown } = await owner.get(`/library/erasure-lists/${list.id as string}`).expect(200);
    for (const reader of readers) {
      const { rows } = await superuser.query<{ id: string }>('select id from erasure where subject_id = $1', [
        reader.id,
      ]);
      await brokenOff(rows[0]?.id ?? '', transaction, Date.now() + 7_300_000);
    }

    expect(shown).toMatchObject({ state: 'begun', progress: { begun: 2 } });
    for (const reader of readers) expect(await endStateOf(reader)).toEqual(UNDISTURBED);
  });
});

it('keeps nothing that a reader writes while they are being erased', async () => {
  const ana = nextWriter();
  const { body: thread } = await ana
    .post('/me/conversations', { subject: 'Late', body: 'First' })
    .expect(201);
  const write = () => ana.post(`/me/conversations/${thread.id as string}/messages`, { body: 'One more' });

  const sent = await Promise.all([write(), write(), ana.delete('/me'), write(), write(), write()]);
  const later = await write();

  expect(sent[2].status).toBe(202);
  expect(sent.every(({ status }) => [201, 202, 401, 404].includes(status))).toBe(true);
  expect(later.status).toBe(401);
  await stepsOver(carrel.app.get(Records)).advance(
    { libraryId: library.id, id: sent[2].body.id as string },
    new Date(Date.now() + 1_000),
  );
  expect((await endStateOf(ana)).left).toEqual([]);
});

it('leaves no file of a reader whose download was being made', async () => {
  const ana = nextWriter();
  const store = carrel.app.get(SealedStore);
  const file = { id: '01999999-0000-7000-8000-000000000001', subjectId: ana.id };
  const { promise: half, resolve: goOn } = Promise.withResolvers<undefined>();
  async function* slowly() {
    yield Buffer.from('the first half');
    await half;
    yield Buffer.from('the second half');
  }
  const kept = store.keep({ libraryId: library.id }, file, slowly());
  const failed = expect(kept).rejects.toThrow();
  await eventually('the draft', async () => {
    const names = await readdir(carrel.setting.config.filesDir, { recursive: true }).catch(() => []);
    return names.some((name) => name.includes(ana.id) && name.endsWith('.part'));
  });
  const { body } = await ana.delete('/me').expect(202);
  await stepsOver(carrel.app.get(Records)).advance(
    { libraryId: library.id, id: body.id as string },
    new Date(Date.now() + 1_000),
  );

  goOn(undefined);

  await failed;
  await expect(store.size({ libraryId: library.id }, file)).rejects.toThrow();
});
