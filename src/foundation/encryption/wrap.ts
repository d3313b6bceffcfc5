import type { KeyObject } from 'node:crypto';
import { DataKey, SECRET_LENGTH } from './data-key.js';
import { TamperedCiphertext } from './errors.js';
import { committedKey, type CommittedKey } from './hkdf.js';
import { openRecord, sealRecord, type Terms } from './sealed-record.js';

const SUITE = 0x02;
const label = 'carrel-dek-v1';

/** Whose key is wrapped and for what: library and holder are UUIDs, bound as lower-case text; purpose and epoch are bound as they are. */
export interface WrapContext {
  libraryId: string;
  holderId: string;
  purpose: string;
  epoch: number;
}

/** Wraps a data key under a 32-byte library key into a record of 94 bytes, which names the data key's kid. */
export function wrapKey(wrapping: KeyObject, context: WrapContext, key: DataKey): Buffer {
  const secret = key.secret.export();
  const wrapped = sealRecord(terms(wrapping, context, key.kid), secret);
  secret.fill(0);
  return wrapped;
}

/** Unwraps the data key with this 16-byte kid; throws `TamperedCiphertext` when wrapping key, context, kid or record is not that of the wrapping. */
export function unwrapKey(wrapping: KeyObject, context: WrapContext, kid: Buffer, wrapped: Buffer): DataKey {
  const secret = openRecord(terms(wrapping, context, kid), wrapped);
  if (secret.length !== SECRET_LENGTH) throw new TamperedCiphertext();
  const key = DataKey.from(kid, secret);
  secret.fill(0);
  return key;
}

function terms(
  wrapping: KeyObject,
  { libraryId, holderId, purpose, epoch }: WrapContext,
  kid: Buffer,
): Terms {
  return {
    suite: SUITE,
    label,
    kid,
    key: derived(wrapping),
    // The kid is bound too: it stands in the header, which precedes these.
    boundTo: [libraryId.toLowerCase(), holderId.toLowerCase(), purpose, String(epoch)],
    otherKey: () => new TamperedCiphertext(),
  };
}

const derivedKeys = new WeakMap<KeyObject, CommittedKey>();

function derived(wrapping: KeyObject): CommittedKey {
  let key = derivedKeys.get(wrapping);
  if (!key) derivedKeys.set(wrapping, (key = committedKey(wrapping, label)));
  return key;
}
