/** The cryptography that the verifier stands on, given from outside: Node's own, or that of a browser. */
export interface Primitives {
  sha256: (bytes: Uint8Array) => Uint8Array;
  hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Uint8Array;
  ed25519Verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;
