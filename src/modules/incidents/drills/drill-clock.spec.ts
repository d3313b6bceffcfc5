import fc from 'fast-check';
import { drillTime, outsideTime, withInstants } from './drill-clock.js';

const startedAt = new Date('2026-11-26T03:00:00Z');
const after = (minutes: number) => new Date(startedAt.getTime() + minutes * 60_000);

it('lets three days pass in an hour, and leaves what was before the drill where it was', () => {
  const clock = { startedAt, pace: 72 };

  expect(drillTime(clock, after(60))).toEqual(after(72 * 60));
  expect(outsideTime(clock, after(72 * 60))).toEqual(after(60));
  expect(drillTime(clock, after(-90))).toEqual(after(-90));
  expect(outsideTime(clock, after(-90))).toEqual(after(-90));
});

it('changes nothing at a pace of one, and never turns the order of two instants round', () => {
  const minutes = fc.integer({ min: -10_000, max: 10_000 });
  fc.assert(
    fc.property(minutes, minutes, fc.integer({ min: 1, max: 10_000 }), (one, other, pace) => {
      const clock = { startedAt, pace };
      expect(drillTime({ startedAt, pace: 1 }, after(one))).toEqual(after(one));
      expect(outsideTime(clock, drillTime(clock, after(one)))).toEqual(after(one));
      expect(Math.sign(Number(drillTime(clock, after(one))) - Number(drillTime(clock, after(other))))).toBe(
        Math.sign(one - other),
      );
    }),
  );
});

it('moves every instant of a value and nothing else', () => {
  const value = { at: after(0), none: null, list: [{ at: after(1), word: 'x', number: 3 }], yes: true };

  expect(withInstants(value, (at) => new Date(at.getTime() + 60_000))).toEqual({
    at: after(1),
    none: null,
    list: [{ at: after(2), word: 'x', number: 3 }],
    yes: true,
  });
});
