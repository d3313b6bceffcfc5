import { randomBytes, randomUUID } from 'node:crypto';
import { encrypt } from './aes-gcm.js';
import { associatedData } from './associated-data.js';
import { DataKey } from './data-key.js';
import { kidOf, open, seal, type FieldContext } from './envelope.js';
import { KeysMissing, TamperedCiphertext } from './errors.js';

const libraryId = '018f0000-0000-7000-8000-000000000001';
const subjectId = '018f0000-0000-7000-8000-000000000002';
const rowId = '018f0000-0000-7000-8000-000000000003';
const email: FieldContext = { libraryId, subjectId, fieldId: 'reader.email', rowId };
const key = DataKey.generate();
const alice = Buffer.from('alice@example.org');

describe('a changed envelope', () => {
  it('does not open when any one bit is another', () => {
    const envelope = seal(key, email, alice);
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const flipped = Buffer.from(envelope);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const namesAnotherKey = bit >> 3 >= 2 && bit >> 3 < 18;

      expect(() => open(key, email, flipped)).toThrow(namesAnotherKey ? KeysMissing : TamperedCiphertext);
    }
  });

  it.each(['libraryId', 'subjectId', 'fieldId', 'rowId'] as const)(
    'does not open under another %s',
    (part) => {
      const elsewhere = { ...email, [part]: part === 'fieldId' ? 'reader.name' : randomUUID() };

      expect(() => open(key, elsewhere, seal(key, email, alice))).toThrow(TamperedCiphertext);
    },
  );

  it('does not open at any shorter or longer length', () => {
    const envelope = seal(key, email, alice);
    for (let length = 0; length < envelope.length; length++) {
      expect(() => open(key, email, envelope.subarray(0, length))).toThrow(TamperedCiphertext);
    }
    for (let more = 1; more <= 64; more++) {
      const longer = Buffer.concat([envelope, Buffer.alloc(more)]);
      expect(() => open(key, email, longer)).toThrow(TamperedCiphertext);
    }
  });

  it.each([4, 8, 12])('does not open under the first %d bytes of its tag', (length) => {
    expect(() => open(key, email, seal(key, email, alice).subarray(0, length - 16))).toThrow(
      TamperedCiphertext,
    );
  });

  it.each([2, 18, 34, 46])('does not open under the first %d bytes of another valid one', (length) => {
    const [one, other] = [seal(key, email, alice), seal(DataKey.generate(), email, alice)];
    const swapped = Buffer.concat([other.subarray(0, length), one.subarray(length)]);

    if (length > 2) expect(() => open(key, email, swapped)).toThrow(KeysMissing);
    else expect(open(key, email, swapped)).toEqual(alice);
  });

  it('does not open under the header of another field or the nonce of another seal', () => {
    const one = seal(key, email, alice);
    const otherField = seal(key, { ...email, fieldId: 'reader.name' }, alice);
    const otherSeal = seal(key, email, alice);

    expect(() => open(key, email, Buffer.concat([otherField.subarray(0, 34), one.subarray(34)]))).toThrow(
      TamperedCiphertext,
    );
    expect(() => open(key, email, Buffer.concat([otherSeal.subarray(0, 46), one.subarray(46)]))).toThrow(
      TamperedCiphertext,
    );
  });

  it.each([
    [0, 0],
    [0, 2],
    [1, 0],
    [1, 2],
    [1, 4],
  ])('does not open when byte %d claims %d', (at, claim) => {
    const envelope = seal(key, email, alice);
    envelope[at] = claim;

    expect(() => open(key, email, envelope)).toThrow(TamperedCiphertext);
    expect(() => kidOf(envelope)).toThrow(TamperedCiphertext);
  });

  it('opens under one key only, even where two share an id', () => {
    const impostor = DataKey.from(key.kid, randomBytes(32));

    expect(() => open(impostor, email, seal(key, email, alice))).toThrow(TamperedCiphertext);
  });

  // GCM lets one ciphertext and tag be made that open under two keys; such a one can carry the commitment of one key only.
  it('does not open under the commitment of another key, though the tag is right', () => {
    const envelope = seal(key, email, alice);
    DataKey.generate().field('reader.email').commitment.copy(envelope, 18);
    const aad = associatedData('carrel-field-v1', envelope.subarray(0, 34), [
      libraryId,
      subjectId,
      'reader.email',
      rowId,
    ]);
    const [ciphertext, tag] = encrypt(key.field('reader.email').key, envelope.subarray(34, 46), aad, alice);
    Buffer.concat([ciphertext, tag]).copy(envelope, 46);

    expect(() => open(key, email, envelope)).toThrow(TamperedCiphertext);
  });
});
