import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decrypt, encrypt } from './aes-gcm.js';
import { TamperedCiphertext } from './errors.js';

interface Vector {
  source: string;
  key: string;
  iv: string;
  plaintext: string;
  aad: string;
  ciphertext: string;
  tag: string;
}

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8')) as {
  aes256gcm: Vector[];
};
const hex = (text: string) => Buffer.from(text, 'hex');

describe('AES-256-GCM', () => {
  it.each(vectors.aes256gcm)('answers as the $source says', (vector) => {
    const key = createSecretKey(hex(vector.key));

    const [ciphertext, tag] = encrypt(key, hex(vector.iv), hex(vector.aad), hex(vector.plaintext));

    expect([ciphertext.toString('hex'), tag.toString('hex')]).toEqual([vector.ciphertext, vector.tag]);
    expect(decrypt(key, hex(vector.iv), hex(vector.aad), ciphertext, tag)).toEqual(hex(vector.plaintext));
  });

  it('treats absent and empty associated data alike', () => {
    const [key, nonce] = [createSecretKey(randomBytes(32)), randomBytes(12)];

    expect(encrypt(key, nonce, undefined, Buffer.from('x'))).toEqual(
      encrypt(key, nonce, Buffer.alloc(0), Buffer.from('x')),
    );
  });

  it.each([0, 1, 4, 8, 12, 13, 14, 15, 17])('refuses a tag of %d bytes', (length) => {
    const [key, nonce] = [createSecretKey(randomBytes(32)), randomBytes(12)];
    const [ciphertext, tag] = encrypt(key, nonce, undefined, Buffer.from('overdue'));
    const other = Buffer.concat([tag, tag]).subarray(0, length);

    expect(() => decrypt(key, nonce, undefined, ciphertext, other)).toThrow(TamperedCiphertext);
  });
});
