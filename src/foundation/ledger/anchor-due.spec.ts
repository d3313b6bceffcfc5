import { isDue } from './anchor-due.js';

const NOW = new Date('2026-11-25T10:00:00Z');
const before = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const last = (hours: number, size = 10, generation = 1) => ({ generation, size, at: before(hours) });

it.each([
  ['time-stamp', null, { generation: 1, size: 1 }, true],
  ['time-stamp', last(24), { generation: 1, size: 11 }, true],
  ['time-stamp', last(23.9), { generation: 1, size: 11 }, false],
  ['time-stamp', last(999), { generation: 1, size: 10 }, false],
  ['time-stamp', last(24), { generation: 2, size: 1 }, true],
  ['time-stamp', last(24, 10, 2), { generation: 1, size: 11 }, false],
  ['mail', null, { generation: 1, size: 1 }, true],
  ['mail', last(7 * 24), { generation: 1, size: 11 }, true],
  ['mail', last(7 * 24 - 1), { generation: 1, size: 11 }, false],
  ['mail', last(999), { generation: 1, size: 10 }, false],
] as const)('anchors by %s after %j at %j: %s', (kind, before, newest, due) => {
  expect(isDue(kind, before, newest, NOW)).toBe(due);
});

it('does not wait where somebody asks for it, and still anchors nothing twice', () => {
  expect(isDue('mail', last(1), { generation: 1, size: 11 }, NOW, true)).toBe(true);
  expect(isDue('mail', last(1), { generation: 1, size: 10 }, NOW, true)).toBe(false);
});
