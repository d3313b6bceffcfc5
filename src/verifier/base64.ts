import { Refusal } from './refusal.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 0xff_00_00_00;
const PADDING = '='.charCodeAt(0);
const encoder = new TextEncoder();
/** What each character is worth in each of the four places of a group: shifted once here, not for each character read. */
const VALUES = [18, 12, 6, 0].map((shift) => {
  const values = new Int32Array(256).fill(NONE);
  for (let i = 0; i < ALPHABET.length; i += 1) values[ALPHABET.charCodeAt(i)] = i << shift;
  return values;
});
const [FIRST = new Int32Array(), SECOND = FIRST, THIRD = FIRST, FOURTH = FIRST] = VALUES;

/** Bytes as base64 (RFC 4648 section 4), with padding. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k < 4; k += 1)
      text += i + k > bytes.length ? '=' : ALPHABET.charAt((group >> (18 - 6 * k)) & 63);
  }
  return text;
}

/** @throws {Refusal} for anything that base64Of would not have written: there is one text for the same bytes. */
export function bytesIn(text: string): Uint8Array {
  // A character beyond ASCII has bytes that stand for nothing.
  return base64Bytes(encoder.encode(text));
}

/** The same for a text that is still the bytes it was read in. */
export function base64Bytes(text: Uint8Array): Uint8Array {
  const bytes = decoded(text);
  if (!bytes) throw new Refusal('notBase64');
  return bytes;
}

function decoded(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 4) return undefined;
  const padding = text.at(-1) !== PADDING ? 0 : text.at(-2) !== PADDING ? 1 : 2;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const whole = text.length - (padding ? 4 : 0);
  let bad = 0;
  let to = 0;
  for (let i = 0; i < whole; i += 4) {
    const group =
      (FIRST[text[i] ?? 0] ?? NONE) |
      (SECOND[text[i + 1] ?? 0] ?? NONE) |
      (THIRD[text[i + 2] ?? 0] ?? NONE) |
      (FOURTH[text[i + 3] ?? 0] ?? NONE);
    bad |= group;
    bytes[to] = group >> 16;
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
    to += 3;
  }
  if (bad >>> 24) return undefined;
  return padding ? lastGroup(text.subarray(whole), bytes, padding) : bytes;
}

/** The bits that padding leaves over must be none. */
function lastGroup(text: Uint8Array, bytes: Uint8Array, padding: number): Uint8Array | undefined {
  const [a = 0, b = 0, c = 0] = text;
  const third = padding === 1 ? (THIRD[c] ?? NONE) : 0;
  const group = (FIRST[a] ?? NONE) | (SECOND[b] ?? NONE) | third;
  const left = padding === 1 ? 0xff : 0xff_ff;
  if (group >>> 24 || group & left) return undefined;
  bytes[bytes.length - 3 + padding] = group >> 16;
  if (padding === 1) bytes[bytes.length - 1] = group >> 8;
  return bytes;
}
