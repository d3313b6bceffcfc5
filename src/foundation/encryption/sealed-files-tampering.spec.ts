import { randomBytes, randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DataKey } from './data-key.js';
import { KeysMissing, TamperedCiphertext } from './errors.js';
import { CHUNK_LENGTH, HEADER_LENGTH, SEALED_CHUNK_LENGTH } from './file-cipher.js';
import { openFile, sealFile, type SealedFileContext } from './sealed-files.js';

const context: SealedFileContext = {
  libraryId: '018f0000-0000-7000-8000-000000000001',
  subjectId: '018f0000-0000-7000-8000-000000000002',
  fileId: '018f0000-0000-7000-8000-000000000003',
};
const key = DataKey.generate();

async function sealed(plain: Buffer, of = context): Promise<Buffer> {
  return buffer(Readable.from([plain], { objectMode: false }).pipe(sealFile(key, of)));
}

/** Opens at once, without streams: what a file gave before it failed is `emitted`. */
function opened(file: Buffer): { emitted: Buffer; error?: Error } {
  const transform = openFile(key, context);
  const emitted: Buffer[] = [];
  let error: Error | undefined;
  const note = (failure?: Error | null) => (error ??= failure ?? undefined);
  transform.push = (bytes: Buffer) => Boolean(emitted.push(bytes));
  transform._transform(file, 'binary', note);
  if (!error) transform._flush(note);
  return { emitted: Buffer.concat(emitted), ...(error && { error }) };
}

const threeChunks = randomBytes(2 * CHUNK_LENGTH + 5);
let three: Buffer;
beforeAll(async () => (three = await sealed(threeChunks)));

const chunkAt = (index: number) => HEADER_LENGTH + index * SEALED_CHUNK_LENGTH;
const chunk = (file: Buffer, index: number) => file.subarray(chunkAt(index), chunkAt(index + 1));
const withoutChunks = (file: Buffer) => file.subarray(0, HEADER_LENGTH);

describe('a sealed file that was changed', () => {
  it('gives nothing of a chunk in which any bit is another', () => {
    // Every bit of the header, the tags and the last chunk, and one bit in every 97th byte of the rest.
    const bits: number[] = [];
    for (let at = 0; at < three.length; at++) {
      const inTag = at >= HEADER_LENGTH && (at - HEADER_LENGTH) % SEALED_CHUNK_LENGTH >= CHUNK_LENGTH;
      if (at < HEADER_LENGTH || at >= chunkAt(2) || inTag)
        for (let bit = 0; bit < 8; bit++) bits.push(at * 8 + bit);
      else if (at % 97 === 0) bits.push(at * 8 + ((at / 97) % 8));
    }
    const flipped = Buffer.from(three);
    for (const bit of bits) {
      const at = bit >> 3;
      flipped.writeUInt8(three.readUInt8(at) ^ (1 << (bit & 7)), at);
      const { emitted, error } = opened(flipped);
      flipped.writeUInt8(three.readUInt8(at), at);
      const wholeChunks = Math.max(0, Math.floor((at - HEADER_LENGTH) / SEALED_CHUNK_LENGTH));

      if (!(error instanceof (at >= 2 && at < 18 ? KeysMissing : TamperedCiphertext)))
        throw new Error(`bit ${bit} opened`);
      if (emitted.length !== wholeChunks * CHUNK_LENGTH)
        throw new Error(`bit ${bit} gave ${emitted.length} bytes`);
    }
  });

  it('is refused at every shorter length', () => {
    const borders = [0, HEADER_LENGTH, chunkAt(1), chunkAt(2), three.length];
    const lengths = borders.flatMap((border) => Array.from({ length: 80 }, (_, at) => border - 40 + at));
    for (let length = 0; length < three.length; length += 997) lengths.push(length);
    for (const length of lengths.filter((each) => each >= 0 && each < three.length)) {
      if (!(opened(three.subarray(0, length)).error instanceof TamperedCiphertext))
        throw new Error(`${length} opened`);
    }
  });

  it('is refused at longer lengths', async () => {
    const whole = await sealed(threeChunks.subarray(0, 2 * CHUNK_LENGTH));
    for (const file of [three, whole]) {
      for (const more of [
        1,
        15,
        16,
        17,
        CHUNK_LENGTH - 5,
        CHUNK_LENGTH,
        SEALED_CHUNK_LENGTH,
        2 * SEALED_CHUNK_LENGTH,
      ]) {
        expect(opened(Buffer.concat([file, Buffer.alloc(more)])).error).toBeInstanceOf(TamperedCiphertext);
      }
    }
  });

  it('is refused with its chunks in any other order, twice or missing', () => {
    const others = [
      [1, 0, 2],
      [0, 2],
      [1, 2],
      [0, 0, 2],
      [0, 1, 1, 2],
      [0, 1, 2, 2],
      [0, 1],
      [2],
      [2, 0, 1],
      [],
    ];
    for (const order of others) {
      const file = Buffer.concat([withoutChunks(three), ...order.map((index) => chunk(three, index))]);
      expect(opened(file).error).toBeInstanceOf(TamperedCiphertext);
    }
  });

  it('is refused with a chunk or a header of another file', async () => {
    const other = await sealed(threeChunks, { ...context, fileId: randomUUID() });
    const again = await sealed(threeChunks);
    for (const donor of [other, again]) {
      for (let index = 0; index < 3; index++) {
        const chunks = [0, 1, 2].map((each) => chunk(each === index ? donor : three, each));
        expect(opened(Buffer.concat([withoutChunks(three), ...chunks])).error).toBeInstanceOf(
          TamperedCiphertext,
        );
      }
      const file = Buffer.concat([withoutChunks(donor), three.subarray(HEADER_LENGTH)]);
      expect(opened(file).error).toBeInstanceOf(TamperedCiphertext);
    }
  });

  it.each([
    [0, 0],
    [0, 2],
    [1, 1],
    [1, 5],
  ])('is refused when byte %d claims %d', (at, claim) => {
    const file = Buffer.from(three);
    file[at] = claim;

    expect(opened(file).error).toBeInstanceOf(TamperedCiphertext);
  });

  it('fails the pipeline it is read through', async () => {
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    const cut = Readable.from([three.subarray(0, chunkAt(2))], { objectMode: false });

    await expect(pipeline(cut, openFile(key, context), sink)).rejects.toThrow(TamperedCiphertext);
  });
});
