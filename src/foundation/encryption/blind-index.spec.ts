import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { blindToken, normaliseEmail } from './blind-index.js';

const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => 0x60 + at));
const key = createSecretKey(bytes);
const whole = '05566ae25fb6cd0bd2bad62ebea61a2ba5b0a7d411544a199ffd5cfaeedcefe8';

describe('a blind token', () => {
  it('stays what it was when it was first written', () => {
    expect(blindToken(key, 'reader.email', 'alice@example.org').toString('hex')).toBe(whole.slice(0, 32));
    expect(blindToken(key, 'reader.email', 'alice@example.org', 256).toString('hex')).toBe(whole);
  });

  it('is the same from a key object and from its bytes', () => {
    expect(blindToken(bytes, 'reader.email', 'x')).toEqual(blindToken(key, 'reader.email', 'x'));
  });

  it('keeps the first bits and blanks the rest of the last byte', () => {
    const bitsOf = (token: Buffer) => [...token].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const all = bitsOf(Buffer.from(whole, 'hex'));
    for (let bits = 1; bits <= 256; bits++) {
      const token = blindToken(key, 'reader.email', 'alice@example.org', bits);
      expect(bitsOf(token)).toBe(all.slice(0, bits).padEnd(Math.ceil(bits / 8) * 8, '0'));
    }
  });

  it('differs by value, by field and by key', () => {
    const tokens = [
      blindToken(key, 'reader.email', 'alice@example.org'),
      blindToken(key, 'reader.email', 'bob@example.org'),
      blindToken(key, 'staff.email', 'alice@example.org'),
      blindToken(Buffer.alloc(32), 'reader.email', 'alice@example.org'),
    ];

    expect(new Set(tokens.map((token) => token.toString('hex'))).size).toBe(4);
  });

  it.each([0, -1, 257, 7.5, Number.NaN])('refuses %d bits', (bits) => {
    expect(() => blindToken(key, 'reader.email', 'x', bits)).toThrow(RangeError);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['  Alice@Example.ORG\n', 'alice@example.org'],
    ['\uff21lice\uff20example.org', 'alice@example.org'],
    ['zo\u00eb@b\u00fccher.example', 'zo\u00eb@xn--bcher-kva.example'],
    ['zoe\u0308@bu\u0308cher.example', 'zo\u00eb@xn--bcher-kva.example'],
    ['\u{1d41a}lice@example.org', 'alice@example.org'],
    ['alice@\u56fe\u4e66\u9986\u3002\u4e2d\u56fd', 'alice@xn--1jq52s681d.xn--fiqs8s'],
    ['"a@b"@example.org', '"a@b"@example.org'],
    ['I\u0307\u0327@example.org', 'i\u0327\u0307@example.org'],
    ['alice', 'alice'],
    ['', ''],
  ])('%j is compared as %j', (given, compared) => {
    expect(normaliseEmail(given)).toBe(compared);
  });

  it.each([
    'b\u00fccher.example/x',
    'b\u00fccher.example:25',
    'b\u00fccher.example?x',
    'b\u00fc%63her.example',
    'b\u00fc\tcher.example',
  ])('at what is no domain, %j, is not taken for one at another domain', (domain) => {
    expect(normaliseEmail(`alice@${domain}`)).toBe(`alice@${domain}`);
  });

  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const address = fc.oneof(
    fc.tuple(text, text).map((halves) => halves.join('@')),
    fc.emailAddress(),
    text,
  );

  it('normalised twice is as normalised once', () => {
    fc.assert(
      fc.property(address, (given) => {
        expect(normaliseEmail(normaliseEmail(given))).toBe(normaliseEmail(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in every Unicode form', () => {
    fc.assert(
      fc.property(address, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (given, form) => {
        expect(normaliseEmail(given.normalize(form))).toBe(normaliseEmail(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in capitals and between spaces', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (given) => {
        expect(normaliseEmail(` ${given.toUpperCase()}\t`)).toBe(normaliseEmail(given));
      }),
    );
  });
});
