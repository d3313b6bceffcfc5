import { pointsFor, scoreOf, type DrillFacts } from './drill-score.js';

const startedAt = new Date('2026-11-26T03:00:00Z');
const after = (minutes: number) => new Date(startedAt.getTime() + minutes * 60_000);

const facts = (given: Partial<DrillFacts> = {}): DrillFacts => ({
  detectedAt: after(-30),
  awareAt: after(-20),
  clock: { startedAt, pace: 1 },
  snapshotAt: after(40),
  libraries: [
    { toldAt: after(100), stated: 6, asked: 6 },
    { toldAt: after(400), stated: 3, asked: 6 },
  ],
  injects: { came: 2, answered: 2 },
  ...given,
});

it('measures from the detection to the declaration, from there to the snapshot, and to the last library told', () => {
  expect(scoreOf(facts())).toEqual({
    declareMinutes: 30,
    snapshotMinutes: 40,
    noticeMinutes: 420,
    completeness: 75,
    injectsCame: 2,
    injectsAnswered: 2,
    points: 95, // (100 + 100 + 100 + 75 + 100) / 5
  });
});

it('counts in the time of the drill’s own clock', () => {
  const fast = scoreOf(facts({ clock: { startedAt, pace: 10 } }));
  expect(fast).toMatchObject({ declareMinutes: 30, snapshotMinutes: 400, noticeMinutes: 4020 });
  expect(fast.points).toBe(scoreOf(facts({ snapshotAt: after(400), libraries: [
    { toldAt: after(4000), stated: 6, asked: 6 },
    { toldAt: after(100), stated: 3, asked: 6 },
  ] })).points); // prettier-ignore
});

it('gives nothing for what was not done: one library that nobody told, no snapshot, no library', () => {
  const untold = scoreOf(facts({ libraries: [{ toldAt: null, stated: 0, asked: 6 }] }));
  expect(untold).toMatchObject({ noticeMinutes: null, completeness: 0, points: 60 });
  expect(scoreOf(facts({ snapshotAt: null }))).toMatchObject({ snapshotMinutes: null, points: 75 });
  expect(scoreOf(facts({ libraries: [] }))).toMatchObject({ noticeMinutes: null, completeness: 0 });
});

it('holds an inject that nobody answered against them, and none that never came', () => {
  expect(scoreOf(facts({ injects: { came: 4, answered: 1 } })).points).toBe(80); // 25 of 100 for the fifth part
  expect(scoreOf(facts({ injects: { came: 0, answered: 0 } })).points).toBe(94); // four parts
});

it.each([
  [60, 100],
  [61, 99],
  [120, 50],
  [180, 0],
  [10_000, 0],
  [null, 0],
])('is worth, for %p minutes where an hour is the goal, %p points', (taken, points) => {
  expect(pointsFor(taken, 60)).toBe(points);
});
