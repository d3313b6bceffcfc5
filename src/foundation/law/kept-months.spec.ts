import fc from 'fast-check';
import { dueBefore, keptUntilInstant } from './kept-months.js';

it.each([
  ['2026-01-15T18:00:00Z', 12, '2027-01-16T00:00:00.000Z'],
  ['2026-01-15T00:00:00Z', 0, '2026-01-16T00:00:00.000Z'],
  ['2026-01-31T12:00:00Z', 1, '2026-03-01T00:00:00.000Z'],
  ['2024-02-29T23:59:59Z', 12, '2025-03-01T00:00:00.000Z'],
  ['2024-02-29T23:59:59Z', 48, '2028-03-01T00:00:00.000Z'],
  ['2027-08-31T09:00:00Z', 6, '2028-03-01T00:00:00.000Z'],
])('keeps what began at %s for %d months until %s', (at, months, until) => {
  expect(keptUntilInstant(new Date(at), months).toISOString()).toBe(until);
});

it('is due at the very instant at which it is kept no longer, and not before, on every day and for every period', () => {
  const instant = fc.date({ min: new Date('2023-01-01'), max: new Date('2033-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, instant, fc.integer({ min: 0, max: 120 }), (at, now, months) => {
      expect(at < dueBefore(now, months)).toBe(keptUntilInstant(at, months) <= now);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['2025-02-28T10:00:00Z', 1, '2025-01-28'],
  ['2025-03-01T00:00:00Z', 1, '2025-02-01'],
  ['2028-02-29T10:00:00Z', 48, '2024-02-29'],
])('on %s, what began %d months ago is due before %s', (now, months, before) => {
  expect(dueBefore(new Date(now), months)).toEqual(new Date(before));
});
