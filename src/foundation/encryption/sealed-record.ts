import { timingSafeEqual } from 'node:crypto';
import { decrypt, encrypt, NONCE_LENGTH, TAG_LENGTH } from './aes-gcm.js';
import { associatedData } from './associated-data.js';
import { KID_LENGTH } from './data-key.js';
import { TamperedCiphertext, type EncryptionError } from './errors.js';
import { COMMITMENT_LENGTH, type CommittedKey } from './hkdf.js';
import { writeNonce } from './nonce.js';

// version ‖ suite ‖ kid ‖ commitment ‖ nonce ‖ ciphertext ‖ tag
const VERSION = 0x01;
const KID = 2;
const COMMITMENT = KID + KID_LENGTH;
const NONCE = COMMITMENT + COMMITMENT_LENGTH;
const CIPHERTEXT = NONCE + NONCE_LENGTH;

export const RECORD_OVERHEAD = CIPHERTEXT + TAG_LENGTH;

/** What a record is sealed on: its kind, its key, and what it may not be moved away from. */
export interface Terms {
  readonly suite: number;
  readonly label: string;
  readonly kid: Buffer;
  readonly key: CommittedKey;
  readonly boundTo: readonly (string | Buffer)[];
  /** The error for a record that names another key. */
  readonly otherKey: () => EncryptionError;
}

/** Seals bytes into a record that is 62 bytes longer. */
export function sealRecord(terms: Terms, plaintext: Buffer): Buffer {
  const record = Buffer.allocUnsafe(RECORD_OVERHEAD + plaintext.length);
  record[0] = VERSION;
  record[1] = terms.suite;
  terms.kid.copy(record, KID);
  terms.key.commitment.copy(record, COMMITMENT);
  writeNonce(record, NONCE);
  const [ciphertext, tag] = encrypt(
    terms.key.key,
    record.subarray(NONCE, CIPHERTEXT),
    boundTo(terms, record),
    plaintext,
  );
  ciphertext.copy(record, CIPHERTEXT);
  tag.copy(record, CIPHERTEXT + ciphertext.length);
  return record;
}

/** Opens a record; throws `terms.otherKey()` when it names another key, `TamperedCiphertext` on anything else that is wrong. */
export function openRecord(terms: Terms, record: Buffer): Buffer {
  if (!kidOfRecord(record, terms.suite).equals(terms.kid)) throw terms.otherKey();
  if (!timingSafeEqual(record.subarray(COMMITMENT, NONCE), terms.key.commitment))
    throw new TamperedCiphertext();
  const tagAt = record.length - TAG_LENGTH;
  return decrypt(
    terms.key.key,
    record.subarray(NONCE, CIPHERTEXT),
    boundTo(terms, record),
    record.subarray(CIPHERTEXT, tagAt),
    record.subarray(tagAt),
  );
}

/** The 16-byte id of the key that a record names; throws `TamperedCiphertext` when it is no record of this version and suite. */
export function kidOfRecord(record: Buffer, suite: number): Buffer {
  if (record.length < RECORD_OVERHEAD || record[0] !== VERSION || record[1] !== suite)
    throw new TamperedCiphertext();
  return record.subarray(KID, COMMITMENT);
}

function boundTo(terms: Terms, record: Buffer): Buffer {
  return associatedData(terms.label, record.subarray(0, NONCE), terms.boundTo);
}
