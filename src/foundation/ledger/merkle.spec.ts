import fc from 'fast-check';
import { hash } from 'node:crypto';
import {
  consistencyProof,
  edgeOf,
  grow,
  inclusionProof,
  keyOf,
  leafHash,
  nodeHash,
  rootOf,
  TILE_WIDTH,
  type Tiles,
} from './merkle.js';

/** The certificate transparency reference leaves and their roots, by size. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** A tree that grew by the batches given, kept as tiles. */
function aTree(batches: Buffer[][]): { size: number; tiles: Tiles } {
  const kept = new Map<string, Buffer>();
  const tiles: Tiles = (place) => kept.get(keyOf(place)) ?? Buffer.alloc(0);
  let size = 0;
  for (const entries of batches) {
    for (const [key, tile] of grow(size, entries.map(leafHash), tiles)) kept.set(key, tile.hashes);
    size += entries.length;
  }
  return { size, tiles };
}

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => Buffer.from(`entry ${from + i}`));

/** The recursive definition of RFC 6962 §2.1, as slow as it is plain. */
function plainRoot(entries: Buffer[]): Buffer {
  if (!entries.length) return hash('sha256', Buffer.alloc(0), 'buffer');
  if (entries.length === 1) return leafHash(entries[0] ?? Buffer.alloc(0));
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(plainRoot(entries.slice(0, split)), plainRoot(entries.slice(split)));
}

/** RFC 9162 §2.1.3.2, by the bits of the index. */
function climbs(leaf: Buffer, index: number, size: number, proof: Buffer[]): Buffer | null {
  let [node, last, hashed] = [index, size - 1, leaf];
  for (const one of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hashed = nodeHash(one, hashed);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else hashed = nodeHash(hashed, one);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hashed : null;
}

/** RFC 9162 §2.1.4.2: whether a proof leads from the first root to the second. */
function continues(from: number, to: number, roots: [Buffer, Buffer], proof: Buffer[]): boolean {
  if (from === to) return proof.length === 0 && roots[0].equals(roots[1]);
  const path = [...proof];
  if (Number.isInteger(Math.log2(from))) path.unshift(roots[0]);
  let [node, last] = [from - 1, to - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  const [seed, ...rest] = path;
  if (!seed) return false;
  let [first, second] = [seed, seed];
  for (const one of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      first = nodeHash(one, first);
      second = nodeHash(one, second);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else second = nodeHash(second, one);
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && first.equals(roots[0]) && second.equals(roots[1]);
}

it.each(ROOTS.map((root, size) => ({ size, root })))(
  'has the reference root at $size entries',
  ({ size, root }) => {
    const { tiles } = aTree([LEAVES.slice(0, size).map((leaf) => Buffer.from(leaf, 'hex'))]);

    expect(rootOf(size, tiles).toString('hex')).toBe(root);
  },
);

it('proves every entry of every tree of up to 70 entries, and nothing else', () => {
  for (let size = 1; size <= 70; size += 1) {
    const entries = numbered(size);
    const { tiles } = aTree([entries]);
    const root = rootOf(size, tiles);
    for (const [index, entry] of entries.entries()) {
      const proof = inclusionProof(index, size, tiles);
      expect(climbs(leafHash(entry), index, size, proof)).toEqual(root);
      expect(climbs(leafHash(Buffer.from('another')), index, size, proof)).not.toEqual(root);
      if (size > 1) expect(climbs(leafHash(entry), (index + 1) % size, size, proof)).not.toEqual(root);
      if (proof.length) expect(climbs(leafHash(entry), index, size, proof.slice(1))).not.toEqual(root);
    }
  }
});

it('proves that every tree of up to 70 entries continues every smaller one', () => {
  const entries = numbered(70);
  const { tiles } = aTree([entries]);
  const roots = Array.from({ length: 71 }, (_, size) => plainRoot(entries.slice(0, size)));
  for (let to = 1; to <= 70; to += 1)
    for (let from = 1; from <= to; from += 1) {
      const proof = consistencyProof(from, to, tiles);
      const between: [Buffer, Buffer] = [roots[from] ?? Buffer.alloc(0), roots[to] ?? Buffer.alloc(0)];
      expect(continues(from, to, between, proof)).toBe(true);
      expect(continues(from, to, [leafHash(Buffer.from('another')), between[1]], proof)).toBe(false);
      if (proof.length) expect(continues(from, to, between, proof.slice(1))).toBe(false);
    }
});

it('is the same tree however its entries arrive, across tiles and levels', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 14 }),
      fc.nat(),
      fc.nat(),
      (sizes, some, other) => {
        let from = 0;
        const batches = sizes.map((count) => numbered(count, (from += count) - count));
        const { size, tiles } = aTree(batches);
        const entries = batches.flat();
        const root = plainRoot(entries);
        expect(rootOf(size, tiles)).toEqual(root);
        const index = some % size;
        const leaf = leafHash(entries[index] ?? Buffer.alloc(0));
        expect(climbs(leaf, index, size, inclusionProof(index, size, tiles))).toEqual(root);
        const earlier = 1 + (other % size);
        const before = plainRoot(entries.slice(0, earlier));
        expect(continues(earlier, size, [before, root], consistencyProof(earlier, size, tiles))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

it('reaches the third level of tiles', () => {
  const size = TILE_WIDTH * TILE_WIDTH + 300;
  const entries = numbered(size);
  const { tiles } = aTree([entries]);

  expect(edgeOf(size).map(({ level, position, width }) => [level, position, width])).toEqual([
    [0, 257, 44],
    [1, 1, 1],
    [2, 0, 1],
  ]);
  expect(rootOf(size, tiles)).toEqual(plainRoot(entries));
});

it('refuses proofs over what a tree does not hold', () => {
  const { tiles } = aTree([numbered(3)]);

  expect(() => inclusionProof(3, 3, tiles)).toThrow(RangeError);
  expect(() => consistencyProof(0, 3, tiles)).toThrow(RangeError);
  expect(() => consistencyProof(4, 3, tiles)).toThrow(RangeError);
});
