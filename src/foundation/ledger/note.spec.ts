import { randomBytes } from 'node:crypto';
import { checkpointText, headOf, Signer } from './note.js';

const root = randomBytes(32);

it('signs what it alone opens again', () => {
  const signer = new Signer('carrel.example/log/1', randomBytes(32));
  const text = checkpointText({ origin: signer.name, size: 5, root });
  const note = signer.sign(text);

  expect(signer.textOf(note)).toBe(text);
  expect(headOf(text)).toEqual({ origin: signer.name, size: 5, root });
  expect(new Signer(signer.name, randomBytes(32)).textOf(note)).toBeNull();
});

it('opens no note of which a letter was changed', () => {
  const signer = new Signer('carrel.example/log/1', randomBytes(32));
  const note = signer.sign('one\ntwo\n');

  for (let i = 0; i < note.length; i += 1) {
    const other = note[i] === 'A' ? 'B' : 'A';
    expect(signer.textOf(note.slice(0, i) + other + note.slice(i + 1))).toBeNull();
    expect(signer.textOf(note.slice(0, i))).toBeNull();
  }
});

it('makes the verifier key of the signed-note example from its public part', () => {
  // The key of RFC 8032 §7.1 test 1, whose public part is known.
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
  const { key } = new Signer('PeterNeumann', seed);

  expect(key.split('+').at(0)).toBe('PeterNeumann');
  expect(Buffer.from(key.split('+').slice(2).join('+'), 'base64').toString('hex')).toBe(
    '01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
});

it.each([
  '',
  'a\n',
  'a\n01\nx\n',
  `a\n-1\n${root.toString('base64')}\n`,
  `a\n1\n${root.toString('base64')}\nmore\n`,
])('takes %j for no checkpoint', (text) => {
  expect(headOf(text)).toBeNull();
});
