import fc from 'fast-check';
import { isRenewable, validUntil, type Standing } from './consent-standing.js';
import { permission, type Circumstances } from './permission.js';

const BASES = [
  'consent',
  'contract',
  'legal-obligation',
  'vital-interests',
  'public-task',
  'legitimate-interests',
] as const;
const NOW = new Date('2026-11-25T12:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);

const reader: Circumstances['subject'] = {
  state: 'active',
  ageRule: 'met',
  kind: 'reader',
  isUnreachable: false,
  isLeaving: false,
};
const given: Standing = {
  state: 'given',
  since: at(-48),
  isSuperseded: false,
  validUntil: null,
  confirmation: null,
};
const consented = (changes: Partial<Standing>): Circumstances => ({
  subject: reader,
  legalBasis: 'consent',
  consent: { ...given, ...changes },
  objection: null,
});

describe('a consent', () => {
  it.each([
    ['given', {}, true, 'given'],
    ['refused', { state: 'refused' }, false, 'refused'],
    ['withdrawn', { state: 'withdrawn' }, false, 'withdrawn'],
    ['noted as expired', { state: 'expired' }, false, 'expired'],
    ['on a superseded text', { isSuperseded: true }, false, 'superseded'],
    ['in its last millisecond', { validUntil: NOW }, true, 'given'],
    ['a millisecond after', { validUntil: new Date(NOW.getTime() - 1) }, false, 'expired'],
    ['of a minor alone', { confirmation: 'due' }, false, 'unconfirmed'],
    ['that a guardian was asked about', { confirmation: 'asked' }, false, 'unconfirmed'],
    ['that a guardian left to the reader', { confirmation: 'offered' }, true, 'given'],
  ] as const)('%s', (_, changes, allowed, reason) => {
    expect(permission(consented(changes), NOW)).toMatchObject({ allowed, reason });
  });

  it('counts in no other state than given, whatever else is true', () => {
    const standing = fc.record({
      state: fc.constantFrom('given', 'refused', 'withdrawn', 'expired'),
      since: fc.constant(at(-48)),
      isSuperseded: fc.boolean(),
      validUntil: fc.option(fc.integer({ min: -1_000, max: 1_000 }).map(at)),
      confirmation: fc.constantFrom(null, 'due', 'asked', 'offered'),
    });
    fc.assert(
      fc.property(standing, (consent) => {
        const { allowed } = permission(consented(consent), NOW);
        const counts =
          consent.state === 'given' &&
          !consent.isSuperseded &&
          (consent.validUntil === null || consent.validUntil >= NOW) &&
          (consent.confirmation === null || consent.confirmation === 'offered');
        expect(allowed).toBe(counts);
      }),
    );
  });

  it('never runs out before the day that was said, nor lives on after it', () => {
    const cases = fc.record({
      givenAt: fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
      months: fc.integer({ min: 1, max: 120 }),
      country: fc.constantFrom('ES', 'PT', 'FI', 'XX'),
    });
    fc.assert(
      fc.property(cases, ({ givenAt, months, country }) => {
        const until = validUntil(givenAt, months, country);
        if (!until) throw new Error('a period has an end');
        expect(until > givenAt).toBe(true);
        expect(permission(consented({ validUntil: until }), until).allowed).toBe(true);
        expect(permission(consented({ validUntil: until }), new Date(until.getTime() + 1)).allowed).toBe(
          false,
        );
        expect(isRenewable(until, new Date(until.getTime() + 1), country)).toBe(false);
      }),
    );
  });
});

it('counts months as the civil calendar does, where the library is', () => {
  // Given on the 31st at half past midnight in Madrid, which is the 30th in Greenwich.
  const givenAt = new Date('2026-08-30T22:30:00Z');
  expect(validUntil(givenAt, 6, 'ES')).toEqual(new Date('2027-02-28T22:59:59.999Z'));
  expect(validUntil(givenAt, 6, 'XX')).toEqual(new Date('2027-02-28T23:59:59.999Z'));
  expect(validUntil(givenAt, null, 'ES')).toBeNull();
});

it('offers to renew when less than a month is left, not before and not without an end', () => {
  const until = new Date('2027-03-31T21:59:59.999Z');
  expect(isRenewable(until, new Date('2027-02-28T12:00:00Z'), 'ES')).toBe(false);
  expect(isRenewable(until, new Date('2027-03-01T00:00:00Z'), 'ES')).toBe(true);
  expect(isRenewable(null, NOW, 'ES')).toBe(false);
});

describe('an objection', () => {
  it.each([
    [null, true, 'not-objected'],
    ['pending', false, 'objected'],
    ['upheld', false, 'objected'],
    ['overridden', true, 'overridden'],
  ] as const)('%s', (state, allowed, reason) => {
    const objection = state && { state, since: at(-1) };
    for (const legalBasis of ['legitimate-interests', 'public-task'] as const)
      expect(permission({ subject: reader, legalBasis, consent: null, objection }, NOW)).toMatchObject({
        allowed,
        reason,
      });
  });
});

it('allows nothing of any basis to whoever is restricted, too young or gone', () => {
  const nobody = fc.constantFrom<NonNullable<Circumstances['subject']>>(
    { state: 'restricted', ageRule: 'met', kind: 'reader', isUnreachable: false, isLeaving: false },
    { state: 'active', ageRule: 'unmet', kind: 'reader', isUnreachable: false, isLeaving: false },
    { state: 'erasing', ageRule: 'met', kind: 'reader', isUnreachable: false, isLeaving: false },
    { state: 'erased', ageRule: 'met', kind: 'reader', isUnreachable: false, isLeaving: false },
    { state: 'pending', ageRule: 'met', kind: 'reader', isUnreachable: false, isLeaving: false },
    { state: 'active', ageRule: 'met', kind: 'staff', isUnreachable: false, isLeaving: false },
    { state: 'active', ageRule: 'met', kind: 'reader', isUnreachable: true, isLeaving: false },
  );
  fc.assert(
    fc.property(nobody, fc.constantFrom(...BASES), (subject, legalBasis) => {
      expect(permission({ subject, legalBasis, consent: given, objection: null }, NOW).allowed).toBe(false);
    }),
  );
});
