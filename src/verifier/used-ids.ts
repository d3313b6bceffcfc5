import { ID_BYTES } from './entry.js';

const FIRST_CAPACITY = 4_096;

/**
 * The ids that a log has used, in the order of its entries. They are compared only once all are there, sorted by their
 * later half, which is random in every kind of UUID: a table that is asked for each of a million ids takes longer than
 * their hashes.
 */
export class UsedIds {
  private bytes = new Uint8Array(FIRST_CAPACITY * ID_BYTES);
  private count = 0;

  add(source: Uint8Array, at: number): void {
    const start = this.count * ID_BYTES;
    if (start === this.bytes.length) this.grow();
    for (let i = 0; i < ID_BYTES; i += 1) this.bytes[start + i] = source[at + i] ?? 0;
    this.count += 1;
  }

  /** Index of the first entry whose id an earlier one has; -1 when all are different. */
  firstTwice(): number {
    const halves = new BigUint64Array(this.bytes.buffer, 0, this.count * 2);
    const later = new BigUint64Array(this.count);
    for (let i = 0; i < this.count; i += 1) later[i] = halves[2 * i + 1] ?? 0n;
    later.sort();
    const isAlike = later.some((half, i) => i > 0 && half === later[i - 1]);
    return isAlike ? this.searched() : -1;
  }

  /** The slow way, once it is known that there is something to find. */
  private searched(): number {
    const halves = new BigUint64Array(this.bytes.buffer, 0, this.count * 2);
    const seen = new Set<string>();
    for (let i = 0; i < this.count; i += 1) {
      const id = `${halves[2 * i] ?? 0n}/${halves[2 * i + 1] ?? 0n}`;
      if (seen.has(id)) return i;
      seen.add(id);
    }
    return -1;
  }

  private grow() {
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
