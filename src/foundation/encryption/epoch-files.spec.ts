import { randomBytes } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyProviderDown, KeysMissing, WrongEpoch } from './errors.js';
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

describe('after a kill', () => {
  it.each<[string, (wasAt: string) => Promise<unknown>]>([
    ['the mark was set', () => Promise.resolve()],
    ['half the key was overwritten', (path) => writeFile(path, randomBytes(40))],
    ['the key was overwritten', (path) => writeFile(path, randomBytes(74))],
    ['the key was unlinked', (path) => rm(path)],
  ])('in a destruction, when %s, opening or destroying again finishes it', async (_, interrupted) => {
    const ring = await aRing(2);
    for (const finish of [() => FileKeyRing.open(directory), () => ring.destroyEpoch(1)]) {
      await writeFile(inRing('e1.key'), 'x'.repeat(74), { mode: 0o600 });
      await writeFile(inRing('e1.gone'), '', { mode: 0o600 });
      await interrupted(inRing('e1.key'));
      expect(await ring.epochs()).toEqual([2]);
      await expect(ring.wrap(1, bytes, library)).rejects.toThrow(WrongEpoch);

      await finish();
      expect((await readdir(directory)).sort()).toEqual(['e1.gone', 'e2.key']);
    }
  });

  it('in a creation, a draft is no epoch and hinders none', async () => {
    await aRing(1);
    await writeFile(inRing('e2.0b0e.draft'), 'carrel-epoch-key-v1 ep', { mode: 0o600 });
    const ring = await FileKeyRing.open(directory);

    expect(await ring.epochs()).toEqual([1]);
    expect(await ring.createEpoch()).toBe(2);
    await ring.wrap(2, bytes, library);
  });

  it('between naming the key and dropping its draft, the draft goes and the key stays', async () => {
    const ring = await aRing(1);
    const wrapped = await ring.wrap(1, bytes, library);
    await link(inRing('e1.key'), inRing('e1.0b0e.draft'));
    const reopened = await FileKeyRing.open(directory);

    expect(await readdir(directory)).toEqual(['e1.key']);
    expect(await reopened.unwrap(1, wrapped, library)).toEqual(bytes);
  });
});

describe('a faulty key ring', () => {
  it('is refused when others may read a key, naming the file and the remedy', async () => {
    await aRing();
    await chmod(inRing('e1.key'), 0o640);

    await expect(FileKeyRing.open(directory)).rejects.toThrow(KeyProviderDown);
    await expect(FileKeyRing.open(directory)).rejects.toThrow(`chmod 600 ${inRing('e1.key')}`);
  });

  it('is refused when others may enter its directory', async () => {
    await mkdir(directory);
    await chmod(directory, 0o750);

    await expect(FileKeyRing.open(directory)).rejects.toThrow(KeyProviderDown);
    await expect(FileKeyRing.open(directory)).rejects.toThrow(`chmod 700 ${directory}`);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['empty', () => truncate(inRing('e1.key'), 0)],
    ['truncated', () => truncate(inRing('e1.key'), 60)],
    ['not closed by a line end', () => truncate(inRing('e1.key'), 72)],
    ['another epoch\u2019s', () => rename(inRing('e2.key'), inRing('e1.key'))],
    ['longer', () => writeFile(inRing('e1.key'), 'more', { flag: 'a' })],
  ])('names the file that is %s', async (_, damage) => {
    await aRing(2);
    await damage();

    await expect(FileKeyRing.open(directory)).rejects.toThrow(KeysMissing);
    await expect(FileKeyRing.open(directory)).rejects.toThrow(inRing('e1.key'));
  });

  it('names the file that cannot be read', async () => {
    await aRing();
    await rm(inRing('e1.key'));
    await mkdir(inRing('e1.key'), { mode: 0o700 });

    await expect(FileKeyRing.open(directory)).rejects.toThrow(KeyProviderDown);
    await expect(FileKeyRing.open(directory)).rejects.toThrow(inRing('e1.key'));
  });

  it('is down, not without epochs, when its directory is gone, and well again when it is back', async () => {
    const ring = await aRing();
    const wrapped = await ring.wrap(1, bytes, library);
    let now = 0;
    const other = await FileKeyRing.open(directory, () => now);
    now += 60_000;
    await rename(directory, join(home, 'away'));

    await expect(other.unwrap(1, wrapped, library)).rejects.toThrow(KeyProviderDown);
    await expect(other.epochs()).rejects.toThrow(directory);
    await expect(other.createEpoch()).rejects.toThrow(KeyProviderDown);

    await rename(join(home, 'away'), directory);
    expect(await other.unwrap(1, wrapped, library)).toEqual(bytes);
  });

  it('is refused where a file stands in its place', async () => {
    await writeFile(directory, '');

    await expect(FileKeyRing.open(directory)).rejects.toThrow(KeyProviderDown);
  });

  it('is refused when a key is a link that leads nowhere', async () => {
    await aRing();
    await symlink(inRing('nowhere'), inRing('e2.key'));

    await expect(FileKeyRing.open(directory)).rejects.toThrow(WrongEpoch);
  });
});
