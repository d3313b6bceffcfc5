import { HASH_BYTES, sha256, type Primitives } from './primitives.js';

const NODE = 0x01;
const TALLEST = 54;
const RIGHT = 1 + HASH_BYTES;
/** Binary rows in one row of tiles: a tile is 256 hashes wide. */
const TILE_HEIGHT = 8;

/**
 * A Merkle tree that grows by one leaf after the other and holds its right edge only: one hash for each size of complete
 * subtree. What is a hash in a tile above level 0 is told as soon as it stands.
 */
export class GrowingTree {
  size = 0;
  /** Row by row the root of the complete subtree at the right edge, where there is one. */
  private readonly edge = Array.from({ length: TALLEST }, () => new Uint8Array(HASH_BYTES));
  /** What a node is hashed from. Its hash is written where the right child stands: it is the right child of the next. */
  private readonly input = new Uint8Array(RIGHT + HASH_BYTES).fill(NODE, 0, 1);
  private readonly right = this.input.subarray(RIGHT);

  constructor(
    private readonly primitives: Primitives,
    private readonly tiled: (level: number, hash: Uint8Array) => void = () => undefined,
  ) {}

  /** Takes the leaf whose hash stands in `hashes` from `at` on. */
  append(hashes: Uint8Array, at = 0): void {
    // Byte by byte: a view of each leaf would cost more than its copy.
    for (let i = 0; i < HASH_BYTES; i += 1) this.input[RIGHT + i] = hashes[at + i] ?? 0;
    let row = 0;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      this.climb(row);
      row += 1;
      if (row % TILE_HEIGHT === 0) this.tiled(row / TILE_HEIGHT, this.right.slice());
    }
    this.edge[row]?.set(this.right);
    this.size += 1;
  }

  /** The root over all leaves up to now (RFC 6962 section 2.1). */
  root(): Uint8Array {
    if (this.size === 0) return sha256(this.primitives, new Uint8Array());
    let isBegun = false;
    for (let [row, rest] = [0, this.size]; rest > 0; [row, rest] = [row + 1, Math.floor(rest / 2)]) {
      if (rest % 2 === 0) continue;
      if (isBegun) this.climb(row);
      else this.right.set(this.edge[row] ?? this.right);
      isBegun = true;
    }
    return this.right.slice();
  }

  /** A tree of its own that stands where this one stands. */
  copy(): GrowingTree {
    const copy = new GrowingTree(this.primitives);
    copy.size = this.size;
    this.edge.forEach((hash, row) => copy.edge[row]?.set(hash));
    return copy;
  }

  /** To the parent of what stands at the edge of a row and what is at hand. */
  private climb(row: number) {
    this.input.set(this.edge[row] ?? this.right, 1);
    this.primitives.sha256Into(this.input, this.input, RIGHT);
  }
}
