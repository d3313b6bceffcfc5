import fc from 'fast-check';
import { plainDate, plusDays } from './plain-date.js';
import { wholeWeeks } from './whole-weeks.js';

const MADRID = 'Europe/Madrid';
const later = new Date('2030-01-01T00:00:00Z');

it.each([
  // 2026 begins on a Thursday: its first days belong to the first week of the year.
  ['2026-01-01', '2026-01-04', '2025-12-29', '2026-01-04', 1],
  ['2026-01-01', '2026-01-05', '2025-12-29', '2026-01-11', 2],
  // 1 January 2027 is a Friday of the fifty-third week of 2026.
  ['2027-01-01', '2027-01-01', '2026-12-28', '2027-01-03', 1],
])('widens %s to %s to the weeks from %s to %s', (first, last, from, to, count) => {
  expect(wholeWeeks(plainDate(first), plainDate(last), MADRID, later)).toMatchObject({ from, to, count });
});

it('begins and ends at midnight there, also in the weeks in which the clocks change', () => {
  const weeks = wholeWeeks(plainDate('2026-03-23'), plainDate('2026-03-29'), MADRID, later);
  expect(weeks?.start).toEqual(new Date('2026-03-22T23:00:00Z'));
  expect(weeks?.end).toEqual(new Date('2026-03-29T22:00:00Z'));
});

it('leaves out the week under way, by the clocks there', () => {
  const [first, last] = [plainDate('2026-11-16'), plainDate('2026-11-30')];
  const sunday = new Date('2026-11-22T22:59:59Z');
  expect(wholeWeeks(first, last, MADRID, sunday)).toBeNull();
  expect(wholeWeeks(first, last, MADRID, new Date('2026-11-22T23:00:00Z'))).toMatchObject({
    to: '2026-11-22',
  });
});

it('is whole weeks from Monday to Sunday, whatever the days', () => {
  const day = fc.integer({ min: 0, max: 9_000 }).map((days) => plusDays(plainDate('2005-01-01'), days));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 400 }), (first, days) => {
      const weeks = wholeWeeks(first, plusDays(first, days), MADRID, new Date('2040-01-01T00:00:00Z'));
      expect(new Date(weeks?.from ?? '').getUTCDay()).toBe(1);
      expect(new Date(weeks?.to ?? '').getUTCDay()).toBe(0);
      expect(plusDays(weeks?.from ?? first, 7 * (weeks?.count ?? 0) - 1)).toBe(weeks?.to);
    }),
  );
});
