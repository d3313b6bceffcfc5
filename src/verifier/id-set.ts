import { ID_BYTES } from './entry.js';

const WORDS = ID_BYTES / 4;
const FULL = 0.7;

/**
 * The ids that a log has used. Ids are random, so they are their own hash: a table of bare words holds millions of them,
 * where a set of strings would take ten times the memory.
 */
export class IdSet {
  private capacity = 1024;
  private words = new Uint32Array(this.capacity * WORDS);
  private count = 0;
  private hasZero = false;

  /** Whether the id was new. */
  add(bytes: Uint8Array, at: number): boolean {
    if (this.count > this.capacity * FULL) this.grow();
    const [a, b, c, d] = [word(bytes, at), word(bytes, at + 4), word(bytes, at + 8), word(bytes, at + 12)];
    // All zeroes mark a free place.
    if (!(a | b | c | d)) {
      const isNew = !this.hasZero;
      this.hasZero = true;
      return isNew;
    }
    return this.put(a, b, c, d);
  }

  private put(a: number, b: number, c: number, d: number): boolean {
    const { words, capacity } = this;
    let place = ((a ^ d) & (capacity - 1)) * WORDS;
    while (words[place] || words[place + 1] || words[place + 2] || words[place + 3]) {
      const isSame =
        words[place] === a && words[place + 1] === b && words[place + 2] === c && words[place + 3] === d;
      if (isSame) return false;
      place = (place + WORDS) % words.length;
    }
    words[place] = a;
    words[place + 1] = b;
    words[place + 2] = c;
    words[place + 3] = d;
    this.count += 1;
    return true;
  }

  private grow() {
    const { words } = this;
    this.capacity *= 2;
    this.words = new Uint32Array(this.capacity * WORDS);
    this.count = 0;
    for (let at = 0; at < words.length; at += WORDS) {
      const [a = 0, b = 0, c = 0, d = 0] = words.subarray(at, at + WORDS);
      if (a | b | c | d) this.put(a, b, c, d);
    }
  }
}

function word(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
