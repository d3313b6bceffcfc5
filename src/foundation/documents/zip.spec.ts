import fc from 'fast-check';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { zipped, type ZipEntry } from './zip.js';

const MADE_AT = new Date('2026-11-26T01:02:04Z');

/** Pieces of bytes as a stream gives them. */
async function* inPieces(pieces: Buffer[]) {
  yield* pieces;
  await Promise.resolve();
}

async function bytesOf(entries: ZipEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zipped(entries, MADE_AT) as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

interface Read {
  path: string;
  content: Buffer;
  method: number;
  changedAt: Date;
}

/** What another program reads in it, which checks lengths and checksums. */
async function read(zip: Buffer): Promise<Read[]> {
  const file = await new Promise<ZipFile>((opened, failed) =>
    fromBuffer(zip, { lazyEntries: true, strictFileNames: true }, (error, found) =>
      error ? failed(error) : opened(found),
    ),
  );
  const found: Read[] = [];
  await new Promise<void>((ended, failed) => {
    file.on('end', ended).on('error', failed);
    file.on('entry', (entry: Entry) => {
      contentOf(file, entry).then((content) => {
        const { fileName: path, compressionMethod: method } = entry;
        found.push({ path, content, method, changedAt: entry.getLastModDate() });
        file.readEntry();
      }, failed);
    });
    file.readEntry();
  });
  return found;
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((done, failed) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) failed(error);
      else stream.toArray().then((pieces) => done(Buffer.concat(pieces as Buffer[])), failed);
    });
  });
}

const files = fc.array(
  fc.record({
    pieces: fc.array(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      { maxLength: 5 },
    ),
    isStored: fc.boolean(),
  }),
  { maxLength: 6 },
);

it('holds the same files for another program', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (some) => {
      const entries = some.map(({ pieces, isStored }, i) => ({
        path: `files/ñandú-${i}.bin`,
        isStored,
        open: () => inPieces(pieces),
      }));
      const wanted = some.map(({ pieces, isStored }, i) => ({
        path: `files/ñandú-${i}.bin`,
        content: Buffer.concat(pieces),
        method: isStored ? 0 : 8,
        changedAt: MADE_AT,
      }));
      expect(await read(await bytesOf(entries))).toEqual(wanted);
    }),
  );
});

it('asks for the bytes of a file only when those before it have been read', async () => {
  const opened: string[] = [];
  const entry = (path: string): ZipEntry => ({
    path,
    isStored: true,
    open: () => {
      opened.push(path);
      return inPieces(Array.from({ length: 64 }, () => Buffer.alloc(65_536)));
    },
  });
  const seen: string[][] = [];
  for await (const piece of zipped([entry('one'), entry('two')], MADE_AT) as AsyncIterable<Buffer>)
    if (piece.length === 65_536) seen.push([...opened]);
  expect([seen.length, seen[0], seen.at(-1)]).toEqual([128, ['one'], ['one', 'two']]);
});

it.each([true, false])('ends with what a file fails with (stored: %s)', async (isStored) => {
  async function* broken() {
    yield Buffer.from('so far');
    await Promise.resolve();
    throw new Error('torn');
  }
  await expect(bytesOf([{ path: 'torn', isStored, open: broken }])).rejects.toThrow('torn');
});
