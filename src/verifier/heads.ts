import { isSame } from './bytes.js';
import type { GrowingTree } from './growing-tree.js';
import type { TreeHead } from './merkle.js';
import { Refusal } from './refusal.js';

/** A state that a log signed, and for an anchored one the entry of the anchor log that holds it. */
export interface Head extends TreeHead {
  anchor?: number;
}

/** The states that a log must have gone through, in the order of their sizes, held against its growing tree. */
export class Heads {
  private next = 0;
  /** The size up to which the entries are known to be those that were signed. */
  good = 0;

  constructor(private readonly heads: readonly Head[]) {}

  /** The next state that is still ahead. */
  get ahead(): Head | undefined {
    return this.heads[this.next];
  }

  get allAhead(): readonly Head[] {
    return this.heads.slice(this.next);
  }

  /** @throws {Refusal} when a state was signed for this size, and the tree has another root. */
  check(tree: GrowingTree): void {
    for (let head = this.ahead; head?.size === tree.size; head = this.ahead) {
      if (!isSame(head.root, tree.root())) throw this.differs(head);
      this.good = head.size;
      this.next += 1;
    }
  }

  private differs({ size, anchor }: Head): Refusal {
    if (anchor !== undefined) return new Refusal('anchorDiffers', { size, anchor });
    const values = { size, good: this.good, last: size - 1 };
    return new Refusal(this.good ? 'wrongRoot' : 'wrongFirstRoot', values, { checkpoint: size });
  }
}

/** Checkpoints and anchored ones in one order; of one size the checkpoint first. */
export function inOrder(checkpoints: readonly Head[], anchored: readonly Head[]): Head[] {
  if (!anchored.length) return [...checkpoints];
  return [...checkpoints, ...anchored].sort((a, b) => a.size - b.size);
}
