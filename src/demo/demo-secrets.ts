import { createHmac } from 'node:crypto';
import { hashOfToken } from '../foundation/access/opaque-token.js';
import { secretFor } from '../foundation/access/access-token.js';

/**
 * The demo's passwords and keys: derived from the installation's root secret, so that they are random for each
 * installation and the same on every start, also after a kill half-way.
 */
export class DemoSecrets {
  constructor(private readonly root: Buffer) {}

  password(email: string): string {
    return this.derive(`password/${email}`).subarray(0, 15).toString('base64url');
  }

  /** An opaque token as `newOpaqueToken` makes them: the library's id, then 24 bytes. */
  apiKey(libraryId: string): { token: string; hash: Buffer } {
    const id = Buffer.from(libraryId.replaceAll('-', ''), 'hex');
    const token = Buffer.concat([id, this.derive(`api-key/${libraryId}`).subarray(0, 24)]).toString(
      'base64url',
    );
    return { token, hash: hashOfToken(token) };
  }

  private derive(what: string): Buffer {
    return createHmac('sha256', secretFor('demo', this.root)).update(what).digest();
  }
}
