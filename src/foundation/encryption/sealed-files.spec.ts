import { createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DataKey } from './data-key.js';
import { KeysMissing, TamperedCiphertext } from './errors.js';
import { CHUNK_LENGTH, HEADER_LENGTH, SEALED_CHUNK_LENGTH } from './file-cipher.js';
import { openFile, plainSize, sealedSize, sealFile, type SealedFileContext } from './sealed-files.js';

const context: SealedFileContext = {
  libraryId: '018f0000-0000-7000-8000-000000000001',
  subjectId: '018f0000-0000-7000-8000-000000000002',
  fileId: '018f0000-0000-7000-8000-000000000003',
};
const key = DataKey.generate();

async function sealed(plain: Buffer, of = context, under = key): Promise<Buffer> {
  return buffer(Readable.from([plain], { objectMode: false }).pipe(sealFile(under, of)));
}

function opened(file: Buffer, of = context, under = key): Promise<Buffer> {
  return buffer(Readable.from([file], { objectMode: false }).pipe(openFile(under, of)));
}

const threeChunks = randomBytes(2 * CHUNK_LENGTH + 5);
let three: Buffer;
beforeAll(async () => (three = await sealed(threeChunks)));

const chunkAt = (index: number) => HEADER_LENGTH + index * SEALED_CHUNK_LENGTH;
const chunk = (file: Buffer, index: number) => file.subarray(chunkAt(index), chunkAt(index + 1));

describe('a sealed file', () => {
  it('of version 1 opens for ever', async () => {
    const ascending = (length: number, from: number) =>
      Buffer.from(Array.from({ length }, (_, at) => from + at));
    const frozen = Buffer.from(
      '0104a0a1a2a3a4a5a6a7a8a9aaabacadaeaf63e2f83b031a35985337c2a4d5bc0884de6bd0f6cf6c9712b09d12f838c4d32779f0' +
        'eafef3183a4f6eaac104d236301f6c01e2d671d78c1bbfa71bde21de7e72b0a1cf4553a8b14128da4898ca649f6dbab5c5c7317f3' +
        'e21e3629061487d2785167eede5',
      'hex',
    );
    const plain = await opened(frozen, context, DataKey.from(ascending(16, 0xa0), ascending(32, 0)));

    expect(plain.toString()).toBe('A page of Alice\u2019s.');
  });

  it('has the published layout: the chunk number is in the nonce, nothing else', () => {
    const ids = Object.values(context).flatMap((id: string) => [Buffer.from([0, 36]), Buffer.from(id)]);
    const info = Buffer.concat([Buffer.from('carrel-file-v1\0'), three.subarray(0, 18), ...ids]);
    const derived = Buffer.from(hkdfSync('sha256', key.secret, three.subarray(18, 50), info, 76));
    const nonce = Buffer.from(derived.subarray(32, 44));
    nonce[11] = nonce.readUInt8(11) ^ 2;
    const decipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), nonce, { authTagLength: 16 });
    decipher.setAuthTag(three.subarray(-16));

    expect(three.subarray(50, 82)).toEqual(derived.subarray(44));
    expect(decipher.update(chunk(three, 2).subarray(0, 5))).toEqual(threeChunks.subarray(-5));
    decipher.final();
  });

  it.each([0, 1, CHUNK_LENGTH - 1, CHUNK_LENGTH, CHUNK_LENGTH + 1, 3 * CHUNK_LENGTH])(
    'of %d bytes comes back',
    async (size) => {
      const plain = randomBytes(size);
      const file = await sealed(plain);

      expect(file).toHaveLength(sealedSize(size));
      expect(plainSize(file.length)).toBe(size);
      expect((await opened(file)).equals(plain)).toBe(true);
    },
  );

  it.each([1, 7, 1000, CHUNK_LENGTH, CHUNK_LENGTH + 16, 200_000])(
    'comes back when it passes in parts of %d bytes',
    async (part) => {
      const plain = threeChunks.subarray(0, part === 1 ? 3000 : threeChunks.length);
      function* parts(of: Buffer) {
        for (let at = 0; at < of.length; at += part) yield of.subarray(at, at + part);
      }
      const file = await buffer(Readable.from(parts(plain)).pipe(sealFile(key, context)));

      expect((await buffer(Readable.from(parts(file)).pipe(openFile(key, context)))).equals(plain)).toBe(
        true,
      );
    },
  );

  it('is never the same twice', async () => {
    expect((await sealed(threeChunks)).subarray(18).equals(three.subarray(18))).toBe(false);
    expect(chunk(await sealed(threeChunks), 0).equals(chunk(three, 0))).toBe(false);
  });

  it.each(['libraryId', 'subjectId', 'fileId'] as const)('does not open under another %s', async (part) => {
    await expect(opened(three, { ...context, [part]: randomUUID() })).rejects.toThrow(TamperedCiphertext);
  });

  it('asks for the key it names, and opens under no other with the same id', async () => {
    const impostor = DataKey.from(key.kid, randomBytes(32));

    await expect(opened(three, context, DataKey.generate())).rejects.toThrow(KeysMissing);
    await expect(opened(three, context, impostor)).rejects.toThrow(TamperedCiphertext);
  });
});

describe('the size of a sealed file', () => {
  it('follows from that of the plain one, and back', () => {
    for (let size = 0; size < 3 * CHUNK_LENGTH; size += 13) expect(plainSize(sealedSize(size))).toBe(size);
    expect(plainSize(sealedSize(2 ** 40))).toBe(2 ** 40);
  });

  it('is one that a file can have', () => {
    const impossible = [
      -1,
      0,
      81,
      82,
      97,
      chunkAt(1),
      chunkAt(1) + 15,
      chunkAt(2) + 15,
      1e3 + 0.5,
      Number.NaN,
    ];
    for (const size of impossible) expect(() => plainSize(size)).toThrow(TamperedCiphertext);
    expect(plainSize(HEADER_LENGTH + 16)).toBe(0);
    expect(plainSize(chunkAt(1) + 16)).toBe(CHUNK_LENGTH);
  });
});

describe('a file of any size', () => {
  it('waits for a slow reader and passes in flat memory', async () => {
    const part = Buffer.alloc(CHUNK_LENGTH);
    let [given, taken, ahead] = [0, 0, 0];
    function* parts() {
      for (let count = 0; count < 1024; count++) {
        given += part.length;
        yield part;
      }
    }
    const sink = new Writable({
      highWaterMark: 1,
      write(bytes: Buffer, _encoding, done) {
        taken += bytes.length;
        ahead = Math.max(ahead, given - taken);
        setImmediate(done);
      },
    });
    await pipeline(
      Readable.from(parts(), { objectMode: false }),
      sealFile(key, context),
      openFile(key, context),
      sink,
    );

    expect(taken).toBe(1024 * CHUNK_LENGTH);
    expect(ahead).toBeLessThan(12 * CHUNK_LENGTH);
  });
});
