import { dutiesOf, dutiesOn, isLate, type DutyFacts } from './breach-duties.js';

const at = (text: string) => new Date(text);
const NOW = at('2026-11-25T12:00:00Z');

const facts = (given: Partial<DutyFacts> = {}): DutyFacts => ({
  platformAwareAt: at('2026-11-25T08:00:00Z'),
  toldAt: null,
  controllerAwareAt: null,
  decision: null,
  groundLapsedAt: null,
  notifications: [],
  readersInformedAt: null,
  ...given,
});

const states = (given: Partial<DutyFacts>, now = NOW) =>
  Object.fromEntries(dutiesOf(facts(given), now).map(({ duty, state }) => [duty, state]));

const decided = (notifyAuthority: boolean, communicateToSubjects: boolean) => ({
  notifyAuthority,
  communicateToSubjects,
  decidedAt: at('2026-11-25T10:00:00Z'),
});

const notified = (type: 'new' | 'follow-up' | 'withdraw', completeness: 'complete' | 'incomplete') => ({
  type,
  completeness,
  sentAt: at('2026-11-25T11:00:00Z'),
});

it('starts with the platform’s own duty, and lets the controller’s wait for its awareness', () => {
  expect(states({})).toEqual({
    'tell-controller': 'open',
    'notify-authority': 'waiting',
    'next-phase': 'waiting',
    'communicate-to-subjects': 'waiting',
  });
});

it('runs without a decision: what is not decided is not excused', () => {
  const aware = { controllerAwareAt: at('2026-11-22T11:59:00Z') };

  expect(states(aware)['notify-authority']).toBe('overdue');
  expect(states({ ...aware, decision: decided(false, false) })).toMatchObject({
    'notify-authority': 'not-required',
    'communicate-to-subjects': 'not-required',
  });
});

it('keeps each duty apart: one that is done stops no other', () => {
  expect(
    states({
      toldAt: at('2026-11-25T09:00:00Z'),
      controllerAwareAt: at('2026-11-25T09:00:00Z'),
      decision: decided(true, true),
      notifications: [notified('new', 'incomplete')],
    }),
  ).toEqual({
    'tell-controller': 'done',
    'notify-authority': 'done',
    'next-phase': 'open',
    'communicate-to-subjects': 'open',
  });
});

it('asks for no further phase after a complete or a withdrawn notification', () => {
  const first = notified('new', 'incomplete');
  for (const last of [notified('follow-up', 'complete'), notified('withdraw', 'incomplete')])
    expect(states({ notifications: [first, last] })['next-phase']).toBe('not-required');
});

it('counts 72 hours as they pass, over the night when clocks go back', () => {
  const aware = at('2026-10-24T12:17:00Z');

  expect(isLate(aware, at('2026-10-27T12:17:00Z'))).toBe(false);
  expect(isLate(aware, at('2026-10-27T12:17:01Z'))).toBe(true);
  expect(isLate(null, NOW)).toBe(false);
});

it('lets the letters run again from when the ground against them was known to have lapsed', () => {
  const excused = { decision: decided(true, false) };
  const lapsed = { ...excused, groundLapsedAt: at('2026-11-25T11:30:00Z') };
  const letters = (given: Partial<DutyFacts>) =>
    dutiesOf(facts(given), NOW).find(({ duty }) => duty === 'communicate-to-subjects');
  expect(letters(excused)).toMatchObject({ state: 'not-required', startedAt: null });
  expect(letters(lapsed)).toMatchObject({
    state: 'open',
    startedAt: lapsed.groundLapsedAt,
    dueAt: at('2026-11-26T11:30:00Z'),
  });
  expect(letters({ ...lapsed, readersInformedAt: NOW })?.state).toBe('done');
  expect(letters({ ...lapsed, decision: decided(true, true) })?.startedAt).toEqual(
    decided(true, true).decidedAt,
  );
});

it('counts a drill’s hours by its own clock, and tells them as they are outside', () => {
  const startedAt = at('2026-11-25T08:00:00Z');
  const clock = { startedAt, pace: 72 };
  const aware = facts({ toldAt: at('2026-11-25T08:10:00Z'), controllerAwareAt: at('2026-11-25T08:10:00Z') });
  const authorityOn = (now: string) =>
    dutiesOn(clock, aware, at(now)).find(({ duty }) => duty === 'notify-authority');

  expect(authorityOn('2026-11-25T09:09:59Z')).toMatchObject({
    state: 'open',
    startedAt: at('2026-11-25T08:10:00Z'),
    dueAt: at('2026-11-25T09:10:00Z'),
  });
  expect(authorityOn('2026-11-25T09:10:01Z')?.state).toBe('overdue');
  expect(dutiesOn({ startedAt, pace: 1 }, aware, NOW)).toEqual(dutiesOf(aware, NOW));
});
