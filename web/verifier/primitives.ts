import { hashes, verify } from '@noble/ed25519';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { Primitives } from '../../src/verifier/primitives.js';

hashes.sha512 = sha512;

/** Cryptography for the verifier where a browser's own is not at hand: pages from a file have none. */
export const browserPrimitives: Primitives = {
  sha256Into: (bytes, into, at) => into.set(sha256(bytes), at),
  hmacSha256: (key, bytes) => hmac(sha256, key, bytes),
  // Signatures as RFC 8032 takes them, as Node does.
  ed25519Verify: (publicKey, message, signature) => verify(signature, message, publicKey, { zip215: false }),
};
