import { readinessOf, readinessScore, type ReadinessFacts } from './readiness.js';

const at = (text: string) => new Date(text);
const NOW = at('2026-11-26T03:00:00Z');

const ready: ReadinessFacts = {
  contactConfirmedAt: at('2026-01-10T09:00:00Z'),
  authority: 'AEPD',
  templateApprovedAt: at('2019-01-01T00:00:00Z'),
  drilledAt: at('2025-11-26T03:00:01Z'),
  logPermille: 999,
  restoredAt: at('2026-11-01T00:00:00Z'),
};

const unmet = (given: Partial<ReadinessFacts>) =>
  readinessOf({ ...ready, ...given }, NOW)
    .filter(({ isMet }) => !isMet)
    .map(({ key }) => key);

it('is whole when everything was done within twelve months', () => {
  const lines = readinessOf(ready, NOW);
  expect(lines.every(({ isMet }) => isMet)).toBe(true);
  expect(readinessScore(lines)).toBe(100);
  expect(lines.find(({ key }) => key === 'drill')?.until).toEqual(at('2026-11-26T03:00:01Z'));
});

it('loses a line to the second when its twelve months are over', () => {
  expect(unmet({ drilledAt: at('2025-11-26T03:00:00Z') })).toEqual(['drill']);
  expect(unmet({ contactConfirmedAt: at('2025-11-26T02:00:00Z') })).toEqual(['contact-confirmed']);
  expect(unmet({ logPermille: 998 })).toEqual(['log-coverage']);
  expect(unmet({ restoredAt: at('2025-11-25T03:00:00Z') })).toEqual(['restore-tested']);
});

it('counts what was never done as missing, and says of every line what to do', () => {
  const lines = readinessOf(
    {
      contactConfirmedAt: null,
      authority: null,
      templateApprovedAt: null,
      drilledAt: null,
      logPermille: null,
      restoredAt: null,
    },
    NOW,
  );
  expect(readinessScore(lines)).toBe(0);
  expect(lines.every(({ what, stands }) => what.length > 20 && stands === null)).toBe(true);
});
