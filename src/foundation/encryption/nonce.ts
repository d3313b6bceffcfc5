import { randomFillSync } from 'node:crypto';
import { NONCE_LENGTH } from './aes-gcm.js';
import { KeyProviderDown } from './errors.js';

const previous = Buffer.alloc(NONCE_LENGTH);

/**
 * Writes a random 96-bit nonce at `offset`; throws `KeyProviderDown` when the random source gives the same one twice running.
 * A repeated nonce would give away plaintexts and the key's authenticator, so nothing may be sealed then.
 */
export function writeNonce(
  target: Buffer,
  offset: number,
  fill: (target: Buffer, offset: number, size: number) => unknown = randomFillSync,
): void {
  fill(target, offset, NONCE_LENGTH);
  if (previous.compare(target, offset, offset + NONCE_LENGTH) === 0) {
    throw new KeyProviderDown(
      'The random source of this machine repeats itself; nothing is sealed until it is repaired.',
    );
  }
  target.copy(previous, 0, offset, offset + NONCE_LENGTH);
}
