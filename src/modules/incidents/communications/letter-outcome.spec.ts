import type { ClaimedLetter } from './breach-letter-rows.js';
import { MOST_ATTEMPTS, settle } from './letter-outcome.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const letter = (given: Partial<ClaimedLetter> = {}): ClaimedLetter => ({
  readerId: 'r',
  addressee: 'reader',
  id: 'm',
  attempts: 1,
  isDoubtful: false,
  isNew: true,
  ...given,
});

it('tries once more what may have been taken, marked, and calls it ambiguous after that', () => {
  expect(settle(letter(), 'ambiguous', NOW)).toMatchObject({ state: 'deferred', isDoubtful: true });
  expect(settle(letter({ attempts: 2, isDoubtful: true }), 'ambiguous', NOW)).toMatchObject({
    state: 'ambiguous',
    isDoubtful: true,
  });
});

it('keeps the mark whatever comes of the second try', () => {
  expect(settle(letter({ attempts: 2, isDoubtful: true }), 'accepted', NOW)).toMatchObject({
    state: 'accepted',
    isDoubtful: true,
  });
});

it('believes "later" for so many tries, each after a longer wait', () => {
  const waits = [1, 2, 3, 9, 11].map(
    (attempts) =>
      (settle(letter({ attempts }), 'deferred', NOW).nextAttemptAt.getTime() - NOW.getTime()) / 60_000,
  );
  expect(waits).toEqual([1, 2, 4, 240, 240]);
  expect(settle(letter({ attempts: MOST_ATTEMPTS }), 'deferred', NOW).state).toBe('unreachable');
  expect(settle(letter({ attempts: MOST_ATTEMPTS, isDoubtful: true }), 'deferred', NOW).state).toBe(
    'ambiguous',
  );
});

it('gives back what nobody tried as if it had never been taken', () => {
  expect(settle(letter(), 'untouched', NOW)).toMatchObject({ state: 'pending', attempts: 0 });
  expect(settle(letter({ attempts: 3, isNew: false }), 'untouched', NOW)).toMatchObject({
    state: 'deferred',
    attempts: 2,
  });
});

it('lets a letter wait for its domain’s minute without counting a try', () => {
  const waitUntil = new Date('2026-03-01T10:01:00Z');
  expect(settle(letter(), { waitUntil }, NOW)).toMatchObject({
    state: 'deferred',
    attempts: 0,
    nextAttemptAt: waitUntil,
  });
  expect(settle(letter({ attempts: 4, isNew: false }), { waitUntil }, NOW).attempts).toBe(3);
});
