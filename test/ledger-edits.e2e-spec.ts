import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { LogExport } from '../src/foundation/ledger/log-export.js';
import { Sequencing } from '../src/foundation/ledger/sequencing.js';
import { KnownKeys } from '../src/verifier/keys.js';
import { verify } from '../src/verifier/verify.js';
import { nodePrimitives as primitives } from '../src/verifying/node-primitives.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader, eventually, type TestLibrary } from './support/people.js';

let carrel: Carrel;
let superuser: pg.Client;
let library: TestLibrary;
let key: string;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});
beforeEach(async () => {
  library = await aLibrary(carrel);
  await aReader(carrel, { library, consents: ['newsletter'] });
  await settled(library.id);
  await carrel.app.get(Sequencing).sweep([library.id], new Date());
  await settled(PLATFORM);
  ({ text: key } = await new Caller(carrel.url).get(`/ledger/${library.slug}/key`).expect(200));
  await expect(verified()).resolves.toBeDefined();
});

const settled = (libraryId: string) =>
  eventually('all entries numbered', async () => {
    const { rowCount } = await superuser.query(
      'select 1 from ledger_entry where library_id = $1 and seq is null limit 1',
      [libraryId],
    );
    return rowCount === 0;
  });

/** Exports the log as it stands now and holds it against its key and the platform's log. */
async function verified() {
  const exported = async (of: string) => {
    let text = '';
    for await (const line of carrel.app.get(LogExport).lines(of)) text += line;
    return Buffer.from(text);
  };
  const [log, anchor] = [await exported(library.id), await exported(PLATFORM)];
  const keys = new KnownKeys(primitives, [key.trim()]);
  return verify({ primitives, keys, anchor: () => once(anchor) }, once(log));
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const sizeNow = async () => {
  const { rows } = await superuser.query<{ size: number }>(
    'select size::int as size from ledger_log where library_id = $1',
    [library.id],
  );
  return rows[0]?.size ?? 0;
};

const edits: [what: string, sql: string, named: RegExp][] = [
  [
    'an entry',
    `update ledger_entry set leaf = overlay(leaf placing '\\x00' from 30 for 1) where library_id = $1 and seq = 5`,
    /\b5\b/,
  ],
  [
    'a tile',
    `update ledger_tile set hashes = overlay(hashes placing '\\x0000' from 65 for 2) where library_id = $1 and level = 0`,
    /\b2\b/,
  ],
  [
    'a checkpoint',
    `update ledger_checkpoint set note = regexp_replace(note, '\\n(\\d+)\\n', E'\\n7\\n') where library_id = $1 and size = (
       select max(size) from ledger_checkpoint where library_id = $1)`,
    /checkpoint/i,
  ],
  [
    'an entry that changed places with the next',
    `update ledger_entry e set leaf = o.leaf from ledger_entry o where e.library_id = $1 and o.library_id = $1
       and e.seq in (3, 4) and o.seq = 7 - e.seq`,
    /\b3\b/,
  ],
];

it.each(edits)('names %s that was edited by SQL', async (_, sql, named) => {
  const { rowCount } = await superuser.query(sql, [library.id]);
  expect(rowCount).toBeGreaterThan(0);

  await expect(verified()).rejects.toThrow(named);
});

it('finds by the anchor a tail that was cut off with its checkpoints, which alone would verify', async () => {
  const before = await sizeNow();
  await aReader(carrel, { library });
  await settled(library.id);
  await carrel.app.get(Sequencing).sweep([library.id], new Date());
  await settled(PLATFORM);
  const after = await sizeNow();
  expect(after).toBeGreaterThan(before);
  for (const cut of [
    'delete from ledger_entry where library_id = $1 and seq >= $2',
    'delete from ledger_checkpoint where library_id = $1 and size > $2',
    'update ledger_tile set hashes = substr(hashes, 1, $2::int * 32) where library_id = $1 and level = 0',
    'update ledger_log set size = $2 where library_id = $1',
  ])
    await superuser.query(cut, [library.id, before]);

  await expect(verified()).rejects.toThrow(new RegExp(`\\b${after}\\b`));
  // Whoever cut the database forgot the head that lies beside it.
  const head = await readFile(`${carrel.dataDir}/erasure-ledger/${library.id}.checkpoint`, 'utf8');
  expect(head.split('\n')[1]).toBe(String(after));
});
