import { isSame } from './bytes.js';
import { HASH_BYTES, sha256, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';

const LEAF = 0x00;
const NODE = 0x01;

/** One state of a log: its root over so many entries. */
export interface TreeHead {
  size: number;
  root: Uint8Array;
}

export function leafHash(primitives: Primitives, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF;
  input.set(entry, 1);
  return sha256(primitives, input);
}

export function nodeHash(primitives: Primitives, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + HASH_BYTES);
  return sha256(primitives, input);
}

/**
 * Checks that a leaf stands in a log at an index (RFC 6962 section 2.1.1, as RFC 9162 section 2.1.3.2 checks it).
 * @throws {Refusal} when it does not.
 */
export function checkInclusion(
  primitives: Primitives,
  { index, leaf, proof }: { index: number; leaf: Uint8Array; proof: readonly Uint8Array[] },
  { size, root }: TreeHead,
): void {
  if (index < 0 || index >= size) throw new Refusal('indexBeyond', { index, size });
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) throw new Refusal('proofTooLong');
    if (isOdd(at) || at === last) {
      hash = nodeHash(primitives, sibling, hash);
      [at, last] = toLeftmost(at, last);
    } else hash = nodeHash(primitives, hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0) throw new Refusal('proofTooShort');
  if (!isSame(hash, root)) throw new Refusal('notIncluded', { index, size });
}

/**
 * Checks that a log only grew between two states (RFC 6962 section 2.1.2, as RFC 9162 section 2.1.4.2 checks it).
 * @throws {Refusal} when it did not.
 */
export function checkConsistency(
  primitives: Primitives,
  { first, second, proof }: { first: TreeHead; second: TreeHead; proof: readonly Uint8Array[] },
): void {
  const sizes = { first: first.size, second: second.size };
  if (first.size > second.size) throw new Refusal('shrunk', sizes);
  if (first.size === second.size || first.size === 0) {
    if (proof.length) throw new Refusal('proofTooLong');
    const expected = first.size === 0 ? sha256(primitives, new Uint8Array()) : second.root;
    if (!isSame(first.root, expected)) throw new Refusal('notConsistent', sizes);
    return;
  }
  const roots = rootsOf(primitives, first, second.size, proof);
  if (!isSame(roots[0], first.root) || !isSame(roots[1], second.root))
    throw new Refusal('notConsistent', sizes);
}

/** The roots of the shorter and of the longer log that a proof leads to. */
function rootsOf(
  primitives: Primitives,
  { size, root }: TreeHead,
  longer: number,
  proof: readonly Uint8Array[],
): [Uint8Array, Uint8Array] {
  let at = size - 1;
  let last = longer - 1;
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  // A shorter log that is one whole subtree of the longer is its own beginning.
  const [start, ...rest] = at === 0 ? [root, ...proof] : proof;
  if (!start) throw new Refusal('proofTooShort');
  let [old, now] = [start, start];
  for (const sibling of rest) {
    if (last === 0) throw new Refusal('proofTooLong');
    if (isOdd(at) || at === last) {
      old = nodeHash(primitives, sibling, old);
      now = nodeHash(primitives, sibling, now);
      [at, last] = toLeftmost(at, last);
    } else now = nodeHash(primitives, now, sibling);
    [at, last] = [half(at), half(last)];
  }
  if (last !== 0) throw new Refusal('proofTooShort');
  return [old, now];
}

/** Climbs where nothing stands to the right: until the node is a right child, or the first of its row. */
function toLeftmost(at: number, last: number): [number, number] {
  let [node, edge] = [at, last];
  while (!isOdd(node) && node !== 0) [node, edge] = [half(node), half(edge)];
  return [node, edge];
}

// Sizes of logs are larger than what JavaScript's operators on bits can take.
const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);
