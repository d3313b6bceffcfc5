import { jest } from '@jest/globals';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { TamperedCiphertext } from '../src/foundation/encryption/errors.js';
import { into } from '../src/foundation/records/group-commit.js';
import { Records } from '../src/foundation/records/records.js';
import { deadlinesOf } from '../src/foundation/law/answer-deadlines.js';
import { DataSubjectRequest } from '../src/modules/data-subject-requests/request.entity.js';
import { ConsentEvent } from '../src/modules/consent/consent.entity.js';
import { Objection } from '../src/modules/consent/objection.entity.js';
import { Letter } from '../src/foundation/mail/letter.entity.js';
import { Reader } from '../src/modules/accounts/reader.entity.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let records: Records;
let superuser: pg.Client;
let library: TestLibrary;

beforeAll(async () => {
  carrel = await aCarrel();
  records = carrel.app.get(Records);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const me = () => aJob('test', library.id);

const PLACE = { country: 'ES', region: null, timeZone: 'Europe/Madrid' };

/** A subject with letters of its own, as any module would keep rows about a person. */
async function someoneWithLetters(count: number): Promise<string> {
  return records.in(me(), async (db) => {
    const subjectId = await db.createSubject('reader', 'active', 'met');
    const letter = (n: number) => ({
      subjectId,
      messageId: `${subjectId}-${n}`,
      kind: 'test',
      recipient: `${subjectId}@example.org`,
      content: { subject: `Letter ${n}`, text: 'Querida lectora' },
    });
    for (let n = 0; n < count; n += 1) await db.insert(Letter, letter(n));
    return subjectId;
  });
}

describe('sealing', () => {
  it('keeps nothing in Postgres that shows what a row says, and gives it back plain', async () => {
    const subjectId = await someoneWithLetters(1);
    const { rows } = await superuser.query<{ content: Buffer }>(
      'select content from letter where subject_id = $1',
      [subjectId],
    );
    expect(rows[0]?.content.includes('Querida')).toBe(false);
    const letter = await records.in(me(), (db) => db.get(Letter, { subjectId }));
    expect(letter.content).toEqual({ subject: 'Letter 0', text: 'Querida lectora' });
  });

  it('does not open a ciphertext that was moved to another row', async () => {
    const subjectId = await someoneWithLetters(2);
    await superuser.query(
      `update letter set content = (select content from letter where subject_id = $1 order by id limit 1) where subject_id = $1`,
      [subjectId],
    );
    await expect(records.in(me(), (db) => db.page(Letter, { subjectId }))).rejects.toThrow(
      TamperedCiphertext,
    );
    await records.in(me(), (db) => db.delete(Letter, { subjectId }));
  });

  it('is held by Postgres too: a sealed column refuses anything but an envelope', async () => {
    const subjectId = await someoneWithLetters(1);
    const plain = superuser.query('update letter set content = $1 where subject_id = $2', [
      Buffer.alloc(80),
      subjectId,
    ]);
    await expect(plain).rejects.toThrow('letter_content_sealed');
  });

  it('asks for keys once a page, whoever and however many the rows are of', async () => {
    await Promise.all([someoneWithLetters(5), someoneWithLetters(5), someoneWithLetters(5)]);
    await records.in(me(), (db) => db.page(Letter, {}));
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await records.in(me(), (db) => db.page(Letter, {}));
    const texts = transactionAround(/ from letter where /, told(query));
    query.mockRestore();
    expect(texts.filter((text) => text.includes('sealing_key'))).toHaveLength(1);
    expect(texts).toHaveLength(5); // begin with the scope, the page, its keys, the access entry, commit
  });
});

describe('looking up', () => {
  it('finds a reader by any writing of the address and nobody by another', async () => {
    const reader = await aReader(carrel, { library, email: 'Ana.Pérez@Example.org' });
    const found = await records.in(me(), (db) => db.lookup(Reader, 'email', ' ana.pérez@EXAMPLE.org '));
    expect(found).toMatchObject({ id: reader.id, email: 'Ana.Pérez@Example.org' });
    expect(await records.in(me(), (db) => db.lookup(Reader, 'email', 'ana.perez@example.org'))).toBeNull();
  });

  it('never gives out what the map withholds', async () => {
    const reader = await aReader(carrel, { library });
    const row = await records.in(me(), (db) => db.get(Reader, { id: reader.id }));
    expect(row).not.toHaveProperty('passwordHash');
    expect(await records.in(me(), (db) => db.secret(Reader, { id: reader.id }, 'passwordHash'))).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
  });
});

describe('a subject being erased', () => {
  it('vanishes from reads and refuses writes from the commit that requested it', async () => {
    const subjectId = await someoneWithLetters(3);
    await records.in(me(), (db) => db.changeSubject(subjectId, { state: 'erasing' }));
    expect(await records.in(me(), (db) => db.page(Letter, { subjectId }))).toEqual({ items: [], next: null });
    const writing = records.in(me(), (db) =>
      db.insert(Letter, {
        subjectId,
        messageId: 'late',
        kind: 'test',
        recipient: 'a@example.org',
        content: null,
      }),
    );
    await expect(writing).rejects.toMatchObject({ code: 'subject-erased' });
  });

  it('refuses rows that seal nothing, too, when the erasure would take them', async () => {
    const subjectId = await someoneWithLetters(0);
    await records.in(me(), (db) => db.changeSubject(subjectId, { state: 'erasing' }));
    const objecting = records.in(me(), (db) =>
      db.insert(Objection, { subjectId, purpose: 'service-messages', since: new Date() }),
    );
    await expect(objecting).rejects.toMatchObject({ code: 'subject-erased' });
  });

  it('waits for a writer that came first, so that nothing is sealed after it', async () => {
    const subjectId = await someoneWithLetters(0);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    let wrote: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (wrote = resolve));
    const writer = records.in(me(), async (db) => {
      await db.insert(Letter, {
        subjectId,
        messageId: `${subjectId}-w`,
        kind: 'test',
        recipient: 'a@example.org',
        content: null,
      });
      wrote();
      await held;
    });
    await written;
    let erased = false;
    const eraser = records
      .in(me(), async (db) => {
        await db.tell('select 1 from subject where library_id = $1 and id = $2 for update', [
          library.id,
          subjectId,
        ]);
        await db.changeSubject(subjectId, { state: 'erasing' });
      })
      .then(() => (erased = true));
    await eventually('the eraser waits for the lock', async () => {
      const { rowCount } = await superuser.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%from subject%'`,
      );
      return rowCount;
    });
    expect(erased).toBe(false);
    go();
    await Promise.all([writer, eraser]);
    expect(erased).toBe(true);
  });
});

describe('transactions', () => {
  it('keep nothing of what threw, and say so when an error was swallowed', async () => {
    const subjectId = await someoneWithLetters(0);
    const letter = {
      subjectId,
      messageId: `${subjectId}-t`,
      kind: 'test',
      recipient: 'a@example.org',
      content: null,
    };
    const thrown = records.in(me(), async (db) => {
      await db.insert(Letter, letter);
      throw new Error('changed my mind');
    });
    await expect(thrown).rejects.toThrow('changed my mind');
    const swallowed = records.in(me(), async (db) => {
      await db.insert(Letter, letter);
      await db.tell('select 1 / 0', []).catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ name: 'NothingWasKept' });
    expect(await records.in(me(), (db) => db.count(Letter, { subjectId }))).toBe(0);
  });

  it('keep nothing where one of several that were told at once fails, and give the reason', async () => {
    const subjectId = await someoneWithLetters(0);
    const letter = (n: number) => ({
      subjectId,
      messageId: `${subjectId}-together-${n}`,
      kind: 'test',
      recipient: 'a@example.org',
      content: null,
    });
    const together = records.in(me(), (db) =>
      Promise.all([
        db.insert(Letter, letter(1)),
        db.tell('select $1::int / 0', [1]),
        db.insert(Letter, letter(2)),
      ]),
    );
    await expect(together).rejects.toMatchObject({ code: '22012' });
    expect(await records.in(me(), (db) => db.count(Letter, { subjectId }))).toBe(0);
  });

  it('leave an entry of the ledger for each of their facts, however many, and what opens it', async () => {
    const subjectId = await someoneWithLetters(0);
    const request = {
      subjectId,
      kind: 'access',
      state: 'cancelled',
      ...deadlinesOf(new Date(), PLACE),
    } as const;
    const most = 4_000; // their openings alone would be more values than Postgres takes in one statement
    await records.in(me(), async (db) => {
      for (const _ of ['one', 'another'])
        await db.insertMany(DataSubjectRequest, new Array<typeof request>(most).fill(request));
      await db.update(DataSubjectRequest, { subjectId }, { state: 'failed' });
    });
    const { rows } = await superuser.query(
      `select count(*)::int as opened, count(distinct e.id)::int as entries
       from fact f join ledger_entry e on e.library_id = f.library_id and e.id = encode(substr(f.opening, 1, 16), 'hex')::uuid
       where f.subject_id = $1`,
      [subjectId],
    );
    expect(rows).toEqual([{ opened: 4 * most, entries: 4 * most }]);
  });

  it('do not lend their connection to a verb that comes late', async () => {
    let late: Promise<unknown> = Promise.resolve();
    await records.in(me(), (db) => {
      setImmediate(() => {
        late = eventually('the scope has ended', () =>
          db.count(Letter, {}).then(
            () => false,
            (error: unknown) => error as Error,
          ),
        );
      });
      return Promise.resolve();
    });
    await new Promise((later) => setImmediate(later));
    expect(await late).toMatchObject({ name: 'ScopeEnded' });
  });

  it('survive the loss of their backend, and so does the process', async () => {
    const cut = records.in(me(), async (db) => {
      const { rows } = await db.tell('select pg_backend_pid() as pid', []);
      await superuser.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await db.count(Letter, {});
    });
    await expect(cut).rejects.toThrow();
    expect(await records.in(me(), (db) => db.count(Letter, {}))).toBeGreaterThan(0);
  });
});

type Spied = { mock: { calls: unknown[][]; contexts: unknown[] } };

/** Every statement that was told to Postgres, and on which connection. */
function told({ mock }: Spied): { text: string; connection: unknown }[] {
  return mock.calls.map(([statement], i) => ({
    text: typeof statement === 'string' ? statement : (statement as { text: string }).text,
    connection: mock.contexts[i],
  }));
}

/** The statements of the transaction in which one was told; others go on beside it, on connections of their own. */
function transactionAround(one: RegExp, all: { text: string; connection: unknown }[]): string[] {
  const { connection } = all.find(({ text }) => one.test(text)) ?? {};
  const texts = all.filter((other) => other.connection === connection).map(({ text }) => text);
  const at = texts.findIndex((text) => one.test(text));
  return texts.slice(
    texts.slice(0, at).findLastIndex((text) => text.startsWith('begin')),
    texts.indexOf('commit', at) + 1,
  );
}

describe('appending', () => {
  const event = (subjectId: string) =>
    into(ConsentEvent, {
      subjectId,
      purpose: 'newsletter',
      decision: 'given',
      version: Buffer.alloc(32),
      language: 'en',
      surface: 'api',
      actor: 'self',
      recordedAt: new Date(),
      servedAt: null,
      servedId: null,
      decidedAt: null,
      validUntil: null,
    });

  it('gathers many requests into few commits', async () => {
    const subjectId = await someoneWithLetters(0);
    const query = jest.spyOn(pg.Client.prototype, 'query');
    await Promise.all(Array.from({ length: 60 }, () => records.append(me(), [event(subjectId)])));
    // One statement of this table a transaction; jobs and the ledger's sequencer have transactions of their own.
    const batches = told(query).filter(({ text }) => text.startsWith('insert into consent_event'));
    query.mockRestore();
    expect(batches.length).toBeGreaterThan(0);
    expect(batches.length).toBeLessThanOrEqual(4);
    expect(await records.in(me(), (db) => db.count(ConsentEvent, { subjectId }))).toBe(60);
  });

  it('lets one that fails fail alone', async () => {
    const [living, gone] = await Promise.all([someoneWithLetters(0), someoneWithLetters(0)]);
    await records.in(me(), (db) => db.changeSubject(gone, { state: 'erasing' }));
    const settled = await Promise.allSettled(
      [living, gone, living].map((id) => records.append(me(), [event(id)])),
    );
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await records.in(me(), (db) => db.count(ConsentEvent, { subjectId: living }))).toBe(2);
  });
});

describe('the access log', () => {
  const entriesOf = async (subjectId: string) => {
    const { rows } = await superuser.query<{
      actor_kind: string;
      route: string;
      entity: string;
      count: number;
    }>(`select actor_kind, route, entity, count from access_entry where $1 = any(subject_ids) order by id`, [
      subjectId,
    ]);
    return rows;
  };

  it('holds who opened whose rows, written with the look itself', async () => {
    const subjectId = await someoneWithLetters(3);
    await records.in(me(), (db) => db.page(Letter, { subjectId }));
    expect(await entriesOf(subjectId)).toEqual([
      { actor_kind: 'job', route: 'job test', entity: 'letter', count: 3 },
    ]);
  });

  it('keeps the look also when the transaction was rolled back: it was looked at', async () => {
    const subjectId = await someoneWithLetters(1);
    await records
      .in(me(), async (db) => {
        await db.page(Letter, { subjectId });
        throw new Error('after looking');
      })
      .catch(() => undefined);
    await eventually('the entry', async () => (await entriesOf(subjectId)).length === 1);
  });

  it('gathers a reader’s own looks, and writes them within moments', async () => {
    const reader = await aReader(carrel, { library });
    await reader.get('/me').expect(200);
    await eventually('the entry', async () =>
      (await entriesOf(reader.id)).some(
        (one) => one.actor_kind === 'reader' && one.route === 'GET /api/v1/me',
      ),
    );
  });
});
