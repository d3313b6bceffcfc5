import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { DataKey } from './data-key.js';
import { TamperedCiphertext } from './errors.js';
import { unwrapKey, wrapKey, type WrapContext } from './wrap.js';

const wrapping = createSecretKey(randomBytes(32));
const context: WrapContext = {
  libraryId: '018f0000-0000-7000-8000-000000000001',
  holderId: '018f0000-0000-7000-8000-000000000002',
  purpose: 'main',
  epoch: 42,
};
const key = DataKey.generate();

const ascending = (length: number, from: number) => Buffer.from(Array.from({ length }, (_, at) => from + at));
const frozen = Buffer.from(
  '0102a0a1a2a3a4a5a6a7a8a9aaabacadaeaf6cb43b038244f86bc80a2553994a0a136a7b73f3b832fe6256dd36e62fccd98b768e' +
    'c322b9cf5eeebf60ee747f281ca8efa513ee33a23c8f1448ad35a336be4846a616ed1739c51754d25fc2',
  'hex',
);

describe('a wrapped key', () => {
  it('of version 1 opens for ever', () => {
    const unwrapped = unwrapKey(createSecretKey(ascending(32, 0x40)), context, ascending(16, 0xa0), frozen);

    expect(unwrapped.secret.export()).toEqual(ascending(32, 0));
  });

  it('gives the same key back', () => {
    const unwrapped = unwrapKey(wrapping, context, key.kid, wrapKey(wrapping, context, key));

    expect(unwrapped.kid).toEqual(key.kid);
    expect(unwrapped.secret.equals(key.secret)).toBe(true);
  });

  it('does not open when any one bit is another', () => {
    const wrapped = wrapKey(wrapping, context, key);
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const flipped = Buffer.from(wrapped);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);

      expect(() => unwrapKey(wrapping, context, key.kid, flipped)).toThrow(TamperedCiphertext);
    }
  });

  it('does not open at any shorter length', () => {
    const wrapped = wrapKey(wrapping, context, key);
    for (let length = 0; length < wrapped.length; length++) {
      expect(() => unwrapKey(wrapping, context, key.kid, wrapped.subarray(0, length))).toThrow(
        TamperedCiphertext,
      );
    }
  });

  it.each<[string, Partial<WrapContext>]>([
    ['library', { libraryId: randomUUID() }],
    ['holder', { holderId: randomUUID() }],
    ['purpose', { purpose: 'evidence' }],
    ['epoch', { epoch: 43 }],
  ])('does not open under another %s', (_, other) => {
    const wrapped = wrapKey(wrapping, context, key);

    expect(() => unwrapKey(wrapping, { ...context, ...other }, key.kid, wrapped)).toThrow(TamperedCiphertext);
  });

  it('does not open under another kid or wrapping key', () => {
    const wrapped = wrapKey(wrapping, context, key);

    expect(() => unwrapKey(wrapping, context, randomBytes(16), wrapped)).toThrow(TamperedCiphertext);
    expect(() => unwrapKey(createSecretKey(randomBytes(32)), context, key.kid, wrapped)).toThrow(
      TamperedCiphertext,
    );
  });
});
