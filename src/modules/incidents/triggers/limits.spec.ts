import { limitOf, READERS_PER_HOUR } from './limits.js';

const set = (credentialId: string | null, readersPerHour: number, day: number) => ({
  credentialId, readersPerHour, setAt: new Date(Date.UTC(2026, 10, day)),
}); // prettier-ignore

it('takes the latest number of the credential, else of the library, else the common one', () => {
  const limits = [set(null, 50, 3), set(null, 20, 2), set('sync', 9_000, 1), set('sync', 8_000, 4)];

  expect(limitOf(limits, 'sync')).toBe(8_000);
  expect(limitOf(limits, 'desk')).toBe(50);
  expect(limitOf(limits, null)).toBe(50);
  expect(limitOf([], 'desk')).toBe(READERS_PER_HOUR);
});
