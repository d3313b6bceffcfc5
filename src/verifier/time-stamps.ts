import { bytesIn } from './base64.js';
import { isSame, joined, utf8 } from './bytes.js';
import { exactly, numberAt, textAt } from './fields.js';
import type { JsonObject } from './json.js';
import { sha256, type Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';

/** How SHA-256 and the length of its hash are written before it in a token (RFC 3161 MessageImprint, DER). */
const IMPRINTS = ['300d06096086480165030402010500', '300b0609608648016503040201'].map((algorithm) =>
  Uint8Array.from(`${algorithm}0420`.match(/../g) ?? [], (byte) => parseInt(byte, 16)),
);
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{3}Z$/;
const GENERALIZED_TIME = 0x18;

/** The last time-stamp of a generation, and how many there are. */
export interface Stamped {
  count: number;
  size: number;
  at: string;
}

/** Time-stamps of a generation, held against the checkpoints that they date. Who signed them is not asked here. */
export class TimeStamps {
  last: Stamped | undefined;
  private readonly digests = new Map<number, Uint8Array>();

  constructor(private readonly primitives: Primitives) {}

  /** A checkpoint that may have been stamped, as its note stands in the file. */
  add(size: number, note: string): void {
    this.digests.set(size, sha256(this.primitives, utf8(note)));
  }

  /** @throws {Refusal} for a token over something else than the checkpoint of its size, or of another instant. */
  check(line: JsonObject): void {
    exactly(line, ['time-stamp', 'size', 'at']);
    const [size, at] = [numberAt(line, 'size'), textAt(line, 'at')];
    const token = bytesIn(textAt(line, 'time-stamp'));
    within({ field: 'time-stamp' }, () => {
      const digest = this.digests.get(size);
      if (!digest) throw new Refusal('stampOfNone', { size });
      const from = IMPRINTS.map((before) => endOf(token, joined(before, digest))).find((end) => end >= 0);
      if (from === undefined) throw new Refusal('stampOfOther', { size });
      if (!isOf(token, from, at)) throw new Refusal('stampOfOtherTime', { instant: at });
    });
    this.last = { count: (this.last?.count ?? 0) + 1, size, at };
  }
}

/** Where a sequence of bytes ends within others, or -1. */
function endOf(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0] ?? 0); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1))
    if (isSame(bytes.subarray(at, at + wanted.length), wanted)) return at + wanted.length;
  return -1;
}

/** Whether the time behind the imprint and a serial number is this one, to the second. */
function isOf(token: Uint8Array, imprintEnd: number, instant: string): boolean {
  const digits = INSTANT.exec(instant)?.slice(1).join('');
  // A serial number begins with its tag and its length.
  const at = imprintEnd + 2 + (token[imprintEnd + 1] ?? 0);
  return (
    digits !== undefined &&
    token[at] === GENERALIZED_TIME &&
    isSame(token.subarray(at + 2, at + 2 + digits.length), utf8(digits))
  );
}
