import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import { deadlinesAfterWait, isResting, mayBeDone } from './request-actions.js';

const madrid = { country: 'ES', region: null, timeZone: null };
const DAY_MS = 86_400_000;
const receivedAt = new Date('2027-01-12T10:00:00Z');
const later = (days: number) => new Date(receivedAt.getTime() + days * DAY_MS);
const { promisedBy, legalLimit } = deadlinesOf(receivedAt, madrid);
const open = {
  kind: 'restriction',
  state: 'received',
  receivedAt,
  promisedBy,
  legalLimit,
  identityAskedAt: null,
  extendedAt: null,
  extendedUntil: null,
} as const;
const waiting = { ...open, state: 'waiting-for-identity', identityAskedAt: later(1) } as const;

it.each([
  ['a request on its way', open, 1, ['ask-identity', 'extend', 'refuse', 'answer']],
  ['one past its month', open, 60, ['ask-identity', 'answer']],
  ['one that is extended', { ...open, extendedAt: later(1) }, 2, ['ask-identity', 'refuse', 'answer']],
  ['one that waits to know who asks', waiting, 2, ['confirm-identity', 'refuse']],
  ['one that waits longer than a month with its clock at rest', waiting, 60, ['confirm-identity', 'refuse']],
  [
    'one that waits longer than a month, asked late',
    { ...waiting, identityAskedAt: later(9) },
    60,
    ['confirm-identity'],
  ],
  ['a download under way', { ...open, kind: 'access' }, 1, ['ask-identity', 'extend', 'refuse']],
  ['a download that failed', { ...open, kind: 'access', state: 'failed' }, 1, ['extend', 'refuse', 'answer']],
  ['an erasure', { ...open, kind: 'erasure', state: 'in-progress' }, 1, []],
  ['a request that is done', { ...open, state: 'completed' }, 1, []],
] as const)('tells what may be done about %s', (_, request, days, may) => {
  expect(mayBeDone(request, madrid, later(days))).toEqual(may);
});

it('counts anew from receipt and the wait where the clock rested, and not where it ran on', () => {
  const after = deadlinesAfterWait(waiting, madrid, later(11));

  expect(isResting(waiting, madrid)).toBe(true);
  expect(after).toEqual({
    promisedBy: later0(10).promisedBy,
    legalLimit: later0(10).legalLimit,
    extendedUntil: null,
  });
  const late = { ...waiting, identityAskedAt: later(9) };
  expect(isResting(late, madrid)).toBe(false);
  expect(deadlinesAfterWait(late, madrid, later(11))).toEqual({
    promisedBy,
    legalLimit,
    extendedUntil: null,
  });
});

const later0 = (days: number) => deadlinesOf(later(days), madrid);
