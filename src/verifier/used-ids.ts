import { ID_BYTES } from './entry.js';

const FIRST_CAPACITY = 4_096;
const WORDS = ID_BYTES / 4;

/**
 * The ids that a log has used, in the order of its entries. They are compared only once all are there: a table that grows
 * while it is asked for each of a million ids takes longer than their hashes.
 */
export class UsedIds {
  private bytes = new Uint8Array(FIRST_CAPACITY * ID_BYTES);
  private count = 0;

  add(source: Uint8Array, at: number): void {
    const start = this.count * ID_BYTES;
    if (start === this.bytes.length) this.grow();
    const { bytes } = this;
    for (let i = 0; i < ID_BYTES; i += 1) bytes[start + i] = source[at + i] ?? 0;
    this.count += 1;
  }

  /** Index of the first entry whose id an earlier one has; -1 when all are different. */
  firstTwice(): number {
    const words = new Uint32Array(this.bytes.buffer);
    // Places for twice as many as there are; each holds an index, counted from one.
    const places = new Uint32Array(2 ** Math.ceil(Math.log2(2 * this.count + 2)));
    const last = places.length - 1;
    for (let index = 0; index < this.count; index += 1) {
      // The later half of an id is random in every kind of UUID: it is its own hash.
      let place = (words[index * WORDS + WORDS - 1] ?? 0) & last;
      for (let other = places[place] ?? 0; other > 0; other = places[place] ?? 0) {
        if (isSameId(words, index, other - 1)) return index;
        place = (place + 1) & last;
      }
      places[place] = index + 1;
    }
    return -1;
  }

  private grow() {
    const larger = new Uint8Array(this.bytes.length * 2);
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

function isSameId(words: Uint32Array, a: number, b: number): boolean {
  for (let i = WORDS - 1; i >= 0; i -= 1) if (words[a * WORDS + i] !== words[b * WORDS + i]) return false;
  return true;
}
