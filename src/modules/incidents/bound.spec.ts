import { bound, hashOf, unbound } from './bound.js';

it('commits to every word, and to none that could be guessed', () => {
  const one = bound({ text: 'a leak' });
  const other = bound({ text: 'a leak' });

  expect(one.contentHash).not.toEqual(other.contentHash);
  expect(hashOf(one.content)).toEqual(one.contentHash);
  expect(hashOf({ ...one.content, text: 'no leak' })).not.toEqual(one.contentHash);
  expect(unbound(one.content)).toEqual({ text: 'a leak' });
});
