import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { signInFirst } from '../http/problem.js';
import { secretFor } from './access-token.js';
import { hashOfToken, libraryOfToken, newOpaqueToken } from './opaque-token.js';

/** What a refresh token says. `isOurs`: it was issued here for this session, once or now. */
export interface RefreshToken {
  sessionId: string;
  libraryId: string;
  hash: Buffer;
  isOurs: boolean;
}

/**
 * Refresh tokens are `session.secret.seal`. The seal is a keyed hash of the first two: it tells one that was used before
 * from a guess by someone who knows no more than the session's id, without keeping those that were used.
 */
export class RefreshTokens {
  private readonly key: KeyObject;

  constructor(root: Buffer) {
    this.key = secretFor('refresh-token', root);
  }

  issue(sessionId: string, libraryId: string): { token: string; hash: Buffer } {
    const { token, hash } = newOpaqueToken(libraryId);
    const unsealed = `${sessionId}.${token}`;
    return { token: `${unsealed}.${this.seal(unsealed).toString('base64url')}`, hash };
  }

  /** @throws 401 for what is no refresh token */
  read(token: string): RefreshToken {
    const [sessionId = '', secret = '', seal = ''] = token.split('.');
    const libraryId = libraryOfToken(secret);
    if (!libraryId || !/^[0-9a-f-]{36}$/.test(sessionId)) throw signInFirst();
    const expected = this.seal(`${sessionId}.${secret}`);
    const shown = Buffer.from(seal, 'base64url');
    const isOurs = shown.length === expected.length && timingSafeEqual(shown, expected);
    return { sessionId, libraryId, hash: hashOfToken(secret), isOurs };
  }

  private seal(unsealed: string): Buffer {
    return createHmac('sha256', this.key).update(unsealed).digest();
  }
}
