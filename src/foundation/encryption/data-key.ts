import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { committedKey, hkdf, secretKeyOf, type CommittedKey } from './hkdf.js';

export const KID_LENGTH = 16;
export const SECRET_LENGTH = 32;

/** A key that seals data: one subject's `main` or `evidence` key, or a library's content key. */
export class DataKey {
  readonly kid: Buffer;
  readonly #secret: KeyObject;
  readonly #fields = new Map<string, CommittedKey>();

  private constructor(kid: Buffer, secret: KeyObject) {
    this.kid = kid;
    this.#secret = secret;
  }

  /** A new key with a 16-byte random id and a 32-byte random secret. */
  static generate(): DataKey {
    return new DataKey(randomBytes(KID_LENGTH), secretKeyOf(randomBytes(SECRET_LENGTH)));
  }

  /** The key with this 16-byte id and 32-byte secret, both copied; throws `RangeError` on other lengths. */
  static from(kid: Buffer, secret: Buffer): DataKey {
    if (kid.length !== KID_LENGTH) throw new RangeError(`A key id has ${KID_LENGTH} bytes.`);
    if (secret.length !== SECRET_LENGTH) throw new RangeError(`A data key has ${SECRET_LENGTH} bytes.`);
    return new DataKey(Buffer.from(kid), createSecretKey(secret));
  }

  /** The secret itself, for `wrap.ts` alone. */
  get secret(): KeyObject {
    return this.#secret;
  }

  /** The AES key and commitment of one field, such as `reader.email`; derived once for each instance. */
  field(fieldId: string): CommittedKey {
    let derived = this.#fields.get(fieldId);
    if (!derived)
      this.#fields.set(fieldId, (derived = committedKey(this.#secret, `carrel-field-v1/${fieldId}`)));
    return derived;
  }

  /** `length` bytes for one file, from its random salt and from `info`, which names the file. */
  file(salt: Buffer, info: Buffer, length: number): Buffer {
    return hkdf(this.#secret, salt, info, length);
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
