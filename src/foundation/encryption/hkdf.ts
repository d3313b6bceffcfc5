import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export const COMMITMENT_LENGTH = 16;

/** A 32-byte AES key, and the 16 bytes that commit to it because GCM alone lets one ciphertext open under two keys. */
export interface CommittedKey {
  readonly key: KeyObject;
  readonly commitment: Buffer;
}

/** Derives `length` bytes from a secret key (HKDF-SHA256, RFC 5869). */
export function hkdf(
  secret: KeyObject,
  salt: Buffer | string,
  info: Buffer | string,
  length: number,
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}

/** Derives the AES key and the commitment that belong to one use of a secret key; `info` names the use. */
export function committedKey(secret: KeyObject, info: string): CommittedKey {
  const bytes = hkdf(secret, '', info, 32 + COMMITMENT_LENGTH);
  return { key: secretKeyOf(bytes.subarray(0, 32)), commitment: Buffer.from(bytes.subarray(32)) };
}

/** Moves key bytes into a `KeyObject`, whose bytes neither logs nor JSON show, and blanks the buffer that held them. */
export function secretKeyOf(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
