import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { aJob } from '../src/foundation/access/signed-in.js';
import { DataMap } from '../src/foundation/data-map/data-map.js';
import { SealedStore } from '../src/foundation/files/sealed-store.js';
import { Records } from '../src/foundation/records/records.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, aReader } from './support/people.js';

let carrel: Carrel;
let store: SealedStore;
beforeAll(async () => {
  carrel = await aCarrel();
  store = carrel.app.get(SealedStore);
});
afterAll(() => carrel.stop());

const inPieces = (bytes: Buffer) =>
  Readable.from(bytes.length ? [bytes.subarray(0, 7), bytes.subarray(7)] : []);

async function filesOnDisk(): Promise<string[]> {
  const entries = await readdir(carrel.setting.config.filesDir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

it('keeps a person’s file sealed and gives it back, whole or in part', async () => {
  const ana = await aReader(carrel);
  const me = aJob('test', ana.library.id);
  const file = { id: uuidv7(), subjectId: ana.id };
  const bytes = Buffer.concat([Buffer.from('a letter from Ana'), randomBytes(200_000)]);

  expect(await store.keep(me, file, inPieces(bytes))).toBe(bytes.length);

  expect(await buffer(await store.open(me, file))).toEqual(bytes);
  expect(await store.size(me, file)).toBe(bytes.length);
  for (const path of await filesOnDisk())
    expect((await readFile(path)).includes('a letter from Ana')).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(bytes.length - 1), async (a, b) => {
      const range = { start: Math.min(a, b), end: Math.max(a, b) };
      const part = await buffer(await store.open(me, file, range));
      expect(part.equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

it('opens a file in no other library and for no other person', async () => {
  const ana = await aReader(carrel);
  const ben = await aReader(carrel, { library: ana.library });
  const elsewhere = await aLibrary(carrel);
  const id = uuidv7();
  await store.keep(
    aJob('test', ana.library.id),
    { id, subjectId: ana.id },
    inPieces(Buffer.from('mine alone')),
  );

  await expect(store.open(aJob('test', ana.library.id), { id, subjectId: ben.id })).rejects.toMatchObject({
    status: 404,
  });
  await expect(store.open(aJob('test', elsewhere.id), { id, subjectId: ana.id })).rejects.toMatchObject({
    code: 'subject-erased',
  });
});

it('leaves nothing of an upload that breaks off', async () => {
  const ana = await aReader(carrel);
  const before = await filesOnDisk();
  async function* breaking() {
    yield await Promise.resolve(randomBytes(100_000));
    throw new Error('the line went dead');
  }

  const upload = store.keep(aJob('test', ana.library.id), { id: uuidv7(), subjectId: ana.id }, breaking());

  await expect(upload).rejects.toThrow('the line went dead');
  expect(await filesOnDisk()).toEqual(before);
});

it('opens and takes nothing of a reader who is being erased, and removes what there was', async () => {
  const ana = await aReader(carrel);
  const me = aJob('test', ana.library.id);
  const file = { id: uuidv7(), subjectId: ana.id };
  await store.keep(me, file, inPieces(Buffer.from('soon gone')));
  await carrel.app.get(Records).in(me, (db) => db.changeSubject(ana.id, { state: 'erasing' }));

  await expect(store.open(me, file)).rejects.toMatchObject({ code: 'subject-erased' });
  await expect(
    store.keep(me, { id: uuidv7(), subjectId: ana.id }, inPieces(Buffer.from('too late'))),
  ).rejects.toMatchObject({ code: 'subject-erased' });

  for (const forget of carrel.app.get(DataMap).erasureReactions().values())
    await forget({ libraryId: ana.library.id, subjectId: ana.id });
  expect((await filesOnDisk()).filter((path) => path.includes(ana.id))).toEqual([]);
});

it('sweeps away drafts that a kill left behind, and no others', async () => {
  const folder = join(carrel.setting.config.filesDir, uuidv7(), 'content', 'ab');
  await mkdir(folder, { recursive: true });
  const [old, young] = [join(folder, '.old.part'), join(folder, '.young.part')];
  for (const path of [old, young]) await writeFile(path, 'sealed bytes');
  await utimes(old, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));

  expect(await store.sweep(new Date())).toBe(1);

  expect(await filesOnDisk()).toContain(young);
  expect(await filesOnDisk()).not.toContain(old);
});
