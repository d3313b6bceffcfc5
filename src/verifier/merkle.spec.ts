import fc from 'fast-check';
import { primitives } from '../../test/support/ledger-primitives.js';
import { consistencyProof, inclusionProof, leafOf, rootOf } from '../../test/support/ledger-writer.js';
import { hexOf } from './bytes.js';
import { GrowingTree } from './growing-tree.js';
import { checkConsistency, checkInclusion, leafHash } from './merkle.js';
import { Refusal } from './refusal.js';

// Leaves and roots of the Certificate Transparency reference, RFC 6962 hashing.
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

const SIZES = Array.from({ length: 70 }, (_, i) => i + 1);
const leaves = SIZES.map((n) => leafOf(Buffer.from(`entry ${n}`)));
const roots = [0, ...SIZES].map((size) => rootOf(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] ?? Buffer.alloc(0);
const leafAt = (index: number) => leaves[index] ?? Buffer.alloc(0);

const holds = (check: () => void) => {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** Proofs that differ from a right one in one place: a hash dropped, added, changed, or two swapped. */
function spoilt(proof: Buffer[]): Buffer[][] {
  const other = leafOf(Buffer.from('another'));
  const places = proof.map((_, i) => i);
  return [
    [...proof, other],
    [other, ...proof],
    ...places.map((i) => proof.toSpliced(i, 1)),
    ...places.map((i) => proof.with(i, other)),
    ...places.slice(1).map((i) => proof.with(i, proof[i - 1] ?? other).with(i - 1, proof[i] ?? other)),
  ];
}

describe('the growing tree', () => {
  it('has the reference roots of sizes 0 to 8', () => {
    const tree = new GrowingTree(primitives);
    const grown = [hexOf(tree.root())];
    for (const leaf of LEAVES) {
      tree.append(leafHash(primitives, Buffer.from(leaf, 'hex')));
      grown.push(hexOf(tree.root()));
    }
    expect(grown).toEqual(ROOTS);
  });

  it('has the root of RFC 6962 for any number of leaves up to 10,000', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => leafOf(Buffer.from(`leaf ${i}`)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: many.length }), (size) => {
        const tree = new GrowingTree(primitives);
        for (const leaf of many.slice(0, size)) tree.append(leaf);
        expect(hexOf(tree.root())).toBe(rootOf(many.slice(0, size)).toString('hex'));
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});

describe('a proof of inclusion', () => {
  const check = (index: number, leaf: Buffer, proof: Buffer[], size: number, root = rootAt(size)) =>
    holds(() => checkInclusion(primitives, { index, leaf, proof }, { size, root }));

  it('holds for every entry of every size from 1 to 70, and for no other index, size or hash', () => {
    let proven = 0;
    for (const size of SIZES)
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(index, leaves.slice(0, size));
        expect(check(index, leafAt(index), proof, size)).toBe(true);
        proven += 1;
        const wrong = [
          check(index + 1, leafAt(index), proof, size),
          check(index - 1, leafAt(index), proof, size),
          check(index + size, leafAt(index), proof, size),
          check(index, leafOf(Buffer.from('another')), proof, size),
          check(index, leafAt(index), proof, size, rootAt(size - 1)),
          check(index, leafAt(index), proof, size + 1, rootAt(size + 1)),
          ...spoilt(proof).map((one) => check(index, leafAt(index), one, size)),
        ];
        expect(wrong.filter(Boolean)).toEqual([]);
      }
    expect(proven).toBe(2_485);
  }, 180_000);

  it('does not pass an inner node off as an entry', () => {
    const [left, right] = inclusionProof(0, leaves.slice(0, 4));
    const inner = rootOf(leaves.slice(0, 2));
    expect(check(0, inner, [right ?? Buffer.alloc(0)], 4)).toBe(false);
    expect(left).toEqual(leaves[1]);
  });

  it('holds in logs of any size up to 10,000', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => leafOf(Buffer.from(`leaf ${i}`)));
    const sizeAndIndex = fc
      .integer({ min: 1, max: many.length })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));
    fc.assert(
      fc.property(sizeAndIndex, ([size, index]) => {
        const some = many.slice(0, size);
        const proof = inclusionProof(index, some);
        const [leaf, root] = [some[index] ?? Buffer.alloc(0), rootOf(some)];
        expect(check(index, leaf, proof, size, root)).toBe(true);
        expect(check((index + 1) % size, leaf, proof, size, root)).toBe(size === 1);
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});

describe('a proof of consistency', () => {
  const check = (first: number, second: number, proof: Buffer[], old = rootAt(first), now = rootAt(second)) =>
    holds(() =>
      checkConsistency(primitives, {
        first: { size: first, root: old },
        second: { size: second, root: now },
        proof,
      }),
    );

  it('holds for every pair of sizes from 1 to 70, and for no other sizes or hashes', () => {
    const other = leafOf(Buffer.from('another'));
    let proven = 0;
    for (const second of SIZES)
      for (let first = 1; first <= second; first += 1) {
        const proof = consistencyProof(first, leaves.slice(0, second));
        expect(check(first, second, proof)).toBe(true);
        proven += 1;
        const wrong = [
          check(first, second, proof, other),
          check(first, second, proof, rootAt(first), other),
          ...(first < second ? [check(second, first, proof), check(first + 1, second, proof)] : []),
          check(first, second + 1, proof),
          ...spoilt(proof).map((one) => check(first, second, one)),
        ];
        expect(wrong.filter(Boolean)).toEqual([]);
      }
    expect(proven).toBe(2_485);
  }, 180_000);

  it('takes the empty log for the beginning of any, and no root but the empty one for it', () => {
    expect(check(0, 5, [])).toBe(true);
    expect(check(0, 5, [], rootAt(1))).toBe(false);
    expect(check(0, 5, [rootAt(5)])).toBe(false);
  });

  it('holds between logs of any sizes up to 10,000', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => leafOf(Buffer.from(`leaf ${i}`)));
    const sizes = fc.tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }));
    fc.assert(
      fc.property(sizes, ([a, b]) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const proof = consistencyProof(first, many.slice(0, second));
        const [old, now] = [rootOf(many.slice(0, first)), rootOf(many.slice(0, second))];
        expect(check(first, second, proof, old, now)).toBe(true);
        expect(check(first, second, proof, now, old)).toBe(first === second);
      }),
      { numRuns: 30 },
    );
  }, 180_000);
});
