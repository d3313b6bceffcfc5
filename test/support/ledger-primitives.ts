import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import type { Primitives } from '../../src/verifier/primitives.js';

/** Node's cryptography for the rules of the verifier, which stand below whatever gives it any. */
export const primitives: Primitives = {
  sha256Into: (bytes, into, at) => into.set(createHash('sha256').update(bytes).digest(), at),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
  ed25519Verify: (publicKey, message, signature) => {
    const x = Buffer.from(publicKey).toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, message, key, signature);
  },
};
