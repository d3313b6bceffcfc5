import { HASH_BYTES, type Primitives } from './primitives.js';

const NODE = 0x01;
const TALLEST = 54;
/** Binary rows in one row of tiles: a tile is 256 hashes wide. */
export const TILE_HEIGHT = 8;

/**
 * A Merkle tree that grows by one leaf after the other and holds its right edge only: one hash for each size of complete
 * subtree. What is a hash in a tile above level 0 is told as soon as it stands.
 */
export class GrowingTree {
  size = 0;
  /** Row by row: the root of the complete subtree that stands at the right edge, where there is one. */
  private readonly edge: Uint8Array[] = [];
  private readonly input = new Uint8Array(1 + 2 * HASH_BYTES).fill(NODE, 0, 1);

  constructor(
    private readonly primitives: Primitives,
    private readonly tiled: (level: number, hash: Uint8Array) => void = () => undefined,
  ) {}

  append(leaf: Uint8Array): void {
    let hash = leaf;
    let row = 0;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = this.parent(this.edge[row], hash);
      row += 1;
      if (row % TILE_HEIGHT === 0) this.tiled(row / TILE_HEIGHT, hash);
    }
    this.edge[row] = hash;
    this.size += 1;
  }

  /** The root over all leaves up to now (RFC 6962 section 2.1). */
  root(): Uint8Array {
    let root: Uint8Array | undefined;
    let rest = this.size;
    for (let row = 0; row < TALLEST && rest > 0; row += 1) {
      if (rest % 2 === 1) root = root ? this.parent(this.edge[row], root) : this.edge[row];
      rest = Math.floor(rest / 2);
    }
    return root ?? this.primitives.sha256(new Uint8Array());
  }

  /** A tree of its own that stands where this one stands. */
  copy(): GrowingTree {
    const copy = new GrowingTree(this.primitives);
    copy.size = this.size;
    copy.edge.push(...this.edge);
    return copy;
  }

  private parent(left: Uint8Array | undefined, right: Uint8Array): Uint8Array {
    if (left) this.input.set(left, 1);
    this.input.set(right, 1 + HASH_BYTES);
    return this.primitives.sha256(this.input);
  }
}
