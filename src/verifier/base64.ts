import { Refusal } from './refusal.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NONE = 0xff_00_00_00;
const VALUES = new Uint32Array(128).fill(NONE);
for (let i = 0; i < ALPHABET.length; i += 1) VALUES[ALPHABET.charCodeAt(i)] = i;

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
  const bytes = wholeGroups(text);
  if (!bytes) throw new Refusal('notBase64');
  return bytes;
}

function wholeGroups(text: string): Uint8Array | undefined {
  if (text.length % 4) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const whole = text.length - (padding ? 4 : 0);
  let bad = 0;
  let to = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = valueAt(text, i);
    const b = valueAt(text, i + 1);
    const c = valueAt(text, i + 2);
    const d = valueAt(text, i + 3);
    const group = (a << 18) | (b << 12) | (c << 6) | d;
    bad |= a | b | c | d;
    bytes[to++] = group >> 16;
    bytes[to++] = group >> 8;
    bytes[to++] = group;
  }
  if (bad >>> 24) return undefined;
  return padding ? lastGroup(text.slice(whole, text.length - padding), bytes, to) : bytes;
}

/** The bits that padding leaves over must be none. */
function lastGroup(text: string, bytes: Uint8Array, to: number): Uint8Array | undefined {
  let group = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (valueAt(text, i) === NONE) return undefined;
    group |= valueAt(text, i) << (18 - 6 * i);
  }
  bytes[to] = group >> 16;
  if (to + 1 < bytes.length) bytes[to + 1] = group >> 8;
  const left = text.length === 2 ? 0xffff : 0xff;
  return group & left ? undefined : bytes;
}

function valueAt(text: string, i: number): number {
  return VALUES[text.charCodeAt(i)] ?? NONE;
}
