import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as soon } from 'node:timers/promises';
import fc from 'fast-check';
import { DataKey } from './data-key.js';
import { KeysMissing, TamperedCiphertext } from './errors.js';
import { CHUNK_LENGTH, HEADER_LENGTH, SEALED_CHUNK_LENGTH } from './file-cipher.js';
import { openRange, sealFile } from './sealed-files.js';

const context = { libraryId: randomUUID(), subjectId: randomUUID(), fileId: randomUUID() };
const key = DataKey.generate();
const sizes = [1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 3 * CHUNK_LENGTH, 3 * CHUNK_LENGTH + 100];
const files = new Map<number, { plain: Buffer; file: Buffer }>();

beforeAll(async () => {
  for (const size of sizes) {
    const plain = randomBytes(size);
    const file = await buffer(Readable.from([plain], { objectMode: false }).pipe(sealFile(key, context)));
    files.set(size, { plain, file });
  }
});

function fileOf(size: number) {
  const found = files.get(size);
  if (!found) throw new Error(`no file of ${size} bytes`);
  return found;
}

function sourceOf(file: Buffer, part = 50_000) {
  let read = 0;
  const source = (start: number, end: number) => {
    const wanted = file.subarray(start, end + 1);
    read += wanted.length;
    const parts = [];
    for (let at = 0; at < wanted.length; at += part) parts.push(wanted.subarray(at, at + part));
    return Readable.from(parts, { objectMode: false });
  };
  return Object.assign(source, { read: () => read });
}

const rangeOf = (file: Buffer, start: number, end: number, size = file.length) =>
  buffer(openRange(key, context, sourceOf(file), size, { start, end }));

describe('a range of a sealed file', () => {
  it('is the same as of the plain one, at every border of a chunk', async () => {
    const near = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -2, max: 2 }));
    const position = near.map(([chunk, by]) => chunk * CHUNK_LENGTH + by);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), position, position, async (size, one, other) => {
        const { plain, file } = fileOf(size);
        const within = (at: number) => Math.min(Math.max(at, 0), size - 1);
        const [start, end] = [within(Math.min(one, other)), within(Math.max(one, other))];

        expect((await rangeOf(file, start, end)).equals(plain.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same as of the plain one, anywhere and in parts of any length', async () => {
    const { plain, file } = fileOf(3 * CHUNK_LENGTH + 100);
    const position = fc.integer({ min: 0, max: plain.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        position,
        position,
        fc.integer({ min: 500, max: 200_000 }),
        async (one, other, part) => {
          const [start, end] = [Math.min(one, other), Math.max(one, other)];
          const range = openRange(key, context, sourceOf(file, part), file.length, { start, end });

          expect((await buffer(range)).equals(plain.subarray(start, end + 1))).toBe(true);
        },
      ),
    );
  });

  it('reads the header, its own chunks and the last, nothing else', async () => {
    const { file } = fileOf(3 * CHUNK_LENGTH + 100);
    const source = sourceOf(file);
    await buffer(openRange(key, context, source, file.length, { start: CHUNK_LENGTH, end: CHUNK_LENGTH }));

    expect(source.read()).toBe(HEADER_LENGTH + SEALED_CHUNK_LENGTH + 116);
  });

  it.each([
    [-1, 5],
    [5, 4],
    [0, 3 * CHUNK_LENGTH + 100],
    [3 * CHUNK_LENGTH + 100, 3 * CHUNK_LENGTH + 100],
    [0.5, 5],
    [0, Number.NaN],
  ])('from %d to %d does not exist', (start, end) => {
    const { file } = fileOf(3 * CHUNK_LENGTH + 100);

    expect(() => openRange(key, context, sourceOf(file), file.length, { start, end })).toThrow(RangeError);
  });

  it('of a shortened file is refused, even where its own bytes are whole', async () => {
    const { file } = fileOf(3 * CHUNK_LENGTH + 100);
    const chunkAt = (index: number) => HEADER_LENGTH + index * SEALED_CHUNK_LENGTH;

    for (const length of [file.length - 1, chunkAt(3) + 16, chunkAt(2) + 500]) {
      await expect(rangeOf(file.subarray(0, length), 0, 9)).rejects.toThrow(TamperedCiphertext);
      await expect(rangeOf(file.subarray(0, length), 0, 9, file.length)).rejects.toThrow(TamperedCiphertext);
    }
    expect(() => rangeOf(file.subarray(0, chunkAt(2)), 0, 9)).toThrow(TamperedCiphertext);
  });

  it('gives nothing of a chunk that was changed, and is not hindered by others', async () => {
    const { plain, file } = fileOf(3 * CHUNK_LENGTH + 100);
    const changed = Buffer.from(file);
    const at = HEADER_LENGTH + SEALED_CHUNK_LENGTH + 7;
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);

    await expect(rangeOf(changed, CHUNK_LENGTH + 100, CHUNK_LENGTH + 200)).rejects.toThrow(
      TamperedCiphertext,
    );
    expect(await rangeOf(changed, 5, 9)).toEqual(plain.subarray(5, 10));
  });

  it('is refused under another key, file or a source that gives other bytes than asked for', async () => {
    const { file } = fileOf(3 * CHUNK_LENGTH);
    const range = { start: CHUNK_LENGTH, end: CHUNK_LENGTH + 9 };
    const elsewhere = { ...context, fileId: randomUUID() };
    const all = () => Readable.from([file], { objectMode: false });
    const longer = (start: number) =>
      sourceOf(file)(start, start === 0 ? HEADER_LENGTH - 1 : file.length - 1);

    await expect(
      buffer(openRange(DataKey.generate(), context, sourceOf(file), file.length, range)),
    ).rejects.toThrow(KeysMissing);
    await expect(buffer(openRange(key, elsewhere, sourceOf(file), file.length, range))).rejects.toThrow(
      TamperedCiphertext,
    );
    await expect(buffer(openRange(key, context, all, file.length, range))).rejects.toThrow(
      TamperedCiphertext,
    );
    await expect(buffer(openRange(key, context, longer, file.length, range))).rejects.toThrow(
      TamperedCiphertext,
    );
  });

  it('passes the failure of its source on', async () => {
    const { file } = fileOf(CHUNK_LENGTH);
    const failing = () =>
      new Readable({
        read() {
          this.destroy(new Error('the disk is gone'));
        },
      });

    await expect(buffer(openRange(key, context, failing, file.length, { start: 0, end: 9 }))).rejects.toThrow(
      'the disk is gone',
    );
  });

  it('lets go of its source when its reader leaves', async () => {
    const { file } = fileOf(3 * CHUNK_LENGTH + 100);
    const opened: Readable[] = [];
    const source = (start: number, end: number) => {
      const readable = sourceOf(file, 1000)(start, end);
      opened.push(readable);
      return readable;
    };
    const range = openRange(key, context, source, file.length, { start: 0, end: 3 * CHUNK_LENGTH });
    await range[Symbol.asyncIterator]().next();
    range.destroy();
    while (!opened.every((each) => each.destroyed)) await soon();

    expect(opened).toHaveLength(2);
  });
});
