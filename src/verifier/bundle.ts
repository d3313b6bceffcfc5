import { isClosed, openPayload } from './entry.js';
import { HASH_BYTES, type Primitives } from './primitives.js';
import { Refusal, within } from './refusal.js';
import type { UsedIds } from './used-ids.js';

/** Entries in a full bundle, and hashes in a full tile. */
export const TILE_WIDTH = 256;
const LEAF = 0x00;

/** Up to 256 entries that follow each other, as their hashes. */
export interface Bundle {
  first: number;
  count: number;
  /** The hashes of the leaves, one after the other. */
  hashes: Uint8Array;
}

/** Told of each open entry with its payload. */
export type OpenEntry = (index: number, payload: Uint8Array) => void;

/**
 * Reads and hashes the entries of a bundle.
 * @throws {Refusal} that names the first entry that is none.
 */
export function bundleIn(
  { sha256Into }: Primitives,
  { first, bytes, ids }: { first: number; bytes: Uint8Array; ids: UsedIds },
  open: OpenEntry,
): Bundle {
  const hashes = new Uint8Array(TILE_WIDTH * HASH_BYTES);
  let count = 0;
  for (let at = 0; at < bytes.length;) {
    const index = first + count;
    const start = at + 2;
    const end = start + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    if (end > bytes.length || count === TILE_WIDTH) throw new Refusal('brokenBundle', {}, { entry: index });
    if (!isClosed(bytes, start, end)) {
      const entry = bytes.subarray(start, end);
      open(
        index,
        within({ entry: index }, () => openPayload(entry)),
      );
    }
    ids.add(bytes, start + 1);
    // The byte before an entry has been read: the prefix of a leaf goes there, so that no entry is copied.
    bytes[start - 1] = LEAF;
    sha256Into(bytes.subarray(start - 1, end), hashes, count * HASH_BYTES);
    count += 1;
    at = end;
  }
  if (!count) throw new Refusal('brokenBundle', {}, { entry: first });
  return { first, count, hashes: hashes.subarray(0, count * HASH_BYTES) };
}
