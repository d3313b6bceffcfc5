import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { FactCheck, type Disagreement } from '../src/foundation/ledger/fact-check.js';
import { LogBehind, Sequencer } from '../src/foundation/ledger/sequencer.js';
import { PurposeVersion } from '../src/modules/consent/purpose.entity.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, asStaff, aStaffMember, eventually, type TestLibrary } from './support/people.js';
import { carrelCommand } from './support/server.js';

let carrel: Carrel;
let superuser: pg.Client;
let anyone: Caller;

beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const settled = (library: Pick<TestLibrary, 'id'>) =>
  eventually('all entries numbered', async () => {
    const { rowCount } = await superuser.query(
      'select 1 from ledger_entry where library_id = $1 and seq is null',
      [library.id],
    );
    return rowCount === 0;
  });

async function run(...args: string[]) {
  const command = carrelCommand(carrel, args);
  const code = await command.ended;
  return { code, said: command.output.trim() };
}

const checkpointOf = async (slug: string) =>
  (await anyone.get(`/ledger/${slug}/checkpoint`).expect(200)).text;

describe('a log as a file', () => {
  it('holds every entry and checkpoint of every generation, and refuses to overwrite', async () => {
    const library = await aLibrary(carrel);
    await aReader(carrel, { library });
    await settled(library);
    const out = join(carrel.dataDir, 'export.log.jsonl');

    const { code, said } = await run('ledger', 'export', '--library', library.slug, '--out', out);

    expect({ code, said }).toMatchObject({ code: 0 });
    const lines = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const checkpoint = await checkpointOf(library.slug);
    const size = Number(checkpoint.split('\n')[1]);
    expect(lines[0]).toMatchObject({ format: 'carrel-log/1', library: library.id, generation: 1 });
    expect(lines.filter((line) => 'checkpoint' in line).at(-1)).toEqual({ checkpoint });
    expect(lines.at(-1)).toEqual({ end: size });
    expect(await run('ledger', 'export', '--library', library.slug, '--out', out)).toMatchObject({ code: 1 });
  });
});

describe('rows held against the ledger', () => {
  let library: TestLibrary;
  let disagreements: () => Promise<Disagreement[]>;
  beforeEach(async () => {
    library = await aLibrary(carrel);
    const reader = await aReader(carrel, { library, consents: ['newsletter'] });
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    await owner.get(`/library/readers/${reader.id}`).expect(200);
    await reader.post('/me/requests', { kind: 'restriction' }).expect(201);
    await settled(library);
    disagreements = async () => {
      const found: Disagreement[] = [];
      for await (const one of carrel.app.get(FactCheck).run(aJob('test', library.id))) found.push(one);
      return found;
    };
    expect(await disagreements()).toEqual([]);
  });

  const edits: { what: string; sql: string; expected: Partial<Disagreement> }[] = [
    {
      what: 'a decision',
      sql: `update consent_event set decision = 'given' where library_id = $1 and purpose = 'phone-calls'`,
      expected: { table: 'consent_event', why: 'other words' },
    },
    {
      what: 'an instant',
      sql: `update consent_event set recorded_at = recorded_at - interval '1 day' where library_id = $1 and purpose = 'newsletter'`,
      expected: { table: 'consent_event', why: 'other words' },
    },
    {
      what: 'a published text’s version',
      sql: `update purpose_version set version = sha256(version) where library_id = $1 and purpose = 'newsletter' and language = 'en'`,
      expected: { table: 'purpose_version', why: 'other words' },
    },
    {
      what: 'a request’s deadline',
      sql: `update data_subject_request set legal_limit = legal_limit + interval '1 year' where library_id = $1`,
      expected: { table: 'data_subject_request', why: 'other words' },
    },
    {
      what: 'what opens an entry',
      sql: `update fact set opening = overlay(opening placing '\\x7b' from 60 for 1) where library_id = $1`,
      expected: { table: 'fact', why: 'another entry' },
    },
    {
      what: 'a look of staff',
      sql: `update access_entry set subject_ids = '{}' where library_id = $1 and actor_kind = 'staff' and id = (
              select max(id::text)::uuid from access_entry where library_id = $1 and actor_kind = 'staff')`,
      expected: { table: 'access_entry', why: 'other words' },
    },
    {
      what: 'the removal of an entry',
      sql: `delete from ledger_entry where library_id = $1 and id in (
              select encode(substr(opening, 1, 16), 'hex')::uuid from fact where library_id = $1)`,
      expected: { table: 'fact', why: 'no entry' },
    },
    {
      what: 'the removal of a fact',
      sql: 'delete from fact where library_id = $1',
      expected: { table: 'data_subject_request', why: 'no fact' },
    },
  ];

  it.each(edits)('names $what that was edited by SQL', async ({ sql, expected }) => {
    const { rowCount } = await superuser.query(sql, [library.id]);
    expect(rowCount).toBeGreaterThan(0);

    expect(await disagreements()).toEqual(expect.arrayContaining([expect.objectContaining(expected)]));
  });

  it('says so on the command line', async () => {
    expect(await run('ledger', 'check', '--library', library.slug)).toMatchObject({ code: 0 });
    await superuser.query(`update consent_event set language = 'es' where library_id = $1`, [library.id]);

    const { code, said } = await run('ledger', 'check', '--library', library.slug);

    expect(code).toBe(1);
    expect(said).toMatch(
      /consent_event [0-9a-f-]{36}: it says something else than it did when it was logged\./,
    );
  });
});

describe('a log of many writers', () => {
  const leave = (library: TestLibrary, words: string) =>
    carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
      await db.insert(PurposeVersion, {
        purpose: 'newsletter',
        language: 'xx',
        title: words,
        text: words,
        version: createHash('sha256').update(words).digest(),
        replacedAt: new Date(),
        supersededAt: null,
      });
      if (words.startsWith('never')) throw new Error('rolled back');
    });
  const numbers = async (library: TestLibrary) =>
    (
      await superuser.query<{ seq: number | null }>(
        'select seq::int as seq from ledger_entry where library_id = $1 order by seq',
        [library.id],
      )
    ).rows.map((row) => row.seq);

  it('numbers each entry once, whoever numbers at the same time, and none of what was rolled back', async () => {
    const library = await aLibrary(carrel);
    await settled(library);
    const before = (await numbers(library)).length;
    const sequencer = carrel.app.get(Sequencer);

    await Promise.all([
      ...Array.from({ length: 40 }, (_, i) => leave(library, `text ${i}`)),
      ...Array.from({ length: 10 }, (_, i) => leave(library, `never ${i}`).catch(() => undefined)),
      ...Array.from({ length: 20 }, () => sequencer.run(library.id, new Date())),
    ]);
    await settled(library);

    expect(await numbers(library)).toEqual(Array.from({ length: before + 40 }, (_, i) => i));
  });

  it('numbers an entry that was committed later than younger ones', async () => {
    const library = await aLibrary(carrel);
    await settled(library);
    const slow = new pg.Client({ connectionString: carrel.superuserUrl });
    await slow.connect();
    await slow.query('begin');
    await slow.query(
      `insert into ledger_entry (library_id, id, leaf) values ($1, gen_random_uuid(), '\\x02')`,
      [library.id],
    );
    await leave(library, 'younger');
    await eventually('the younger one numbered', async () =>
      (await numbers(library)).length > 0
        ? carrel.app
            .get(Sequencer)
            .run(library.id, new Date())
            .then(() => true)
        : false,
    );
    const before = await numbers(library);

    await slow.query('commit');
    await slow.end();
    await carrel.app.get(Sequencer).runAll(library.id, new Date());

    expect(await numbers(library)).toEqual([...before.filter((seq) => seq !== null), before.length]);
  });
});

describe('a database that was restored from a backup', () => {
  /** Takes a library's log back to what it was, as a restore would. */
  async function aRestoredLibrary() {
    const library = await aLibrary(carrel);
    await settled(library);
    const tables = ['ledger_entry', 'ledger_log', 'ledger_tile', 'ledger_checkpoint'];
    for (const table of tables)
      await superuser.query(
        `create table backup_${table} as select * from ${table} where library_id = '${library.id}'`,
      );
    await aReader(carrel, { library });
    await settled(library);
    const published = await checkpointOf(library.slug);
    for (const table of tables) {
      await superuser.query(`delete from ${table} where library_id = $1`, [library.id]);
      await superuser.query(`insert into ${table} select * from backup_${table}`);
      await superuser.query(`drop table backup_${table}`);
    }
    return { library, published };
  }

  it('signs nothing that contradicts what was published, until the next generation is begun', async () => {
    const { library, published } = await aRestoredLibrary();
    const sequencer = carrel.app.get(Sequencer);

    await expect(sequencer.run(library.id, new Date())).rejects.toThrow(LogBehind);
    const { code, said } = await run('ledger', 'new-generation', '--library', library.slug);

    expect(said).toBe(`carrel.test/${library.id}/2 goes on from the last checkpoint of the log before it.`);
    expect(code).toBe(0);
    const checkpoint = await checkpointOf(library.slug);
    expect(checkpoint).toMatch(new RegExp(`^carrel\\.test/${library.id}/2\n`));
    const { bytes } = await anyone.get(`/ledger/${library.slug}/tile/entries/000.p/1`).expect(200);
    expect(bytes.toString('utf8')).toContain(JSON.stringify({ previous: published }).slice(1, -1));
    // What the first generation has left can still be read, and the second one goes on by itself.
    await anyone.get(`/ledger/${library.slug}/key?generation=1`).expect(200);
    await aReader(carrel, { library });
    await settled(library);
    expect(Number((await checkpointOf(library.slug)).split('\n')[1])).toBeGreaterThan(1);
  });

  it('goes on from no checkpoint but one of its own', async () => {
    const { library } = await aRestoredLibrary();
    const stranger = await aLibrary(carrel);
    await settled(stranger);
    const file = join(carrel.dataDir, 'checkpoint.txt');
    const args = ['ledger', 'new-generation', '--library', library.slug, '--checkpoint', file];
    await writeFile(file, await checkpointOf(stranger.slug));
    expect(await run(...args)).toMatchObject({ code: 1 });
    const own = await readFile(join(carrel.dataDir, 'erasure-ledger', `${library.id}.checkpoint`), 'utf8');
    await writeFile(file, own.replace(/\n\d+\n/, '\n7\n'));
    expect(await run(...args)).toMatchObject({ code: 1 });
    await writeFile(file, own);
    expect(await run(...args)).toMatchObject({ code: 0 });
  });
});

it('does not start without its key where there are logs, and names the file', async () => {
  const library = await aLibrary(carrel);
  await settled(library);
  await eventually(
    'a log of the platform',
    async () => (await anyone.get('/ledger/platform/checkpoint')).status === 200,
  );
  rmSync(join(carrel.dataDir, 'keyring', 'ledger.key'));

  const { code, said } = await run('keys', 'status');

  expect(code).toBe(1);
  expect(said).toContain('keyring/ledger.key is missing: put back the operator');
});
