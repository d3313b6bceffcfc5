import { createHmac, randomBytes } from 'node:crypto';

/** An entry of the ledger as a fact writes it: docs/ledger.md, Entries. */
export interface Leaf {
  /** Random, so that the log tells neither when the fact was nor what else it belongs to. */
  entryId: Buffer;
  bytes: Buffer;
}

/** A closed entry with what opens it: entry id (16) ‖ salt (32) ‖ payload, as the `extra` line of a proof carries it. */
export interface ClosedLeaf extends Leaf {
  opening: Buffer;
}

/** What opens a closed entry, taken apart. */
export interface Opening {
  entryId: Buffer;
  salt: Buffer;
  payload: string;
}

const CLOSED = 0x01;
const OPEN = 0x02;
const ID_BYTES = 16;
const SALT_BYTES = 32;
/** A bundle tells an entry's length in two bytes. */
const MOST_OPEN = 65_535 - 1 - ID_BYTES - 4;
const CONTEXT = Buffer.from('carrel-leaf-v1\0');

/** The text that an entry commits to: version, kind and library first, then what is told, in its order. */
export function payloadOf(kind: string, library: string, told: Record<string, unknown>): string {
  return JSON.stringify({ v: 1, kind, library, ...told }, plainly);
}

/** Commits to a payload without telling anything of it: a fresh salt keeps it from being guessed. */
export function closedLeaf(payload: string): ClosedLeaf {
  // Asked for once: the generator is what costs most here.
  const opening = Buffer.concat([randomBytes(ID_BYTES + SALT_BYTES), Buffer.from(payload, 'utf8')]);
  return { entryId: opening.subarray(0, ID_BYTES), bytes: leafOfOpening(opening), opening };
}

/**
 * Holds a payload for everybody to read: what is no one's personal data.
 * @throws RangeError for more than a bundle of entries can hold, which would keep the log from being read
 */
export function openLeaf(payload: string, entryId = randomBytes(ID_BYTES)): Leaf {
  const text = Buffer.from(payload, 'utf8');
  if (text.length > MOST_OPEN) throw new RangeError(`An open entry holds at most ${MOST_OPEN} bytes.`);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return { entryId, bytes: Buffer.concat([Buffer.of(OPEN), entryId, length, text]) };
}

/** Takes an opening apart. */
export function readOpening(opening: Buffer): Opening {
  return {
    entryId: opening.subarray(0, ID_BYTES),
    salt: opening.subarray(ID_BYTES, ID_BYTES + SALT_BYTES),
    payload: opening.toString('utf8', ID_BYTES + SALT_BYTES),
  };
}

/** The entry that an opening opens. */
export function leafOfOpening(opening: Buffer): Buffer {
  const entryId = opening.subarray(0, ID_BYTES);
  const salt = opening.subarray(ID_BYTES, ID_BYTES + SALT_BYTES);
  const payload = opening.subarray(ID_BYTES + SALT_BYTES);
  const commitment = createHmac('sha256', salt).update(CONTEXT).update(payload).digest();
  return Buffer.concat([Buffer.of(CLOSED), entryId, commitment]);
}

/** An entry id as the API and proofs write it. */
export function entryIdText(entryId: Buffer): string {
  return entryId.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Bytes are told in hexadecimal; instants are told by JSON itself, in UTC. */
function plainly(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Record<string, unknown>)[key];
  return Buffer.isBuffer(raw) ? raw.toString('hex') : value;
}
