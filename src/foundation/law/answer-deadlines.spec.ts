import fc from 'fast-check';
import { countedFrom, deadlinesOf, doesWaitSuspend, extendedUntil } from './answer-deadlines.js';

const madrid = { country: 'ES', region: null, timeZone: null };
const day = (at: Date, timeZone: string) => at.toLocaleDateString('sv-SE', { timeZone });
const DAY_MS = 86_400_000;

it.each([
  ['Catalonia has Easter Monday', { ...madrid, region: 'CT' }, '2027-02-28', '2027-03-30', 'Europe/Madrid'],
  ['Spain has not', madrid, '2027-02-28', '2027-03-29', 'Europe/Madrid'],
  [
    'the Canaries have their own clock',
    { ...madrid, timeZone: 'Atlantic/Canary' },
    '2027-03-05',
    '2027-04-05',
    'Atlantic/Canary',
  ],
])('counts by the region’s holidays and the library’s clock: %s', (_, place, received, limit, zone) => {
  const deadlines = deadlinesOf(new Date(`${received}T12:00:00Z`), place);

  expect(deadlines.timeZone).toBe(zone);
  expect(day(deadlines.legalLimit, zone)).toBe(limit);
});

it('counts the day of receipt by the library’s clock', () => {
  const halfPastMidnightInMadrid = new Date('2027-01-20T23:30:00Z');

  expect(day(deadlinesOf(halfPastMidnightInMadrid, madrid).promisedBy, 'Europe/Madrid')).toBe('2027-02-20');
  const canary = { ...madrid, timeZone: 'Atlantic/Canary' };
  expect(day(deadlinesOf(halfPastMidnightInMadrid, canary).promisedBy, 'Atlantic/Canary')).toBe('2027-02-19');
});

it('extends to three months from receipt, not from a month and then two', () => {
  expect(day(extendedUntil(new Date('2027-01-31T12:00:00Z'), madrid), 'Europe/Madrid')).toBe('2027-04-30');
});

describe('while the library waits to know who asks', () => {
  const friday = new Date('2027-03-19T10:00:00Z');
  const wednesday = new Date('2027-03-24T22:59:59Z'); // 23:59:59 in Madrid: the third working day

  it('the clock rests where it asked within three working days', () => {
    expect(doesWaitSuspend(friday, wednesday, madrid)).toBe(true);
    expect(doesWaitSuspend(friday, new Date(wednesday.getTime() + 1_001), madrid)).toBe(false);
  });

  it('holidays are no working days', () => {
    const beforeEaster = new Date('2027-03-24T10:00:00Z'); // Thursday, Friday (Spain: Friday), weekend, Monday (Catalonia)
    const wednesdayAfter = new Date('2027-03-31T10:00:00Z');

    expect(doesWaitSuspend(beforeEaster, wednesdayAfter, madrid)).toBe(false);
    expect(doesWaitSuspend(beforeEaster, wednesdayAfter, { ...madrid, region: 'CT' })).toBe(true);
  });

  it('the periods count from receipt, later by the waiting alone', () => {
    const wait = { askedAt: wednesday, endedAt: new Date(wednesday.getTime() + 10 * DAY_MS) };

    expect(countedFrom(friday, wait, madrid)).toEqual(new Date(friday.getTime() + 10 * DAY_MS));
    expect(countedFrom(friday, null, madrid)).toBe(friday);
    expect(countedFrom(friday, { ...wait, askedAt: new Date('2027-03-26T10:00:00Z') }, madrid)).toBe(friday);
  });

  it('no wait ever makes a limit earlier, nor longer than the wait and the days that may move it', () => {
    const instants = fc.integer({ min: Date.UTC(2024), max: Date.UTC(2032) });
    const hours = fc.integer({ min: 0, max: 24 * 60 });
    fc.assert(
      fc.property(instants, hours, hours, (at, untilAsked, waited) => {
        const receivedAt = new Date(at);
        const askedAt = new Date(at + untilAsked * 3_600_000);
        const endedAt = new Date(askedAt.getTime() + waited * 3_600_000);
        const before = deadlinesOf(receivedAt, madrid);
        const after = deadlinesOf(countedFrom(receivedAt, { askedAt, endedAt }, madrid), madrid);
        const moved = after.legalLimit.getTime() - before.legalLimit.getTime();
        expect(moved).toBeGreaterThanOrEqual(0);
        expect(moved).toBeLessThanOrEqual(endedAt.getTime() - askedAt.getTime() + 9 * DAY_MS);
        expect(after.promisedBy <= after.legalLimit).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
