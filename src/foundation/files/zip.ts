import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import {
  descriptor,
  directoryEnd,
  directoryRecord,
  LARGE,
  localHeader,
  type Written,
} from './zip-records.js';

/** A file of a ZIP; its bytes are asked for when their turn comes. */
export interface ZipEntry {
  path: string;
  /** True for what is compressed already. */
  isStored?: boolean;
  open: () => Promise<AsyncIterable<Buffer | string>> | AsyncIterable<Buffer | string>;
}

/**
 * A ZIP that is made while it is read, an entry at a time, so that memory does not grow with what is in it. It ends with
 * whatever an entry fails with. Files of 4 GB and more are written with 64 bits, from `large` on in tests.
 */
export async function* zipped(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  madeAt: Date,
  large = LARGE,
): AsyncGenerator<Buffer> {
  const all: Written[] = [];
  let at = 0;
  for await (const entry of entries) {
    const written = {
      ...NOTHING,
      name: Buffer.from(entry.path),
      isStored: entry.isStored ?? false,
      offset: at,
    };
    const header = localHeader(written, madeAt);
    yield header;
    yield* packed(entry, written);
    const end = descriptor(written, large);
    yield end;
    at += header.length + written.packed + end.length;
    all.push(written);
  }
  const directory = all.map((written) => directoryRecord(written, madeAt, large));
  yield* directory;
  const end = at + directory.reduce((sum, { length }) => sum + length, 0);
  yield directoryEnd(all.length, at, end, large);
}

/** A document as a file of a ZIP. */
export function asJson(path: string, content: object): ZipEntry {
  return { path, open: () => Readable.from([`${JSON.stringify(content, null, 2)}\n`]) };
}

const NOTHING = { crc: 0, packed: 0, size: 0 };

/** The bytes of an entry as they stand in the ZIP; counts them. */
async function* packed({ open }: ZipEntry, written: Written): AsyncGenerator<Buffer> {
  const plain = counted(await open(), written);
  const pieces = written.isStored ? plain : deflated(plain);
  for await (const piece of pieces) {
    written.packed += piece.length;
    yield piece;
  }
}

async function* counted(plain: AsyncIterable<Buffer | string>, written: Written): AsyncGenerator<Buffer> {
  for await (const some of plain) {
    const piece = typeof some === 'string' ? Buffer.from(some) : some;
    written.crc = crc32(piece, written.crc);
    written.size += piece.length;
    yield piece;
  }
}

function deflated(plain: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // A failure of either ends both, and the reader of the second is told.
  return pipeline(Readable.from(plain, { objectMode: false }), createDeflateRaw(), () => undefined);
}
