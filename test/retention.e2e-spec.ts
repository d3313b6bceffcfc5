import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { KeyStore } from '../src/foundation/encryption/key-store.js';
import { plainDateIn, plusMonths } from '../src/foundation/law/plain-date.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { Correction } from '../src/foundation/records/correction.entity.js';
import { Records } from '../src/foundation/records/records.js';
import { lift, noteTold, restrict } from '../src/foundation/records/restrictions.js';
import type { Rows } from '../src/foundation/records/rows.js';
import { SubjectRows } from '../src/foundation/records/subject-rows.js';
import { SignsOfLifeService } from '../src/modules/accounts/signs-of-life.service.js';
import { PurposePeriodsService } from '../src/modules/consent/purpose-periods.service.js';
import { ErasureStepsService } from '../src/modules/data-subject-requests/erasure-steps.service.js';
import { ErasuresService } from '../src/modules/data-subject-requests/erasures.service.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { DueBatches } from '../src/modules/retention/due-batches.service.js';
import { InactiveReadersService } from '../src/modules/retention/inactive-readers.service.js';
import { InactiveStepsService } from '../src/modules/retention/inactive-steps.service.js';
import { InactivityLettersService } from '../src/modules/retention/inactivity-letters.service.js';
import { RetentionService } from '../src/modules/retention/retention.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  tokenInLetterTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { carrelCommand } from './support/server.js';

const DAY_MS = 86_400_000;

let carrel: Carrel;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const inMonths = (months: number, days = 0) => {
  const now = new Date();
  const sameDay = Date.parse(plusMonths(plainDateIn(now, 'UTC'), months));
  return new Date(sameDay + (now.getTime() % DAY_MS) + days * DAY_MS);
};
const service = <T>(type: new (...given: never[]) => T): T => carrel.app.get(type, { strict: false });
const run = (library: TestLibrary, now: Date) => service(RetentionService).run(library.id, now);
const inLibrary = <T>(library: TestLibrary, work: (db: Rows) => Promise<T>) =>
  service(Records).in(aJob('test', library.id), work);
const anOwner = async (library: TestLibrary) => asStaff(carrel, await aStaffMember(carrel, library));

async function count(table: string, column: string, id: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${column} = $1`,
    [id],
  );
  return rows[0]?.count ?? 0;
}

/** How long the library keeps the data of a purpose, as it says. */
const keeps = (library: TestLibrary, purpose: string, retention: { months: number; from: string }) =>
  superuser.query('update purpose set retention = $3 where library_id = $1 and key = $2', [
    library.id,
    purpose,
    JSON.stringify(retention),
  ]);

async function lastRunIn(library: TestLibrary) {
  const { rows } = await superuser.query<{
    id: string;
    outcome: string;
    counts: Record<string, number>;
    warned: number;
    erased: number;
    opening: Buffer;
  }>('select * from retention_run where library_id = $1 order by id desc limit 1', [library.id]);
  return rows[0];
}

const filesOf = async (reader: TestReader) =>
  (await readdir(carrel.setting.config.filesDir, { recursive: true }).catch(() => [])).filter(
    (name) => name.includes(reader.id) && !name.endsWith(reader.id),
  );

/** A thread with two messages and a file. */
async function aThread(reader: TestReader): Promise<string> {
  const { body } = await reader.post('/me/conversations', { subject: 'Hours', body: 'When?' }).expect(201);
  const id = body.id as string;
  await reader.post(`/me/conversations/${id}/messages`, { body: 'And on Sundays?' }).expect(201);
  const form = new FormData();
  form.append('file', new Blob(['%PDF-1.7 a planted file'], { type: 'application/pdf' }), 'plan.pdf');
  await reader.post(`/me/conversations/${id}/attachments`, form).expect(201);
  return id;
}

/** A call that the reader opted in to. */
const aCall = (library: TestLibrary, reader: TestReader, purpose = 'phone-calls') =>
  library.api
    .post('/library/interactions', {
      reader: reader.id,
      kind: 'call',
      purpose,
      content: 'A planted call.',
    })
    .expect(201);

const CONVERSATIONS = { months: 6, from: 'last-message' };

describe('what has been kept for as long as its purpose says', () => {
  it('goes by the period that the owner sets, which is never longer than the purpose has a reason for', async () => {
    const library = await aLibrary(carrel);
    const owner = await anOwner(library);
    const ana = await aReader(carrel, { library });
    await aThread(ana);
    const set = (purpose: string, terms: object) => owner.patch(`/library/purposes/${purpose}`, terms);
    const calls = async () =>
      (
        (await library.api.get(`/libraries/${library.slug}/purposes`).expect(200)).body.items as {
          key: string;
        }[]
      ).find(({ key }) => key === 'phone-calls');

    for (const wrong of [
      { keptMonths: 13 },
      { keptFrom: 'account-end' },
      { keptMonths: -1 },
      { keptFrom: 'never' },
    ])
      await set('phone-calls', wrong).expect(422);
    await set('conversations', { keptFrom: 'loan-end' }).expect(422);
    await set('phone-calls', { keptMonths: 3 }).expect(200);
    await set('lending', { keptMonths: 2, keptFrom: 'loan-end' }).expect(200);
    const { body } = await set('conversations', { keptMonths: 6, keptFrom: 'last-message' }).expect(200);
    await run(library, inMonths(6, -1));
    const before = await count('message', 'reader_id', ana.id);
    await run(library, inMonths(6, 1));

    expect(await calls()).toMatchObject({ retention: { months: 3, from: 'recorded' } });
    expect(body).toMatchObject({ key: 'conversations', keptMonths: 6, keptFrom: 'last-message' });
    expect([before, await count('message', 'reader_id', ana.id)]).toEqual([2, 0]);
    await owner.get('/library/retention').expect(200);
  });

  it('goes by the library’s own published period, a conversation whole and with its files, and nothing else', async () => {
    const library = await aLibrary(carrel);
    const [ana, ben] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    const elsewhere = await aReader(carrel);
    const [old, fresh] = [await aThread(ana), await aThread(ana)];
    for (const reader of [ben, elsewhere]) await aThread(reader);
    await inLibrary(library, async (db) => {
      for (const rowId of [old, fresh])
        await db.insert(Correction, {
          subjectId: ana.id,
          datum: 'conversation.subject',
          rowId,
          ...{ old: { value: 'Hors' }, new: { value: 'Hours' } },
          ...{ byKind: 'reader', byId: ana.id, correctedAt: new Date() },
        });
    });
    await superuser.query(
      `update conversation set last_message_at = last_message_at + interval '40 days' where id = $1 or reader_id = $2`,
      [fresh, ben.id],
    );
    const later = inMonths(6, 2);

    await run(library, later);
    expect(await count('conversation', 'reader_id', ana.id)).toBe(2); // by the catalogue, as long as the account
    await keeps(library, 'conversations', CONVERSATIONS);
    await run(library, inMonths(6, -1));
    expect(await count('message', 'conversation_id', old)).toBe(2);
    await run(library, later);

    expect(await count('conversation', 'id', old)).toBe(0);
    expect(await count('message', 'conversation_id', old)).toBe(0);
    expect(await count('attachment', 'conversation_id', old)).toBe(0);
    expect(await filesOf(ana)).toHaveLength(1);
    expect(await count('correction', 'row_id', old)).toBe(0);
    expect(await count('correction', 'row_id', fresh)).toBe(1);
    expect(await count('message', 'conversation_id', fresh)).toBe(2);
    expect(await count('message', 'reader_id', ben.id)).toBe(2);
    expect(await count('message', 'reader_id', elsewhere.id)).toBe(2);
    expect(await lastRunIn(library)).toMatchObject({
      outcome: 'done',
      counts: { conversation: 1, message: 2, attachment: 1 },
    });
  });

  it('goes by the purpose that each row names, and by the consent that was taken back', async () => {
    const library = await aLibrary(carrel);
    const ana = await aReader(carrel, { library, consents: ['phone-calls', 'newsletter'] });
    const ben = await aReader(carrel, { library, consents: ['phone-calls', 'newsletter'] });
    await aCall(library, ana);
    await aCall(library, ana, 'lending');
    for (const { id } of [ana, ben])
      await superuser.query(
        'insert into newsletter_recipient (library_id, newsletter_id, reader_id, posted_at) values ($1, $2, $3, now())',
        [library.id, randomUUID(), id],
      );
    await ana.delete('/me/consents/newsletter').expect(200);

    await run(library, inDays(0));
    expect(await count('newsletter_recipient', 'reader_id', ana.id)).toBe(1); // the day of the withdrawal
    await run(library, inDays(1));
    expect(await count('newsletter_recipient', 'reader_id', ana.id)).toBe(0);
    expect(await count('newsletter_recipient', 'reader_id', ben.id)).toBe(1);
    expect(await count('interaction', 'reader_id', ana.id)).toBe(2);
    await run(library, inMonths(12, 2));

    const { body } = await ana.get('/me/interactions').expect(200);
    expect(body.items).toMatchObject([{ purpose: 'lending' }]);
    expect(await count('newsletter_recipient', 'reader_id', ben.id)).toBe(1);
  });

  it('waits for a legal hold, a restriction and an open request for access, and goes once they are over', async () => {
    const library = await aLibrary(carrel);
    const owner = await anOwner(library);
    await keeps(library, 'conversations', CONVERSATIONS);
    const [held, restricted, asking, free] = [
      await aReader(carrel, { library }),
      await aReader(carrel, { library }),
      await aReader(carrel, { library }),
      await aReader(carrel, { library }),
    ];
    for (const reader of [held, restricted, asking, free]) await aThread(reader);
    const { body: hold } = await owner
      .post('/library/holds', {
        reader: held.id,
        ground: '17(3)(e)',
        citation: 'Case 7/26',
        words: 'A claim about what was said.',
        purposes: ['conversations'],
        reviewOn: inDays(90).toISOString().slice(0, 10),
      })
      .expect(201);
    const restriction = await inLibrary(library, (db) => restrict(db, restricted.id, '18(1)(c)', new Date()));
    const request = (state: string) =>
      superuser.query(
        `insert into data_subject_request (library_id, id, subject_id, kind, state, received_at, promised_by, legal_limit)
         values ($1, $2, $3, 'portability', $4, now(), now() + interval '30 days', now() + interval '31 days')
         on conflict (library_id, id) do update set state = excluded.state`,
        [library.id, asking.id, asking.id, state],
      );
    await request('in-progress');
    const later = inMonths(6, 2);

    await run(library, later);

    const { body } = await owner.get('/library/retention').expect(200);
    expect(body.lastRun).toMatchObject({ counts: { conversation: 1, message: 2, attachment: 1 } });
    expect(await count('message', 'reader_id', free.id)).toBe(0);
    for (const reader of [held, restricted, asking]) {
      expect(await count('message', 'reader_id', reader.id)).toBe(2);
      expect(await filesOf(reader)).toHaveLength(1);
    }

    await owner.delete(`/library/holds/${hold.id as string}`).expect(200);
    await inLibrary(library, async (db) => {
      await noteTold(db, restriction, new Date());
      expect(await lift(db, restriction, new Date())).toBe(true);
    });
    await request('cancelled');
    await run(library, later);
    for (const reader of [held, restricted, asking]) {
      expect(await count('conversation', 'reader_id', reader.id)).toBe(0);
      expect(await filesOf(reader)).toHaveLength(0);
    }
  });

  it('is counted before anything goes, by table and library, in the API and on the command line', async () => {
    const library = await aLibrary(carrel);
    const owner = await anOwner(library);
    const ana = await aReader(carrel, { library });
    await aThread(ana);
    await keeps(library, 'conversations', CONVERSATIONS);
    await superuser.query(
      `update conversation set last_message_at = now() - interval '7 months' where reader_id = $1`,
      [ana.id],
    );

    const { body } = await owner.get('/library/retention').expect(200);
    const command = carrelCommand(carrel, ['retention', '--dry-run', '--library', library.slug]);
    const code = await command.ended;
    const lines = command.output.trim().split('\n');

    expect(body).toMatchObject({ inactiveMonths: null, lastRun: null, running: null });
    expect(body.due).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          table: 'message',
          purpose: 'conversations',
          kept: '6 months after the last message.',
          due: 2,
          waiting: 0,
        }),
      ]),
    );
    expect(code).toBe(0);
    expect(lines).toContain(`${library.slug}: message (conversations): 2 due`);
    expect(await count('message', 'reader_id', ana.id)).toBe(2);
    await run(library, new Date());
    expect(await count('message', 'reader_id', ana.id)).toBe(0);
    await library.api.get('/library/retention').expect(401);
  });

  it('is deleted elsewhere although one library cannot be gone through, which is told and tried again', async () => {
    const [broken, sound] = [await aLibrary(carrel), await aLibrary(carrel)];
    await keeps(broken, 'conversations', { months: 1, from: 'loan-end' });
    await keeps(sound, 'conversations', CONVERSATIONS);
    const ana = await aReader(carrel, { library: sound });
    await aThread(ana);
    const retention = service(RetentionService);
    const later = inMonths(6, 2);

    await expect(retention.each([broken.id, sound.id], (id) => retention.run(id, later))).rejects.toThrow(
      'failed in 1 libraries',
    );

    expect(await count('conversation', 'reader_id', ana.id)).toBe(0);
    expect(await lastRunIn(broken)).toBeUndefined();
    await keeps(broken, 'conversations', { months: 0, from: 'account-end' });
    await retention.resume(broken.id, new Date(later.getTime() + 1));
    expect(await lastRunIn(broken)).toMatchObject({ outcome: 'done' });
  });
});

/** What is left of somebody in tables of the map, with their keys. */
async function leftOf(id: string): Promise<string[]> {
  const left: string[] = [];
  for (const { name, personal, shape, isShared } of service(SubjectRows).tables) {
    if (isShared) continue;
    if (await count(name, shape.column(personal.subject).name, id)) left.push(name);
  }
  if (await count('sealing_key', 'holder_id', id)) left.push('sealing_key');
  return left;
}

async function anErasedReader(library: TestLibrary): Promise<TestReader> {
  const reader = await aReader(carrel, { library, consents: ['newsletter'] });
  const { body } = await reader.delete('/me', { password: reader.password }).expect(202);
  await eventually('the erasure', async () => {
    const { rows } = await superuser.query<{ state: string }>('select state from erasure where id = $1', [
      body.id,
    ]);
    return rows[0]?.state === 'live_complete';
  });
  await service(ErasureStepsService).advance({ libraryId: library.id, id: body.id as string }, inDays(8));
  return reader;
}

const passHorizon = (library: TestLibrary) =>
  superuser.query("update erasure set state = 'backup_horizon_passed' where library_id = $1", [library.id]);

describe('what proves, once a reader is erased', () => {
  it('goes when its months after the end of the account are over: evidence, its key, requests and all', async () => {
    const library = await aLibrary(carrel);
    const [ana, ben] = [await anErasedReader(library), await aReader(carrel, { library })];
    const before = await leftOf(ben.id);
    const proof = [
      'consent_event',
      'data_subject_request',
      'erasure',
      'fact',
      'reader_evidence',
      'sealing_key',
      'subject',
    ];
    const kept = await leftOf(ana.id);
    expect(kept).toEqual(expect.arrayContaining(proof));

    await run(library, inMonths(36, 2));
    expect(await leftOf(ana.id)).toEqual(kept); // a backup may still bring them back
    await passHorizon(library);
    await run(library, inMonths(36, -1));
    expect(await leftOf(ana.id)).toEqual(kept);
    await run(library, inMonths(36, 2));

    expect(await leftOf(ana.id)).toEqual(['suppression_token']); // which ends by its own twelve months
    expect(await leftOf(ben.id)).toEqual(before);
    expect((await lastRunIn(library))?.counts).toMatchObject({ erasure: 1, subject: 1 });
  });

  it('is entered in the ledger, with the counts', async () => {
    const library = await aLibrary(carrel);
    await run(library, new Date());
    const found = await lastRunIn(library);
    expect(found?.opening.toString('utf8')).toContain('retention-run');
    expect(await count('ledger_entry', 'library_id', library.id)).toBeGreaterThan(0);
    await expect(
      inLibrary(library, (db) =>
        db.tell('update retention_run set warned = 1 where library_id = $1', [library.id]),
      ),
    ).rejects.toThrow('permission denied');
  });
});

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

function retentionOver(records: Records): RetentionService {
  const signs = service(SignsOfLifeService);
  const steps = new InactiveStepsService(
    records,
    signs,
    service(InactivityLettersService),
    service(ErasuresService),
  );
  return new RetentionService(
    records,
    new PurposePeriodsService(records),
    new DueBatches(records, service(SealedStore), service(KeyStore), service(SubjectRows)),
    new InactiveReadersService(records, service(LibrariesService), signs, steps),
  );
}

it.each([1, 2, 5])(
  'ends where an undisturbed run ends, broken off again and again after %d transactions',
  async (transaction) => {
    const library = await aLibrary(carrel);
    await keeps(library, 'conversations', CONVERSATIONS);
    await superuser.query('update library set inactive_months = 6 where id = $1', [library.id]);
    const [ana, ben] = [await aReader(carrel, { library }), await anErasedReader(library)];
    await aThread(ana);
    await passHorizon(library);
    const asOf = inMonths(36, 2);

    for (let attempt = 0; attempt < 200; attempt += 1) {
      const records = breakingAfter(service(Records), transaction + attempt);
      const now = new Date(asOf.getTime() + attempt);
      const isDone = await retentionOver(records)
        .run(library.id, now)
        .then(
          () => true,
          () => false,
        );
      if (isDone) break;
      // What a kill leaves is taken up when its lease has run out.
      await superuser.query('update retention_progress set lease_until = $2 where library_id = $1', [
        library.id,
        now,
      ]);
    }

    expect(await count('message', 'reader_id', ana.id)).toBe(0);
    expect(await filesOf(ana)).toHaveLength(0);
    expect(await leftOf(ben.id)).toEqual(['suppression_token']);
    expect(await count('retention_progress', 'library_id', library.id)).toBe(0);
    expect(await count('retention_run', 'library_id', library.id)).toBe(1);
    expect(await lastRunIn(library)).toMatchObject({
      outcome: 'done',
      counts: { conversation: 1, message: 2, attachment: 1, erasure: 1, subject: 1 },
      warned: 1,
    });
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(1);
  },
);

describe('a reader without a sign of life', () => {
  const warnings = async (email: string) => {
    // Letters are sent as they are written; the last of them is awaited by its number.
    const found = await lettersTo(carrel, email);
    return found.filter(({ text }) => text.includes('/stay?token='));
  };
  const isWarned = (email: string, times: number) =>
    eventually(`${times} warnings`, async () => (await warnings(email)).length === times);
  const aStrictLibrary = async () => {
    const library = await aLibrary(carrel);
    const owner = await anOwner(library);
    await owner.put('/library/retention', { inactiveMonths: 6 }).expect(200);
    return { library, owner };
  };
  const stateOf = async ({ id }: { id: string }) => {
    const { rows } = await superuser.query<{ state: string }>('select state from subject where id = $1', [
      id,
    ]);
    return rows[0]?.state;
  };

  /** What the job does by then. */
  const carryOut = async ({ id, library }: TestReader) => {
    const { rows } = await superuser.query<{ id: string }>('select id from erasure where subject_id = $1', [
      id,
    ]);
    const wakeUp = { libraryId: library.id, id: rows[0]?.id ?? '' };
    await service(ErasureStepsService).advance(wakeUp, inMonths(6, 4));
  };

  it('is warned 30 and 7 days before, once each and in their language, and then erased like any other', async () => {
    const { library } = await aStrictLibrary();
    const ana = await aReader(carrel, { library, language: 'es' });
    await run(library, inMonths(6, -31));
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(0);

    for (const day of [-29, -28]) await run(library, inMonths(6, day));
    await isWarned(ana.email, 1);
    expect((await warnings(ana.email))[0]?.subject).toMatch(/^Su cuenta se borrará el \d+ de \w+ de \d{4}/);
    for (const day of [-10, -6, -5]) await run(library, inMonths(6, day));
    await isWarned(ana.email, 2);
    await run(library, inMonths(6, 0.5));
    expect(await stateOf(ana)).toBe('active'); // both periods are whole
    await run(library, inMonths(6, 3));

    expect(await lastRunIn(library)).toMatchObject({ erased: 1 });
    await carryOut(ana);
    expect(await stateOf(ana)).toBe('erased');
    const { rows } = await superuser.query('select asked_by, state from erasure where subject_id = $1', [
      ana.id,
    ]);
    expect(rows).toMatchObject([{ asked_by: 'retention' }]);
    await eventually('the farewell', async () =>
      (await lettersTo(carrel, ana.email)).find(({ text }) => text.includes('/certificates/')),
    );
  });

  it('keeps the account by one click on the letter’s link, without signing in, or by a sign-in', async () => {
    const { library } = await aStrictLibrary();
    const [ana, ben] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    await run(library, inMonths(6, -29));
    const token = await tokenInLetterTo(carrel, ana.email, /will be deleted/);
    const anyone = new Caller(carrel.url);
    const page = await fetch(`${carrel.url}/l/${library.slug}/stay?token=${token}`);
    expect(await page.text()).toContain('Keep the account');
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(1); // opening it changes nothing

    await anyone.post(`/libraries/${library.slug}/stays`, { token }).expect(204);
    await anyone.post(`/libraries/${library.slug}/stays`, { token }).expect(404);
    await anyone.post(`/libraries/${(await aLibrary(carrel)).slug}/stays`, { token }).expect(404);
    const { email, password } = ben;
    await anyone.post(`/libraries/${library.slug}/sessions`, { email, password }).expect(201);

    await run(library, inMonths(6, -6));
    for (const { id } of [ana, ben]) {
      const { rows } = await superuser.query('select stage from inactivity_warning where subject_id = $1', [
        id,
      ]);
      expect(rows).toEqual([{ stage: 'first' }]); // counted anew
    }
    await run(library, inMonths(6, 3));
    for (const reader of [ana, ben]) expect(await stateOf(reader)).toBe('active');
  });

  it('who is a minor is never erased without the guardian being written to as well', async () => {
    const { library } = await aStrictLibrary();
    const guardian = { name: 'Gala Tutora', email: 'gala@guardian.example' };
    const birthDate = `${new Date().getUTCFullYear() - 10}-01-15`;
    const pau = await aReader(carrel, { library, birthDate, guardian });
    const leo = await aReader(carrel, {
      library,
      birthDate,
      guardian: { ...guardian, email: 'leo@guardian.example' },
    });
    await inLibrary(library, (db) =>
      db.tell('update reader set guardian = null where library_id = $1 and id = $2', [library.id, leo.id]),
    );

    for (const day of [-29, -6]) await run(library, inMonths(6, day));
    await isWarned(guardian.email, 2);
    expect((await warnings(guardian.email))[0]?.text).not.toContain('Ana Lectora');
    await run(library, inMonths(6, 3));
    await carryOut(pau);
    expect(await stateOf(pau)).toBe('erased');
    expect(await stateOf(leo)).toBe('active');
    expect(await count('inactivity_warning', 'subject_id', leo.id)).toBe(0);
  });

  it('is spared while held, and warned anew when the setting changes; counts tell whom a run would reach', async () => {
    const { library, owner } = await aStrictLibrary();
    const [ana, ben] = [await aReader(carrel, { library }), await aReader(carrel, { library })];
    await inLibrary(library, (db) => restrict(db, ben.id, 'legal-hold', new Date()));
    const past = "now() - interval '7 months'";
    await superuser.query(`update reader set last_seen_at = ${past} where library_id = $1`, [library.id]);
    await superuser.query(`update session set last_used_at = ${past} where library_id = $1`, [library.id]);
    const counts = async () => (await owner.get('/library/retention').expect(200)).body.inactive as unknown;

    expect(await counts()).toEqual({ toWarn: 1, toWarnAgain: 0, toErase: 0, spared: 1 });
    await run(library, new Date());
    await run(library, inDays(24));
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(2);
    await owner.put('/library/retention', { inactiveMonths: null }).expect(200);
    expect(await counts()).toEqual({ toWarn: 0, toWarnAgain: 0, toErase: 0, spared: 0 });
    await owner.put('/library/retention', { inactiveMonths: 6 }).expect(200);
    await run(library, inDays(40));

    expect(await stateOf(ana)).toBe('active');
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(1);
    expect(await count('inactivity_warning', 'subject_id', ben.id)).toBe(0);
    for (const inactiveMonths of [5, 121, 6.5, '12'])
      await owner.put('/library/retention', { inactiveMonths }).expect(422);
    await expect(
      superuser.query('update library set inactive_months = 5 where id = $1', [library.id]),
    ).rejects.toThrow('library_inactive_months');
  });

  it('who is a canary is nobody: neither warned, nor erased, nor counted', async () => {
    const { library, owner } = await aStrictLibrary();
    const ana = await aReader(carrel, { library });
    const email = `lucia@${library.slug}.example`;
    await owner.post('/canaries', { name: 'Lucía Prado', email, birthDate: '1984-03-09' }).expect(201);
    const [canary] = (await owner.get('/canaries').expect(200)).body.items as { readerId: string }[];
    const lucia = { id: canary?.readerId ?? '' };
    const past = "now() - interval '7 months'";
    await superuser.query(`update reader set last_seen_at = ${past} where library_id = $1`, [library.id]);
    await superuser.query(`update session set last_used_at = ${past} where library_id = $1`, [library.id]);

    const { body } = await owner.get('/library/retention').expect(200);
    expect(body.inactive).toEqual({ toWarn: 1, toWarnAgain: 0, toErase: 0, spared: 0 });
    for (const days of [0, 24, 32]) await run(library, inDays(days));
    expect(await lastRunIn(library)).toMatchObject({ erased: 1 });
    expect(await count('erasure', 'subject_id', ana.id)).toBe(1);
    expect(await count('erasure', 'subject_id', lucia.id)).toBe(0);
    // Nor by a step that somebody takes past the list.
    const late = { id: randomUUID(), asOf: inDays(33) };
    await service(InactiveStepsService).take(aJob('test', library.id), lucia.id, 6, late);
    expect(await count('inactivity_warning', 'subject_id', lucia.id)).toBe(0);
    expect(await stateOf(lucia)).toBe('active');
  });

  it('who was imported and never claimed the account is counted from the import', async () => {
    const { library } = await aStrictLibrary();
    const ana = await aReader(carrel, { library });
    await superuser.query("update reader set state = 'unclaimed' where id = $1", [ana.id]);
    await superuser.query('delete from session where subject_id = $1', [ana.id]);
    await run(library, inMonths(6, -29));
    expect(await count('inactivity_warning', 'subject_id', ana.id)).toBe(1);
  });
});
