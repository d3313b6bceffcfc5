import fc from 'fast-check';
import { associatedData } from './associated-data.js';

const header = Buffer.from('0102', 'hex');
const encoded = (label: string, parts: (string | Buffer)[]) =>
  Buffer.from(associatedData(label, header, parts));

describe('what a ciphertext is bound to', () => {
  it('is label, zero, header, and each part behind its length', () => {
    expect(encoded('x', ['ab', Buffer.from('c')]).toString('hex')).toBe(
      '7800' + '0102' + '00026162' + '000163',
    );
  });

  it('encodes no two lists of parts alike', () => {
    const parts = fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.length === other.length && one.every((part, index) => part === other[index]);
        expect(encoded('label', one).equals(encoded('label', other))).toBe(same);
      }),
    );
  });

  it.each(['a', '\u20ac'])('refuses what it would have to cut (%s)', (letter) => {
    expect(() => associatedData('label', header, [letter.repeat(4096)])).toThrow(RangeError);
    expect(() => associatedData('label', header, [Buffer.alloc(4096)])).toThrow(RangeError);
  });
});
