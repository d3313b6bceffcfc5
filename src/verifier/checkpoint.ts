import { bytesIn } from './base64.js';
import { decimalIn } from './bytes.js';
import { HASH_BYTES, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';
import { signedNote, textSignedBy, type SignedNote } from './signed-note.js';
import type { VerifierKey } from './verifier-key.js';

/** What a log said of itself: its root over so many entries. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** A checkpoint as it was read, with the note to check its signature by. */
export interface UncheckedCheckpoint extends Checkpoint {
  note: SignedNote;
}

/** @throws {Refusal} for a note whose text is not exactly origin, number of entries and root. */
export function uncheckedCheckpoint(text: string): UncheckedCheckpoint {
  const note = signedNote(text);
  const [origin, size, root, end, ...more] = note.text.split('\n');
  if (!origin || !size || !root || end !== '' || more.length) throw new Refusal('notCheckpoint');
  const bytes = bytesIn(root);
  if (bytes.length !== HASH_BYTES) throw new Refusal('notCheckpoint');
  return { origin, size: decimalIn(size), root: bytes, note };
}

/** @throws {Refusal} for a checkpoint of another log, or one that the log's key did not sign. */
export function checkpointSignedBy(
  primitives: Primitives,
  key: VerifierKey,
  { note, ...checkpoint }: UncheckedCheckpoint,
): Checkpoint {
  if (checkpoint.origin !== key.name)
    throw new Refusal('otherLog', { found: checkpoint.origin, origin: key.name });
  textSignedBy(primitives, key, note);
  return checkpoint;
}
