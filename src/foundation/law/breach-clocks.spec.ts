import fc from 'fast-check';
import { breachClock, breachRule, breachRules, needsReasons } from './breach-clocks.js';

const at = (text: string) => new Date(text);
const HOUR_MS = 3_600_000;
const authority = (awareAt: string) => breachClock(breachRule('notify-authority', at(awareAt)), at(awareAt));

describe('the 72 hours of Art. 33(1)', () => {
  it.each([
    // aware, due, latest
    ['2027-03-05T12:17:00Z', '2027-03-08T12:17:00.000Z', '2027-03-08T13:00:00.000Z'],
    ['2027-03-05T12:59:59Z', '2027-03-08T12:59:59.000Z', '2027-03-08T13:00:00.000Z'],
    ['2027-03-05T13:00:00Z', '2027-03-08T13:00:00.000Z', '2027-03-08T14:00:00.000Z'],
    ['2026-12-30T23:30:00Z', '2027-01-02T23:30:00.000Z', '2027-01-03T00:00:00.000Z'], // over New Year, into a Saturday
    ['2028-02-28T08:00:00Z', '2028-03-02T08:00:00.000Z', '2028-03-02T09:00:00.000Z'], // over a leap day
  ])('from %s end at %s, at the very latest at %s', (aware, due, latest) => {
    const clock = authority(aware);
    expect(clock.dueAt.toISOString()).toBe(due);
    expect(clock.latestAt?.toISOString()).toBe(latest);
  });

  it.each([
    ['2027-03-26T12:00:00+01:00', '2027-03-29T13:00:00+02:00'], // summer time begins on 28 March
    ['2027-10-29T12:00:00+02:00', '2027-11-01T11:00:00+01:00'], // and ends on 31 October
  ])('are 72 hours that pass, also where clocks change: %s to %s', (aware, due) => {
    expect(authority(aware).dueAt).toEqual(at(due));
  });

  it('remind at half, three quarters and nine tenths, and four hours before', () => {
    const hours = authority('2027-03-05T00:00:00Z').remindAt.map(
      (one) => (one.getTime() - at('2027-03-05T00:00:00Z').getTime()) / HOUR_MS,
    );
    expect(hours).toEqual([36, 54, 64.8, 68]);
  });

  it.each(['2027-03-26T12:00:00Z', '2027-10-29T12:00:00Z', '2026-12-30T23:30:00Z'])(
    'remind by hours that pass, also where clocks change and over New Year: %s',
    (aware) => {
      const hours = authority(aware).remindAt.map((one) => (one.getTime() - at(aware).getTime()) / HOUR_MS);
      expect(hours).toEqual([36, 54, 64.8, 68]);
    },
  );

  it('ask for reasons from the moment they are over, not before', () => {
    const clock = authority('2027-03-05T12:17:00Z');
    expect(needsReasons(clock, clock.dueAt)).toBe(false);
    expect(needsReasons(clock, new Date(clock.dueAt.getTime() + 1))).toBe(true);
  });

  it('never end later than the latest, and reminders come in order before the end', () => {
    fc.assert(
      fc.property(fc.date({ min: at('2018-05-26'), max: at('2099-01-01'), noInvalidDate: true }), (aware) => {
        for (const { duty } of breachRules) {
          const { dueAt, latestAt, remindAt } = breachClock(breachRule(duty, aware), aware);
          if (latestAt) {
            expect(latestAt.getTime() - dueAt.getTime()).toBeGreaterThan(0);
            expect(latestAt.getTime() - dueAt.getTime()).toBeLessThanOrEqual(HOUR_MS);
          }
          expect(remindAt.every((one) => aware < one && one < dueAt)).toBe(true);
          expect(remindAt).toEqual([...remindAt].sort((a, b) => a.getTime() - b.getTime()));
        }
      }),
    );
  });
});

describe('the rule', () => {
  it('is the one that held when somebody became aware', () => {
    expect(breachRule('notify-authority', at('2018-05-25T00:00:00Z'))).toMatchObject({
      hours: 72,
      floor: 'risk',
    });
    expect(() => breachRule('notify-authority', at('2018-05-24T23:59:59Z'))).toThrow(RangeError);
  });

  it('that is only proposed is never chosen', () => {
    const proposed = breachRules.filter((row) => row.validFrom === null);
    expect(proposed.map(({ hours }) => hours)).toEqual([96]);
    for (const year of [2024, 2026, 2030, 2060])
      expect(breachRule('notify-authority', at(`${year}-06-01T00:00:00Z`)).hours).toBe(72);
  });

  it('that is proposed would hold for high risk, and leaves the one in force without an end', () => {
    const [current, proposed] = breachRules.filter(({ duty }) => duty === 'notify-authority');
    expect(current).toMatchObject({ hours: 72, floor: 'risk', validTo: '9999-12-31' });
    expect(proposed).toMatchObject({ hours: 96, floor: 'high-risk', validFrom: null });
  });

  it('for telling the controller asks for no risk and gives no hours', () => {
    const rule = breachRule('tell-controller', at('2027-03-05T12:00:00Z'));
    expect(rule).toMatchObject({ floor: 'any', hours: null });
    const clock = breachClock(rule, at('2027-03-05T12:00:00Z'));
    expect(clock.latestAt).toBeNull();
    expect(needsReasons(clock, at('2027-04-01T00:00:00Z'))).toBe(false);
  });
});
