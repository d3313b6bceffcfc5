import { base64Of, bytesIn } from './base64.js';
import { hexOf, isSame, joined, utf8 } from './bytes.js';
import { HASH_BYTES, sha256, type Primitives } from './primitives.js';
import { Refusal } from './refusal.js';

const ED25519 = 0x01;
const LONGEST = 1_000;
/** `<deployment>/<library id>/<generation>` */
const ORIGIN = /^(.+\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))\/([1-9]\d{0,8})$/;

/** The public key of one log (C2SP verifier key). */
export interface VerifierKey {
  name: string;
  id: Uint8Array;
  publicKey: Uint8Array;
}

/** Whose log it is: `log` names all generations of it. */
export interface Origin {
  log: string;
  library: string;
  generation: number;
}

/** @throws {Refusal} for a text that is no verifier key, and for one whose id is not that of its key. */
export function verifierKey(primitives: Primitives, text: string): VerifierKey {
  const [name, id, encoded] = partsOf(text);
  const material = bytesIn(encoded);
  if (material[0] !== ED25519 || material.length !== 1 + HASH_BYTES) throw new Refusal('notEd25519');
  const expected = sha256(primitives, joined(utf8(`${name}\n`), material)).subarray(0, 4);
  if (hexOf(expected) !== id) throw new Refusal('otherKeyId');
  return { name, id: expected, publicKey: material.subarray(1) };
}

/** Base64 may hold a plus, too; a name may not. */
function partsOf(text: string): [string, string, string] {
  const parts = /^([^+\p{White_Space}\p{Cc}]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text);
  const [, name, id, encoded] = parts ?? [];
  if (text.length > LONGEST || !name || !id || !encoded) throw new Refusal('notKey');
  return [name, id, encoded];
}

export function keyText({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${hexOf(id)}+${base64Of(joined(Uint8Array.of(ED25519), publicKey))}`;
}

export function isSameKey(a: VerifierKey, b: VerifierKey): boolean {
  return a.name === b.name && isSame(a.publicKey, b.publicKey);
}

/** @throws {Refusal} for an origin that no log of Carrel has. */
export function originIn(name: string): Origin {
  const [, log, library, generation] = ORIGIN.exec(name) ?? [];
  if (!log || !library) throw new Refusal('notOrigin', { origin: name });
  return { log, library, generation: Number(generation) };
}
