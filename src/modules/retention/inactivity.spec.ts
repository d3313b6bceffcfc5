import fc from 'fast-check';
import { nextStep, type Warned } from './inactivity.js';

const DAY_MS = 86_400_000;
const at = (text: string) => new Date(text);
const step = (now: string, warnings: Warned[] = [], months = 24) =>
  nextStep({ since: at('2024-01-31T12:00:00Z'), months, warnings }, at(now));
const END = at('2026-02-01T00:00:00Z');

it('warns 30 days before the end, again 7 days before, and erases at the end', () => {
  expect(step('2026-01-01T23:59:59Z')).toBeNull();
  expect(step('2026-01-02T00:00:00Z')).toEqual({ do: 'warn', stage: 'first', erasesAt: END });
  const first: Warned = { stage: 'first', erasesAt: END };
  expect(step('2026-01-24T23:59:59Z', [first])).toBeNull();
  expect(step('2026-01-25T00:00:00Z', [first])).toEqual({ do: 'warn', stage: 'last', erasesAt: END });
  const last: Warned = { stage: 'last', erasesAt: END };
  expect(step('2026-01-31T23:59:59Z', [first, last])).toBeNull();
  expect(step('2026-02-01T00:00:00Z', [first, last])).toEqual({ do: 'erase' });
});

it('ends the months of a leap day in a common year on the last of February', () => {
  const since = at('2024-02-29T08:00:00Z');
  const next = nextStep({ since, months: 12, warnings: [] }, at('2025-02-10T00:00:00Z'));
  expect(next).toMatchObject({ erasesAt: at('2025-03-12T00:00:00Z') });
  const ready = [
    { stage: 'first', erasesAt: since },
    { stage: 'last', erasesAt: since },
  ] as const;
  expect(nextStep({ since, months: 12, warnings: ready }, at('2025-02-28T23:59:59Z'))).toBeNull();
  expect(nextStep({ since, months: 12, warnings: ready }, at('2025-03-01T00:00:00Z'))).toEqual({
    do: 'erase',
  });
});

it('never erases less than 30 days after the first letter and 7 after the last, whenever the job runs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 6, max: 120 }),
      fc.array(fc.integer({ min: 1, max: 400 })),
      (months, gaps) => {
        const since = at('2020-01-31T12:00:00Z');
        const warnings: (Warned & { now: number })[] = [];
        let now = since.getTime();
        for (const gap of [...gaps, 5_000, 5_000, 5_000]) {
          now += gap * DAY_MS;
          const next = nextStep({ since, months, warnings }, new Date(now));
          if (next?.do === 'warn') warnings.push({ ...next, now });
          if (next?.do !== 'erase') continue;
          const [first = { now }, last = { now }] = warnings;
          expect(now - first.now).toBeGreaterThanOrEqual(30 * DAY_MS);
          expect(now - last.now).toBeGreaterThanOrEqual(7 * DAY_MS);
          return;
        }
        throw new Error('never erased');
      },
    ),
  );
});
