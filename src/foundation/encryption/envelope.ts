import type { DataKey } from './data-key.js';
import { KeysMissing } from './errors.js';
import { kidOfRecord, openRecord, RECORD_OVERHEAD, sealRecord, type Terms } from './sealed-record.js';

const SUITE = 0x01;

/** How many bytes longer an envelope is than what it seals. */
export const ENVELOPE_OVERHEAD = RECORD_OVERHEAD;

/**
 * Where a sealed datum belongs: its ciphertext opens nowhere else.
 * Library, subject and row are UUIDs, bound as lower-case text; `fieldId` is the stable name, such as `reader.email`, bound as it is.
 */
export interface FieldContext {
  libraryId: string;
  subjectId: string;
  fieldId: string;
  rowId: string;
}

/** Seals one field into a version 1 envelope: 62 bytes longer, never the same twice. */
export function seal(key: DataKey, context: FieldContext, plaintext: Buffer): Buffer {
  return sealRecord(terms(key, context), plaintext);
}

/** Opens one field; throws `KeysMissing` when the envelope names another key, `TamperedCiphertext` on anything else that is wrong. */
export function open(key: DataKey, context: FieldContext, envelope: Buffer): Buffer {
  return openRecord(terms(key, context), envelope);
}

/** The 16-byte id of the key to open an envelope with; throws `TamperedCiphertext` when it is no version 1 envelope. */
export function kidOf(envelope: Buffer): Buffer {
  return kidOfRecord(envelope, SUITE);
}

function terms(key: DataKey, { libraryId, subjectId, fieldId, rowId }: FieldContext): Terms {
  return {
    suite: SUITE,
    label: 'carrel-field-v1',
    kid: key.kid,
    key: key.field(fieldId),
    boundTo: [libraryId.toLowerCase(), subjectId.toLowerCase(), fieldId, rowId.toLowerCase()],
    otherKey: () => new KeysMissing(),
  };
}
