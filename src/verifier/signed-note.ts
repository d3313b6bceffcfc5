import { bytesIn } from './base64.js';
import { isSame, utf8 } from './bytes.js';
import { SIGNATURE_BYTES, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';
import type { VerifierKey } from './verifier-key.js';

const LONGEST = 64 * 1024;
const MOST_SIGNATURES = 16;
const SIGNATURE = /^— ([^+\p{White_Space}\p{Cc}]+) ([A-Za-z0-9+/=]+)$/u;

/** A signed note (C2SP), read and not yet believed. */
export interface SignedNote {
  /** What is signed, with its last line break. */
  text: string;
  signatures: { name: string; id: Uint8Array; signature: Uint8Array }[];
}

/** @throws {Refusal} for anything but a note and nothing after it. */
export function signedNote(note: string): SignedNote {
  const end = note.lastIndexOf('\n\n');
  if (note.length > LONGEST || end < 0 || !note.endsWith('\n')) throw new Refusal('notNote');
  if (/(?!\n)\p{Cc}/u.test(note)) throw new Refusal('notNote');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw new Refusal('notNote');
  return { text: note.slice(0, end + 1), signatures: lines.map(signatureIn) };
}

function signatureIn(line: string) {
  const [, name, encoded] = SIGNATURE.exec(line) ?? [];
  if (!name || !encoded) throw new Refusal('notNote');
  const bytes = bytesIn(encoded);
  if (bytes.length < 5) throw new Refusal('notNote');
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/**
 * The text of a note that a key signed. Signatures by keys that nobody asked about count for nothing.
 * @throws {Refusal} when the key did not sign it, or a signature that claims to be the key's is not.
 */
export function textSignedBy(primitives: Primitives, key: VerifierKey, note: SignedNote): string {
  const claimed = note.signatures.filter(({ name, id }) => name === key.name && isSame(id, key.id));
  if (!claimed.length) throw new Refusal('notSigned', { origin: key.name });
  const message = utf8(note.text);
  for (const { signature } of claimed)
    if (signature.length !== SIGNATURE_BYTES || !primitives.ed25519Verify(key.publicKey, message, signature))
      throw new Refusal('wrongSignature', { origin: key.name });
  return note.text;
}
