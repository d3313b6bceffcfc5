/** The cryptography that the verifier stands on, given from outside: Node's own, or that of a browser. */
export interface Primitives {
  /** Writes the 32 bytes of SHA-256 of `bytes` into `into` from `at` on. The two may be the same array. */
  sha256Into: (bytes: Uint8Array, into: Uint8Array, at: number) => void;
  hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Uint8Array;
  ed25519Verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;

export function sha256({ sha256Into }: Primitives, bytes: Uint8Array): Uint8Array {
  const hash = new Uint8Array(HASH_BYTES);
  sha256Into(bytes, hash, 0);
  return hash;
}
