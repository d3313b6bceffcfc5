import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { noteTampering } from '../access/tampering.js';
import { KeysMissing, TamperedCiphertext } from '../encryption/errors.js';

/** A file as it is opened under the key it was sealed under; bytes that are not those that were sealed are noted, of which a draft of an incident tells. */
export function watched(
  pool: Pool,
  { libraryId, credentialId = null }: { libraryId: string; credentialId?: string | null },
  open: () => Readable,
): Readable {
  const note = (error: unknown) => {
    // A file that names another key is another's, put in this one's place.
    if (!(error instanceof TamperedCiphertext || error instanceof KeysMissing)) return;
    void noteTampering(pool, { libraryId, credentialId });
  };
  try {
    return open().once('error', note);
  } catch (error) {
    note(error);
    throw error;
  }
}
