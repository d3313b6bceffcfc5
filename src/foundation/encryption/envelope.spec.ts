import { createDecipheriv, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { DataKey } from './data-key.js';
import { ENVELOPE_OVERHEAD, kidOf, open, seal, type FieldContext } from './envelope.js';
import { KeysMissing } from './errors.js';

const libraryId = '018f0000-0000-7000-8000-000000000001';
const subjectId = '018f0000-0000-7000-8000-000000000002';
const rowId = '018f0000-0000-7000-8000-000000000003';
const email: FieldContext = { libraryId, subjectId, fieldId: 'reader.email', rowId };
const key = DataKey.generate();
const alice = Buffer.from('alice@example.org');

const ascending = (length: number, from: number) => Buffer.from(Array.from({ length }, (_, at) => from + at));
const frozenKey = DataKey.from(ascending(16, 0xa0), ascending(32, 0));
const frozen = Buffer.from(
  '0101a0a1a2a3a4a5a6a7a8a9aaabacadaeaf6b6d33a47718a46d42ddbcd072a13166428063e992b79a437e3e76aa36a2f9' +
    '636c55295a8ebdcdc1be972d52c2ef8d223782c732b1e9f9bef285bafb4f',
  'hex',
);

describe('an envelope', () => {
  it('of version 1 opens for ever', () => {
    expect(open(frozenKey, email, frozen).toString()).toBe('alice@example.org');
  });

  it('has the published layout', () => {
    const derived = Buffer.from(hkdfSync('sha256', ascending(32, 0), '', 'carrel-field-v1/reader.email', 48));
    const aad = [Buffer.from('carrel-field-v1\0'), frozen.subarray(0, 34)];
    for (const part of [libraryId, subjectId, 'reader.email', rowId]) {
      aad.push(Buffer.from([0, part.length]), Buffer.from(part));
    }
    const options = { authTagLength: 16 };
    const decipher = createDecipheriv(
      'aes-256-gcm',
      derived.subarray(0, 32),
      frozen.subarray(34, 46),
      options,
    );
    decipher.setAAD(Buffer.concat(aad)).setAuthTag(frozen.subarray(-16));

    expect(frozen.subarray(18, 34)).toEqual(derived.subarray(32));
    expect(decipher.update(frozen.subarray(46, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
      'alice@example.org',
    );
  });

  it('gives back any bytes, empty ones too, and is 62 bytes longer', () => {
    expect(open(key, email, seal(key, email, Buffer.alloc(0)))).toEqual(Buffer.alloc(0));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const envelope = seal(key, email, Buffer.from(bytes));
        expect(envelope).toHaveLength(bytes.length + ENVELOPE_OVERHEAD);
        expect(open(key, email, envelope)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('is never the same twice', () => {
    const sealed = Array.from({ length: 1000 }, () => seal(key, email, alice).toString('hex'));

    expect(new Set(sealed).size).toBe(1000);
  });

  it('takes ids in either case', () => {
    const shouted = { ...email, libraryId: libraryId.toUpperCase(), rowId: rowId.toUpperCase() };

    expect(open(key, shouted, seal(key, email, alice))).toEqual(alice);
  });

  it('names its key, and asks for that one', () => {
    const envelope = seal(key, email, alice);

    expect(kidOf(envelope)).toEqual(key.kid);
    expect(() => open(DataKey.generate(), email, envelope)).toThrow(KeysMissing);
  });

  it('says nothing of the person in its errors', () => {
    const envelope = seal(key, email, alice);
    envelope.writeUInt8(envelope.readUInt8(50) ^ 1, 50);

    expect(() => open(key, email, envelope)).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining(subjectId),
        code: 'tampered-ciphertext',
      }),
    );
  });
});
