import { bytesIn } from './base64.js';
import { decimalIn } from './bytes.js';
import { uncheckedCheckpoint, type UncheckedCheckpoint } from './checkpoint.js';
import { HASH_BYTES } from './primitives.js';
import { Refusal, within } from './refusal.js';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
const LONGEST = 1024 * 1024;
/** No log is taller. */
const MOST_HASHES = 63;

/** A proof that an entry stands in a log (C2SP tlog-proof), read and not yet believed. */
export interface TlogProof {
  extra: Uint8Array;
  index: number;
  hashes: Uint8Array[];
  checkpoint: UncheckedCheckpoint;
}

/** @throws {Refusal} for anything but a proof with an extra line, and nothing after its checkpoint. */
export function tlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  if (text.length > LONGEST || end < 0) throw new Refusal('notProof');
  const [first, extra, index, ...hashes] = text.slice(0, end).split('\n');
  if (first !== FIRST_LINE || hashes.length > MOST_HASHES) throw new Refusal('notProof');
  return {
    extra: within({ part: 'extra' }, () => bytesIn(after('extra ', extra))),
    index: within({ part: 'index' }, () => decimalIn(after('index ', index))),
    hashes: within({ part: 'hashes' }, () => hashes.map(hashIn)),
    checkpoint: within({ part: 'checkpoint' }, () => uncheckedCheckpoint(text.slice(end + 2))),
  };
}

function after(word: string, line: string | undefined): string {
  if (!line?.startsWith(word)) throw new Refusal('notProof');
  return line.slice(word.length);
}

function hashIn(line: string): Uint8Array {
  const hash = bytesIn(line);
  if (hash.length !== HASH_BYTES) throw new Refusal('notProof');
  return hash;
}
