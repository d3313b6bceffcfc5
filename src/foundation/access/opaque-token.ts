import { createHash, randomBytes } from 'node:crypto';
import { isLibraryId } from '../database/scope.js';

const SECRET_BYTES = 24;
const SHAPE = /^[A-Za-z0-9_-]{54}$/;

/** A token that starts with its library's id, so that the scope is known before the look-up; only its hash is kept. */
export function newOpaqueToken(libraryId: string): { token: string; hash: Buffer } {
  return opaqueTokenOf(libraryId, randomBytes(SECRET_BYTES));
}

/** The token with this secret, of which 24 bytes are taken; for one that is derived whenever it is needed. */
export function opaqueTokenOf(libraryId: string, secret: Buffer): { token: string; hash: Buffer } {
  const token = Buffer.concat([
    Buffer.from(libraryId.replaceAll('-', ''), 'hex'),
    secret.subarray(0, SECRET_BYTES),
  ]).toString('base64url');
  return { token, hash: hashOfToken(token) };
}

/** SHA-256: the token has 192 random bits, so that a slow hash would protect nothing. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The library a token belongs to, or null for what is no token. */
export function libraryOfToken(token: string): string | null {
  if (!SHAPE.test(token)) return null;
  const hex = Buffer.from(token, 'base64url').subarray(0, 16).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isLibraryId(id) ? id : null;
}
