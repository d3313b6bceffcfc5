import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { TamperedCiphertext } from './errors.js';

export const NONCE_LENGTH = 12;
export const TAG_LENGTH = 16;

const algorithm = 'aes-256-gcm';
// Without this Node opens under tags of 4 to 15 bytes too (DEP0182), which can be guessed.
const options = { authTagLength: TAG_LENGTH };

/** Encrypts under a 32-byte key and a 12-byte nonce never used with it before; gives ciphertext and 16-byte tag (NIST SP 800-38D). */
export function encrypt(
  key: KeyObject,
  nonce: Buffer,
  aad: Buffer | undefined,
  plaintext: Buffer,
): [ciphertext: Buffer, tag: Buffer] {
  const cipher = createCipheriv(algorithm, key, nonce, options);
  if (aad) cipher.setAAD(aad);
  const ciphertext = cipher.update(plaintext);
  cipher.final();
  return [ciphertext, cipher.getAuthTag()];
}

/** Gives the plaintext back, or throws `TamperedCiphertext` when key, nonce, AAD, ciphertext or tag differ (NIST SP 800-38D). */
export function decrypt(
  key: KeyObject,
  nonce: Buffer,
  aad: Buffer | undefined,
  ciphertext: Buffer,
  tag: Buffer,
): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, options);
    decipher.setAuthTag(tag);
    if (aad) decipher.setAAD(aad);
    const plaintext = decipher.update(ciphertext);
    decipher.final();
    return plaintext;
  } catch (cause) {
    throw new TamperedCiphertext(undefined, { cause });
  }
}
