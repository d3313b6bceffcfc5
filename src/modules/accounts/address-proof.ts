import { createHmac, randomBytes } from 'node:crypto';
import { normaliseEmail } from '../../foundation/encryption/blind-index.js';

/** `r ‖ HMAC(r, address)`: confirms a claim made with the address, displays none. */
export function addressProof(email: string): Buffer {
  const r = randomBytes(32);
  return Buffer.concat([r, createHmac('sha256', r).update(normaliseEmail(email)).digest()]);
}
