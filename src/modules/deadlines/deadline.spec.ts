import fc from 'fast-check';
import { deadlinesOf } from '../../foundation/law/answer-deadlines.js';
import { rungsDue, type Deadline } from './deadline.js';

const place = { country: 'ES', region: null, timeZone: null };
const HOUR = 3_600_000;
const receivedOn = (at: string): Deadline => {
  const startsAt = new Date(at);
  const { promisedBy, legalLimit, timeZone } = deadlinesOf(startsAt, place);
  const open = { isOpen: true, isResting: false };
  return {
    source: 'request',
    id: 'x',
    kind: 'restriction',
    startsAt,
    promisedBy,
    legalLimit,
    timeZone,
    ...open,
  };
};
const at = (deadline: Deadline, instant: string) =>
  rungsDue(deadline, new Date(instant)).map(({ key }) => key);

// Received on 3 March 2027, promised by the end of 2 April, Friday; the clocks of Madrid go forward on 28 March.
const spring = receivedOn('2027-03-03T09:00:00Z');
// Received on 6 October 2028, promised by Sunday 5 November, limit Monday 6; the clocks go back on 29 October.
const autumn = receivedOn('2028-10-06T09:00:00Z');

it.each([
  ['half way less a moment', spring, '2027-03-18T15:29:59Z', []],
  ['half way', spring, '2027-03-18T15:30:00Z', ['50 %']],
  ['three days before begins at midnight of summer time', spring, '2027-03-29T21:59:59Z', ['50 %', '75 %']],
  ['three days before', spring, '2027-03-29T22:00:00Z', ['50 %', '75 %', '3 days before']],
  ['nine tenths', spring, '2027-03-31T00:00:00Z', ['50 %', '75 %', '3 days before', '90 %']],
  [
    'the day begins at midnight of winter time',
    autumn,
    '2028-11-04T22:59:59Z',
    ['50 %', '75 %', '3 days before', '90 %'],
  ],
  ['the day', autumn, '2028-11-04T23:00:00Z', ['50 %', '75 %', '3 days before', '90 %', 'on the day']],
] as const)('%s', (_, deadline, instant, keys) => {
  expect(at(deadline, instant)).toEqual(keys);
});

it('tells each day after the promise, and once when the law’s limit is over', () => {
  const last = (instant: string) => at(autumn, instant).at(-1);

  expect(last('2028-11-05T22:59:59.999Z')).toBe('on the day');
  expect(last('2028-11-05T23:00:00Z')).toBe('overdue 2028-11-06');
  expect(last('2028-11-06T22:59:59.999Z')).toBe('overdue 2028-11-06');
  expect(last('2028-11-06T23:00:00Z')).toBe('past the limit');
  expect(last('2029-11-06T23:00:00Z')).toBe('past the limit');
});

it('tells nothing of what is closed, or waits for somebody else', () => {
  const late = new Date('2028-12-01T00:00:00Z');

  expect(rungsDue({ ...autumn, isOpen: false }, late)).toEqual([]);
  expect(rungsDue({ ...autumn, isResting: true }, late)).toEqual([]);
});

it('never takes a rung back, whatever the hour, and reaches every one by the promise', () => {
  const instants = fc.integer({ min: Date.UTC(2024), max: Date.UTC(2032) });
  fc.assert(
    fc.property(instants, fc.integer({ min: 0, max: 40 * 24 }), (start, hours) => {
      const deadline = receivedOn(new Date(start).toISOString());
      const now = start + hours * HOUR;
      const before = rungsDue(deadline, new Date(now)).filter(({ isPastPromise }) => !isPastPromise);
      const after = rungsDue(deadline, new Date(now + HOUR)).map(({ key }) => key);
      expect(after).toEqual(expect.arrayContaining(before.map(({ key }) => key)));
      expect(rungsDue(deadline, deadline.promisedBy)).toHaveLength(5);
    }),
    { numRuns: 150 },
  );
});
