import { hash } from 'node:crypto';

/** How many hashes a tile holds; each level of tiles stands for eight levels of the tree. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH_BYTES = 32;

/** The hash of an entry (RFC 6962 §2.1). */
export function leafHash(entry: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(0), entry]));
}

/** The hash of an inner node (RFC 6962 §2.1). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.concat([Buffer.of(1), left, right]));
}

/** A tile's place: level 0 holds hashes of entries, each level above the roots of full tiles below. */
export interface Place {
  level: number;
  position: number;
}

/** Gives the hashes of a tile as far as they are known, 32 bytes each. */
export type Tiles = (place: Place) => Buffer;

/** The tiles that a tree of `size` entries ends in: one a level, the last of it, those that are not full. */
export function edgeOf(size: number): (Place & { width: number })[] {
  const edge: (Place & { width: number })[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / TILE_WIDTH))
    edge.push({ level, position: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH });
  return edge;
}

/** The root of a tree of `size` entries, from its edge (RFC 6962 §2.1). */
export function rootOf(size: number, tiles: Tiles): Buffer {
  const parts = subtrees(0, size).map((part) => subtreeHash(part, tiles));
  return fold(parts) ?? sha256(Buffer.alloc(0));
}

/**
 * Adds entries' hashes to a tree and gives the tiles that changed, whole. `tiles` knows the edge of the tree.
 * @param size entries before
 */
export function grow(size: number, hashes: Buffer[], tiles: Tiles): Map<string, Place & { hashes: Buffer }> {
  const changed = new Map<string, Place & { hashes: Buffer }>();
  let added = hashes;
  for (let level = 0, count = size; added.length; level += 1, count = Math.floor(count / TILE_WIDTH)) {
    const above: Buffer[] = [];
    for (let from = 0, at = count; from < added.length;) {
      const place = { level, position: Math.floor(at / TILE_WIDTH) };
      const width = at % TILE_WIDTH;
      const taken = added.slice(from, from + TILE_WIDTH - width);
      const before = width ? tiles(place).subarray(0, width * HASH_BYTES) : Buffer.alloc(0);
      const whole = Buffer.concat([before, ...taken]);
      changed.set(keyOf(place), { ...place, hashes: whole });
      if (width + taken.length === TILE_WIDTH) above.push(rangeHash(whole, 0, TILE_WIDTH));
      from += taken.length;
      at += taken.length;
    }
    added = above;
  }
  return changed;
}

/** Names a place, for maps. */
export function keyOf({ level, position }: Place): string {
  return `${level}/${position}`;
}

/** A perfect subtree: `height` levels of the tree over the entries from `index << height`. */
interface Subtree {
  height: number;
  index: number;
}

/** The audit path of an entry in a tree of `size` entries (RFC 6962 §2.1.1). @throws RangeError */
export function inclusionProof(index: number, size: number, tiles: Tiles): Buffer[] {
  return pathOf(index, size).map((parts) => hashOfParts(parts, tiles));
}

/** The proof that the tree of `to` entries continues the one of `from` (RFC 6962 §2.1.2). @throws RangeError */
export function consistencyProof(from: number, to: number, tiles: Tiles): Buffer[] {
  return consistencyParts(from, to).map((parts) => hashOfParts(parts, tiles));
}

/** Tiles that proofs need, so that one statement fetches them. */
export function tilesFor(parts: Subtree[][]): Place[] {
  const places = new Map<string, Place>();
  for (const part of parts.flat()) {
    const place = placeOf(part);
    places.set(keyOf(place), place);
  }
  return [...places.values()];
}

/** What an audit path is made of: for each hash, the perfect subtrees under it. */
export function pathOf(index: number, size: number): Subtree[][] {
  if (!(index >= 0 && index < size)) throw new RangeError('The entry is outside the tree.');
  const path: Subtree[][] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const split = start + largestPower(end - start);
    if (index < split) {
      path.push(subtrees(split, end));
      end = split;
    } else {
      path.push(subtrees(start, split));
      start = split;
    }
  }
  return path.reverse();
}

/** What a consistency proof is made of. */
export function consistencyParts(from: number, to: number): Subtree[][] {
  if (!(from > 0 && from <= to))
    throw new RangeError('The smaller tree has at least one entry and no more than the larger.');
  const proof: Subtree[][] = [];
  let start = 0;
  let end = to;
  let isWhole = true;
  while (end !== from || start > from) {
    const split = start + largestPower(end - start);
    if (from <= split) {
      proof.push(subtrees(split, end));
      end = split;
    } else {
      proof.push(subtrees(start, split));
      start = split;
      isWhole = false;
    }
  }
  if (!isWhole) proof.push(subtrees(start, end));
  return proof.reverse();
}

function hashOfParts(parts: Subtree[], tiles: Tiles): Buffer {
  const found = fold(parts.map((part) => subtreeHash(part, tiles)));
  if (!found) throw new RangeError('A proof cannot be made over nothing.');
  return found;
}

/** The perfect subtrees that entries from `start` to `end` fall into, from the left. */
function subtrees(start: number, end: number): Subtree[] {
  const parts: Subtree[] = [];
  let at = start;
  while (at < end) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    parts.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return parts;
}

/** Joins perfect subtrees of falling height: the last two first. */
function fold(parts: Buffer[]): Buffer | undefined {
  return parts.reduceRight<Buffer | undefined>(
    (right, left) => (right ? nodeHash(left, right) : left),
    undefined,
  );
}

function placeOf({ height, index }: Subtree): Place & { first: number; width: number } {
  const level = Math.floor(height / TILE_HEIGHT);
  const width = 2 ** (height % TILE_HEIGHT);
  const first = index * width;
  return { level, position: Math.floor(first / TILE_WIDTH), first: first % TILE_WIDTH, width };
}

function subtreeHash(part: Subtree, tiles: Tiles): Buffer {
  const { first, width, ...place } = placeOf(part);
  return rangeHash(tiles(place), first, width);
}

/** The root over `width` hashes of a tile, a power of two of them. */
function rangeHash(hashes: Buffer, first: number, width: number): Buffer {
  if (width === 1) return Buffer.from(hashes.subarray(first * HASH_BYTES, (first + 1) * HASH_BYTES));
  const half = width / 2;
  return nodeHash(rangeHash(hashes, first, half), rangeHash(hashes, first + half, half));
}

/** The largest power of two below `count`. */
function largestPower(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}
