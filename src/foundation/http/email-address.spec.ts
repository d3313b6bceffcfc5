import fc from 'fast-check';
import { isEmailAddress } from './email-address.js';

const label63 = 'a'.repeat(63);

describe('an e-mail address', () => {
  it.each([
    'jane@example.org',
    'Jane.Doe+library@Example.ORG',
    "o'brien@example.org",
    '!#$%&*/=?^_`{|}~-@example.org',
    '123@123.example',
    'josé@biblioteca.es',
    'Pelé@example.com',
    '用户@例子.中国',
    'почта@пример.рф',
    'jane@xn--bcher-kva.example',
    'jane@bücher.example',
    'jane@a-b.co.uk',
    `${'a'.repeat(64)}@example.org`,
    `${'a'.repeat(60)}@${label63}.${label63}.${'b'.repeat(61)}.org`, // 254 octets
  ])('can be %j', (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  it.each([
    '',
    '@',
    'jane',
    'jane@',
    '@example.org',
    'jane@example',
    'jane@localhost',
    'jane@@example.org',
    'jane@doe@example.org',
    '.jane@example.org',
    'jane.@example.org',
    'ja..ne@example.org',
    'jane@.example.org',
    'jane@example..org',
    'jane@example.org.',
    'jane@-example.org',
    'jane@example-.org',
    'jane@exam_ple.org',
    'jane@exam ple.org',
    'jane doe@example.org',
    ' jane@example.org',
    'jane@example.org ',
    'jane@example.org\n',
    'jane\r\nBcc: eve@example.org',
    'jane\0@example.org',
    'jane\u200b@example.org', // invisible
    'jane\u202e@example.org', // turns the text round
    'jane\u00a0doe@example.org',
    'jane\ud800@example.org', // half a character
    'jane@192.168.0.1',
    'jane@[192.168.0.1]',
    'jane@example.1',
    'jane@example.0x1',
    '"jane doe"@example.org',
    'Jane <jane@example.org>',
    'jane@example.org, eve@example.org',
    'jane;eve@example.org',
    'jane(comment)@example.org',
    'jane\\@example.org',
    'mailto:jane@example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'é'.repeat(33)}@example.org`, // 66 octets
    `jane@${'a'.repeat(64)}.org`,
    `${'a'.repeat(60)}@${label63}.${label63}.${'b'.repeat(62)}.org`, // 255 octets
    `jane@${'例'.repeat(30)}.${'例'.repeat(30)}.${'例'.repeat(30)}.org`,
  ])('is not %j', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });

  it('is never a text of two lines, with a blank or with a control character, whatever stands around', () => {
    const forbidden = fc.constantFrom('\n', '\r', '\0', '\t', ' ', '\u007f', '\u0085', '\u2028');
    fc.assert(
      fc.property(fc.emailAddress(), forbidden, fc.nat(), (address, character, position) => {
        const at = position % (address.length + 1);

        expect(isEmailAddress(address.slice(0, at) + character + address.slice(at))).toBe(false);
      }),
    );
  });

  it('is whatever RFC 5322 allows without quotes', () => {
    fc.assert(fc.property(fc.emailAddress(), (address) => isEmailAddress(address)));
  });

  it('is decided at once for a long text', () => {
    expect(isEmailAddress('a.'.repeat(5_000_000))).toBe(false);
  });
});
