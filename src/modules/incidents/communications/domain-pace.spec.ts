import { DomainPace } from './domain-pace.js';
import { ErrorShare } from './error-share.js';

const NOW = new Date('2026-03-01T10:00:10Z');

it('gives each domain so many letters a minute, and the others the minutes after', () => {
  const pace = new DomainPace(2);
  const slots = ['a@one.example', 'b@ONE.example', 'c@one.example', 'd@one.example', 'e@one.example'].map(
    (to) => pace.slotFor(to, NOW)?.toISOString(),
  );
  expect(slots).toEqual([
    undefined,
    undefined,
    '2026-03-01T10:01:00.000Z',
    '2026-03-01T10:01:00.000Z',
    '2026-03-01T10:02:00.000Z',
  ]);
  expect(pace.slotFor('a@two.example', NOW)).toBeNull();
});

it('keeps to the pace when everything that was put off is due at once, and goes on after what is planned', () => {
  const pace = new DomainPace(2);
  const slotAt = (now: string) => pace.slotFor('a@one.example', new Date(now))?.toISOString();
  for (let i = 0; i < 6; i += 1) slotAt('2026-03-01T10:00:10Z');
  const late = Array.from({ length: 4 }, () => slotAt('2026-03-01T10:01:30Z'));
  expect(late).toEqual([undefined, undefined, '2026-03-01T10:03:00.000Z', '2026-03-01T10:03:00.000Z']);
  expect(slotAt('2026-03-01T11:00:00Z')).toBeUndefined();
});

it('spreads nothing where no pace is set', () => {
  const pace = new DomainPace(null);
  for (let i = 0; i < 1_000; i += 1) expect(pace.slotFor('a@one.example', NOW)).toBeNull();
});

it('finds the share of errors too high from twenty letters on', () => {
  const share = new ErrorShare(25);
  for (let i = 0; i < 19; i += 1) share.note(true);
  expect(share.isTooHigh).toBe(false);
  share.note(true);
  expect(share.isTooHigh).toBe(true);
});

it('forgets errors that are long past', () => {
  const share = new ErrorShare(25);
  for (let i = 0; i < 60; i += 1) share.note(true);
  for (let i = 0; i < 200; i += 1) share.note(false);
  expect(share.isTooHigh).toBe(false);
});
