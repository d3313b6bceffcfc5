import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { committedKey, hkdf, secretKeyOf } from './hkdf.js';

interface Vector {
  source: string;
  ikm: string;
  salt: string;
  info: string;
  length: number;
  okm: string;
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as {
  hkdfSha256: Vector[];
};
const hex = (text: string) => Buffer.from(text, 'hex');

describe('HKDF-SHA256', () => {
  it.each(vectors.hkdfSha256)('answers as $source says', (vector) => {
    const secret = createSecretKey(hex(vector.ikm));

    expect(hkdf(secret, hex(vector.salt), hex(vector.info), vector.length).toString('hex')).toBe(vector.okm);
  });

  it('derives another key and another commitment for each use', () => {
    const secret = createSecretKey(Buffer.alloc(32, 7));
    const [one, other] = [committedKey(secret, 'one'), committedKey(secret, 'other')];

    expect(one.key.equals(other.key)).toBe(false);
    expect(one.commitment.equals(other.commitment)).toBe(false);
    expect(one.commitment).toHaveLength(16);
    expect(one.key.symmetricKeySize).toBe(32);
  });

  it('leaves no key bytes in the buffer they came in', () => {
    const bytes = Buffer.alloc(32, 7);

    expect(secretKeyOf(bytes).export()).toEqual(Buffer.alloc(32, 7));
    expect(bytes).toEqual(Buffer.alloc(32));
  });
});
