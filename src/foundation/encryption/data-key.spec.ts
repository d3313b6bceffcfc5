import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { DataKey } from './data-key.js';

describe('a data key', () => {
  it('shows its secret neither to JSON nor to a log', () => {
    const secret = randomBytes(32);
    const key = DataKey.from(randomBytes(16), secret);
    const shown = [JSON.stringify({ key }), inspect({ key }, { depth: 9, showHidden: true }), inspect(key)];

    expect(shown[0]).toBe('{"key":"[redacted]"}');
    for (const text of shown) {
      expect(text).not.toContain(secret.toString('hex'));
      expect(text).not.toContain(secret.toString('base64'));
      expect(text).toContain('[redacted]');
    }
  });

  it('derives a field once, and other fields apart', () => {
    const key = DataKey.generate();

    expect(key.field('reader.email')).toBe(key.field('reader.email'));
    expect(key.field('reader.email').key.equals(key.field('reader.name').key)).toBe(false);
    expect(key.field('reader.email').commitment.equals(key.field('reader.name').commitment)).toBe(false);
  });

  it('does not change with the buffers it was made from', () => {
    const [kid, secret] = [Buffer.alloc(16, 1), Buffer.alloc(32, 2)];
    const key = DataKey.from(kid, secret);
    kid.fill(9);
    secret.fill(9);

    expect(key.kid).toEqual(Buffer.alloc(16, 1));
    expect(key.secret.export()).toEqual(Buffer.alloc(32, 2));
  });

  it('is a new one each time', () => {
    const [one, other] = [DataKey.generate(), DataKey.generate()];

    expect(one.kid.equals(other.kid)).toBe(false);
    expect(one.secret.equals(other.secret)).toBe(false);
  });

  it.each([0, 15, 17])('refuses an id of %d bytes', (length) => {
    expect(() => DataKey.from(Buffer.alloc(length), Buffer.alloc(32))).toThrow(RangeError);
  });

  it.each([0, 16, 31, 33])('refuses a secret of %d bytes', (length) => {
    expect(() => DataKey.from(Buffer.alloc(16), Buffer.alloc(length))).toThrow(RangeError);
  });
});
