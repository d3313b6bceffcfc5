import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { unless } from './durable-file.js';
import { EpochFiles } from './epoch-files.js';
import { TamperedCiphertext, WrongEpoch } from './errors.js';
import { FileKeyRing } from './file-key-ring.js';

let home: string;
let directory: string;
const inRing = (name: string) => join(directory, name);
const library = Buffer.from('library');
const bytes = randomBytes(32);

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'carrel-keyring-'));
  directory = join(home, 'keyring');
});
afterEach(() => rm(home, { recursive: true }));

async function aRing(epochs = 1, clock?: () => number): Promise<FileKeyRing> {
  const ring = await FileKeyRing.open(directory, clock);
  for (let epoch = 1; epoch <= epochs; epoch++) await ring.createEpoch();
  return ring;
}

describe('a key ring of files', () => {
  it('gives back what it wrapped, also after a restart', async () => {
    const ring = await aRing(2);
    const wrapped = await ring.wrap(2, bytes, library);

    expect(await ring.unwrap(2, wrapped, library)).toEqual(bytes);
    expect(await (await FileKeyRing.open(directory)).unwrap(2, wrapped, library)).toEqual(bytes);
    expect(await ring.epochs()).toEqual([1, 2]);
  });

  it('opens for ever what version 1 wrapped', async () => {
    const ascending = (from: number) => Buffer.from(Array.from({ length: 32 }, (_, at) => from + at));
    const frozen = Buffer.from(
      '01030000000000000000000000000000002a67cc9f46b270d6d172576b8383fe2a9d760ef51461733d309eac17eb5f9a853b1c04' +
        '8110620b0b4f19431b5731615083783fbb2b52637537785b4ba42afb189981c38a848a20e5dc818c809f',
      'hex',
    );
    await mkdir(directory, { mode: 0o700 });
    const text = `carrel-epoch-key-v1 epoch=42\n${ascending(0x80).toString('base64')}\n`;
    await writeFile(inRing('e42.key'), text, { mode: 0o600 });

    expect(await (await FileKeyRing.open(directory)).unwrap(42, frozen, library)).toEqual(ascending(0x40));
  });

  it('keeps others out of its directory and files', async () => {
    await aRing();

    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(inRing('e1.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(inRing('e1.key'), 'utf8')).toMatch(
      /^carrel-epoch-key-v1 epoch=1\n[A-Za-z0-9+/]{43}=\n$/,
    );
    expect(await readdir(directory)).toEqual(['e1.key']);
  });

  it('counts epochs as numbers', async () => {
    expect(await (await aRing(11)).epochs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('does not unwrap when bound to something else or any bit is another', async () => {
    const ring = await aRing();
    const wrapped = await ring.wrap(1, bytes, library);

    await expect(ring.unwrap(1, wrapped, Buffer.from('other'))).rejects.toThrow(TamperedCiphertext);
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const flipped = Buffer.from(wrapped);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const namesAnotherEpoch = bit >> 3 >= 2 && bit >> 3 < 18;
      await expect(ring.unwrap(1, flipped, library)).rejects.toThrow(
        namesAnotherEpoch ? WrongEpoch : TamperedCiphertext,
      );
    }
  });

  it('reads a key file once for 3,000 who ask at once', async () => {
    const ring = await aRing();
    const read = mock.method(EpochFiles.prototype, 'read');
    await Promise.all(Array.from({ length: 3000 }, () => ring.wrap(1, bytes, library)));

    expect(read.mock.callCount()).toBe(1);
    mock.restoreAll();
  });

  it('tells a wrong epoch from a missing key', async () => {
    const ring = await aRing(2);
    const wrapped = await ring.wrap(1, bytes, library);

    await expect(ring.unwrap(2, wrapped, library)).rejects.toThrow(WrongEpoch);
    await expect(ring.wrap(3, bytes, library)).rejects.toThrow(WrongEpoch);
  });
});

describe('two processes on one ring', () => {
  it('see the same epochs', async () => {
    const [one, other] = [await aRing(), await FileKeyRing.open(directory)];
    const epoch = await one.createEpoch();

    expect(await other.unwrap(epoch, await one.wrap(epoch, bytes, library), library)).toEqual(bytes);
    expect(await other.createEpoch()).toBe(3);
  });

  it('that make an epoch at the same moment use one key', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => FileKeyRing.open(directory)));
    const made = await Promise.all(
      rings.map(async (ring) => {
        const epoch = await ring.createEpoch();
        return { epoch, wrapped: await ring.wrap(epoch, bytes, library) };
      }),
    );
    const restarted = await FileKeyRing.open(directory);

    expect(await restarted.epochs()).toEqual([...new Set(made.map(({ epoch }) => epoch))].sort());
    for (const ring of [...rings, restarted]) {
      for (const { epoch, wrapped } of made)
        expect(await ring.unwrap(epoch, wrapped, library)).toEqual(bytes);
    }
  });

  it('never replace a key that has once had its name', async () => {
    const rings = await Promise.all(Array.from({ length: 16 }, () => FileKeyRing.open(directory)));
    const made = Promise.all(rings.map((ring) => ring.createEpoch()));
    const firstSeen = await untilThere(inRing('e1.key'));
    await made;

    expect(await readFile(inRing('e1.key'), 'latin1')).toBe(firstSeen);
  });

  it('stop using an epoch that one of them destroyed, within 60 seconds', async () => {
    let now = 0;
    const [one, other] = [await aRing(2, () => now), await FileKeyRing.open(directory)];
    const wrapped = await one.wrap(1, bytes, library);
    await other.destroyEpoch(1);
    now += 60_000;

    await expect(one.unwrap(1, wrapped, library)).rejects.toThrow(WrongEpoch);
    expect(await one.epochs()).toEqual([2]);
  });

  it('stop using an epoch whose file is gone without a mark', async () => {
    let now = 0;
    const ring = await aRing(1, () => now);
    const wrapped = await ring.wrap(1, bytes, library);
    await rm(inRing('e1.key'));
    now += 60_000;

    await expect(ring.unwrap(1, wrapped, library)).rejects.toThrow(WrongEpoch);
  });
});

async function untilThere(path: string): Promise<string> {
  for (;;) {
    const text = await readFile(path, 'latin1').catch(unless('ENOENT'));
    if (text !== undefined) return text;
  }
}

describe('a destroyed epoch', () => {
  it('is unusable at once, for ever, and its number is not given again', async () => {
    const ring = await aRing(2);
    const wrapped = await ring.wrap(2, bytes, library);
    await ring.destroyEpoch(2);

    await expect(ring.unwrap(2, wrapped, library)).rejects.toThrow(WrongEpoch);
    await expect((await FileKeyRing.open(directory)).unwrap(2, wrapped, library)).rejects.toThrow(WrongEpoch);
    expect(await ring.createEpoch()).toBe(3);
    await ring.destroyEpoch(2);
    expect(await ring.epochs()).toEqual([1, 3]);
  });

  it('stays destroyed when a copy of its file comes back', async () => {
    const ring = await aRing(1);
    const copy = await readFile(inRing('e1.key'));
    await ring.destroyEpoch(1);
    await writeFile(inRing('e1.key'), copy, { mode: 0o600 });

    await expect(ring.wrap(1, bytes, library)).rejects.toThrow(WrongEpoch);
    await FileKeyRing.open(directory);
    expect(await readdir(directory)).toEqual(['e1.gone']);
  });

  it('is overwritten before it is unlinked', async () => {
    const ring = await aRing(1);
    const before = await readFile(inRing('e1.key'), 'latin1');
    await link(inRing('e1.key'), join(home, 'second-name'));
    await ring.destroyEpoch(1);
    const after = await readFile(join(home, 'second-name'), 'latin1');

    expect(after).toHaveLength(before.length);
    expect(after).not.toContain('carrel-epoch-key');
    expect(after).not.toContain(before.slice(-46, -20));
  });
});
