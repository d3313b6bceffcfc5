import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

/** What an access token says; the three epochs are each checked against the stored ones. */
export interface Claims {
  /** The reader or staff member. */
  sub: string;
  /** The library that holds the person's session and keys: for staff, the platform. */
  lib: string;
  /** The library the person acts in. */
  act: string;
  knd: 'reader' | 'staff';
  rol?: 'owner' | 'librarian' | 'security-officer';
  sid: string;
  /** Epochs of the platform, the library and the person when the token was made. */
  ep: [platform: number, library: number, subject: number];
  /** Seconds since 1970 at which the person proved who they are. */
  prv: number;
  /** Whether a second factor was shown or is not asked for here. */
  mfa?: boolean;
  exp: number;
}

export const ACCESS_TOKEN_SECONDS = 600;

/** A key for one use, derived from the installation's root secret. */
export function secretFor(use: string, root: Buffer): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, '', `carrel-secret-v1/${use}`, 32)));
}

/** Makes access tokens of ten minutes. A key object, since a string would be parsed anew at every verification. */
export class AccessTokens {
  readonly key: KeyObject;

  constructor(root: Buffer) {
    this.key = secretFor('access-token', root);
  }

  sign(claims: Omit<Claims, 'exp'>, now: Date): Promise<string> {
    const seconds = Math.floor(now.getTime() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + ACCESS_TOKEN_SECONDS)
      .sign(this.key);
  }
}
