import { Readable, Transform, type TransformCallback } from 'node:stream';
import { TAG_LENGTH } from './aes-gcm.js';
import type { DataKey } from './data-key.js';
import { TamperedCiphertext } from './errors.js';
import {
  CHUNK_LENGTH,
  FileCipher,
  HEADER_LENGTH,
  SEALED_CHUNK_LENGTH,
  type SealedFileContext,
} from './file-cipher.js';
import { Pieces } from './pieces.js';

export type { SealedFileContext } from './file-cipher.js';

/** Reads the sealed bytes from `start` to `end`, both included, as `fs.createReadStream` and HTTP count them. */
export type SealedSource = (start: number, end: number) => Readable;

/** Plain bytes in, sealed bytes out, header first; never the same twice. */
export function sealFile(key: DataKey, context: SealedFileContext): Transform {
  const cipher = FileCipher.forNewFile(key, context);
  const pieces = new Pieces(CHUNK_LENGTH);
  let index = 0;

  function pushSealed(to: Transform, plain: Buffer): void {
    if (index === 0) to.push(cipher.header);
    // Two pushes, because joining them would copy every byte of the file once more.
    for (const bytes of cipher.seal(index++, plain)) to.push(bytes);
  }
  return new Transform({
    transform(incoming: Buffer, _encoding, done) {
      settle(done, () => {
        for (const plain of pieces.cut(incoming)) pushSealed(this, plain);
      });
    },
    flush(done) {
      settle(done, () => pushSealed(this, pieces.rest()));
    },
  });
}

/**
 * Sealed bytes in, plain bytes out, each chunk only after it proved authentic.
 * Fails with `KeysMissing` when the file names another key, and with `TamperedCiphertext` when it is not the whole file that was sealed:
 * a shortened one fails at its end, so what came before must not be used either.
 */
export function openFile(key: DataKey, context: SealedFileContext): Transform {
  const pieces = new Pieces(SEALED_CHUNK_LENGTH, HEADER_LENGTH);
  let cipher: FileCipher | undefined;
  let index = 0;
  return new Transform({
    transform(incoming: Buffer, _encoding, done) {
      settle(done, () => {
        for (const piece of pieces.cut(incoming)) {
          if (cipher) this.push(cipher.open(index++, piece));
          else cipher = FileCipher.fromHeader(key, context, piece);
        }
      });
    },
    flush(done) {
      settle(done, () => {
        if (!cipher) throw new TamperedCiphertext();
        this.push(cipher.open(index, pieces.rest()));
      });
    },
  });
}

/**
 * The plain bytes from `start` to `end`, both included, of a sealed file of `sealedSize` bytes (RFC 9110, 14.1.2), reading no more chunks than hold them, the header and the last.
 * Throws `RangeError` at once when the file has no such bytes, `TamperedCiphertext` when no file is so long; the stream fails as `openFile` does.
 */
export function openRange(
  key: DataKey,
  context: SealedFileContext,
  source: SealedSource,
  sealedSize: number,
  range: { start: number; end: number },
): Readable {
  const { start, end } = range;
  const size = plainSize(sealedSize);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end >= size)
    throw new RangeError('The file has no such range.');
  return Readable.from(rangeOf(key, context, source, sealedSize, start, end), { objectMode: false });
}

/** How many bytes a sealed file of this length holds; throws `TamperedCiphertext` when no file is so long once sealed. */
export function plainSize(sealedSize: number): number {
  const chunks = Math.floor((sealedSize - HEADER_LENGTH) / SEALED_CHUNK_LENGTH);
  const last = sealedSize - HEADER_LENGTH - chunks * SEALED_CHUNK_LENGTH;
  if (!Number.isSafeInteger(sealedSize) || chunks < 0 || last < TAG_LENGTH) throw new TamperedCiphertext();
  return chunks * CHUNK_LENGTH + last - TAG_LENGTH;
}

/** How long a file of this many bytes is once sealed. */
export function sealedSize(plainSize: number): number {
  return HEADER_LENGTH + plainSize + (Math.floor(plainSize / CHUNK_LENGTH) + 1) * TAG_LENGTH;
}

async function* rangeOf(
  key: DataKey,
  context: SealedFileContext,
  source: SealedSource,
  sealedSize: number,
  start: number,
  end: number,
): AsyncGenerator<Buffer, void, undefined> {
  const cipher = FileCipher.fromHeader(key, context, await joined(source(0, HEADER_LENGTH - 1)));
  const chunkAt = (index: number) => HEADER_LENGTH + index * SEALED_CHUNK_LENGTH;
  const final = Math.floor((sealedSize - HEADER_LENGTH) / SEALED_CHUNK_LENGTH);
  const last = Math.floor(end / CHUNK_LENGTH);
  let index = Math.floor(start / CHUNK_LENGTH);

  // Only the file's last chunk proves how long the file is, which the answer to a range states (`Content-Range`).
  if (last < final) cipher.open(final, await joined(source(chunkAt(final), sealedSize - 1)));

  function wanted(sealed: Buffer): Buffer {
    if (index > last) throw new TamperedCiphertext();
    const from = index * CHUNK_LENGTH;
    const plain = cipher.open(index++, sealed);
    return plain.subarray(Math.max(0, start - from), end + 1 - from);
  }
  const pieces = new Pieces(SEALED_CHUNK_LENGTH);
  for await (const incoming of source(
    chunkAt(index),
    Math.min(chunkAt(last + 1), sealedSize) - 1,
  ) as AsyncIterable<Buffer>) {
    for (const piece of pieces.cut(incoming)) yield wanted(piece);
  }
  if (index <= last) yield wanted(pieces.rest());
}

async function joined(source: Readable): Promise<Buffer> {
  return Buffer.concat(await source.toArray());
}

function settle(done: TransformCallback, work: () => void): void {
  try {
    work();
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}
