import { joined, textOf, utf8 } from './bytes.js';
import { objectIn, textAt } from './fields.js';
import { jsonIn, type JsonObject } from './json.js';
import { HASH_BYTES, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';

const CLOSED = 0x01;
const OPEN = 0x02;
export const ID_BYTES = 16;
const SALT_BYTES = 32;
const CLOSED_BYTES = 1 + ID_BYTES + HASH_BYTES;
const OPEN_BYTES = 1 + ID_BYTES + 4;
const DOMAIN = utf8('carrel-leaf-v1\0');

/** A closed entry's id, salt and payload, which lie with the fact and not in the log. */
export interface Opening {
  id: Uint8Array;
  salt: Uint8Array;
  payload: Uint8Array;
}

export function openingIn(bytes: Uint8Array): Opening {
  if (bytes.length <= ID_BYTES + SALT_BYTES) throw new Refusal('notOpening');
  return {
    id: bytes.subarray(0, ID_BYTES),
    salt: bytes.subarray(ID_BYTES, ID_BYTES + SALT_BYTES),
    payload: bytes.subarray(ID_BYTES + SALT_BYTES),
  };
}

/** The entry that an opening belongs to. */
export function closedEntry({ hmacSha256 }: Primitives, { id, salt, payload }: Opening): Uint8Array {
  return joined(Uint8Array.of(CLOSED), id, hmacSha256(salt, joined(DOMAIN, payload)));
}

/** Whether a closed entry stands between two places of a bundle. */
export function isClosed(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === CLOSED && end - start === CLOSED_BYTES;
}

/** The payload of an open entry. @throws {Refusal} for bytes that are none. */
export function openPayload(entry: Uint8Array): Uint8Array {
  const length = entry.length >= OPEN_BYTES ? lengthIn(entry.subarray(1 + ID_BYTES, OPEN_BYTES)) : -1;
  if (entry[0] !== OPEN || entry.length !== OPEN_BYTES + length) throw new Refusal('notEntry');
  return entry.subarray(OPEN_BYTES);
}

function lengthIn(bytes: Uint8Array): number {
  return bytes.reduce((length, byte) => length * 256 + byte, 0);
}

/** A payload's fields. @throws {Refusal} for one of another version or another library than its log's. */
export function payloadIn(bytes: Uint8Array, library: string): JsonObject {
  const payload = objectIn(jsonIn(textOf(bytes)), 'payload');
  if (payload.get('v') !== 1) throw new Refusal('otherVersion', {}, { field: 'v' });
  textAt(payload, 'kind');
  const found = textAt(payload, 'library');
  if (found !== library) throw new Refusal('otherLibrary', { found, library }, { field: 'library' });
  return payload;
}
