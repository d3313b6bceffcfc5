import { createHmac, createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { HASH_BYTES, type Primitives } from '../verifier/primitives.js';

// DER of an Ed25519 public key (RFC 8410), up to its 32 bytes.
const BEFORE_KEY = Buffer.from('302a300506032b6570032100', 'hex');
const keys = new Map<string, KeyObject>();

/** Node's own cryptography, for the verifier. */
export const nodePrimitives: Primitives = {
  // As a string of bytes, because Node hands out buffers five times as slowly.
  sha256Into: (bytes, into, at) => {
    viewOf(into).write(hash('sha256', bytes, 'binary'), at, HASH_BYTES, 'latin1');
  },
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  ed25519Verify: (publicKey, message, signature) => verify(null, message, keyOf(publicKey), signature),
};

let viewed: Uint8Array = new Uint8Array();
let view: Buffer = Buffer.alloc(0);

/** Hundreds of hashes go to the same place before one goes to another. */
function viewOf(bytes: Uint8Array): Buffer {
  if (bytes !== viewed) {
    viewed = bytes;
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return view;
}

/** A log's checkpoints all have the same key. */
function keyOf(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey).toString('base64');
  const known = keys.get(name);
  if (known) return known;
  const key = createPublicKey({
    key: Buffer.concat([BEFORE_KEY, publicKey]),
    format: 'der',
    type: 'spki',
  });
  keys.set(name, key);
  return key;
}
