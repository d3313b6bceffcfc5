import { drillTime, type DrillClock } from './drill-clock.js';

/** What a drill is scored by; instants as they were outside. */
export interface DrillFacts {
  detectedAt: Date;
  /** When the platform was aware, as it stands. */
  awareAt: Date;
  clock: DrillClock;
  snapshotAt: Date | null;
  /** For each library hit: when it was told first, and which of the facts of Art. 33(3) its last notice states. */
  libraries: readonly { toldAt: Date | null; stated: number; asked: number }[];
  injects: { came: number; answered: number };
}

/** How a drill went, in minutes of its own clock and in percent. Null: it was not done. */
export interface Score {
  declareMinutes: number;
  snapshotMinutes: number | null;
  /** Until the last of the libraries was told. */
  noticeMinutes: number | null;
  completeness: number;
  injectsCame: number;
  injectsAnswered: number;
  /** 0 to 100: the mean of the parts. */
  points: number;
}

/** Within how many minutes each is done well; after three times as long it is worth nothing. */
export const GOALS = { declare: 60, snapshot: 60, notice: 24 * 60 } as const;

const LATEST = 3;

/** Scores a drill. What nobody came to ask, an inject, is not held against anybody. */
export function scoreOf(facts: DrillFacts): Score {
  const { clock, detectedAt, awareAt, snapshotAt, libraries, injects } = facts;
  const told = libraries.map(({ toldAt }) => toldAt).filter((at) => at !== null);
  const last = told.length && told.length === libraries.length ? latestOf(told) : null;
  const declareMinutes = minutes(clock, detectedAt, clock.startedAt);
  const snapshotMinutes = snapshotAt && minutes(clock, clock.startedAt, snapshotAt);
  const noticeMinutes = last && minutes(clock, awareAt, last);
  const completeness = percent(sum(libraries, 'stated'), sum(libraries, 'asked'));
  const parts = [
    pointsFor(declareMinutes, GOALS.declare),
    pointsFor(snapshotMinutes, GOALS.snapshot),
    pointsFor(noticeMinutes, GOALS.notice),
    completeness,
    ...(injects.came ? [percent(injects.answered, injects.came)] : []),
  ];
  return {
    declareMinutes,
    snapshotMinutes,
    noticeMinutes,
    completeness,
    injectsCame: injects.came,
    injectsAnswered: injects.answered,
    points: Math.round(parts.reduce((all, one) => all + one, 0) / parts.length),
  };
}

/** All of it within the goal, none after three times the goal, in between in proportion. */
export function pointsFor(taken: number | null, goal: number): number {
  if (taken === null) return 0;
  const over = Math.max(0, taken - goal) / (goal * (LATEST - 1));
  return Math.round(100 * Math.max(0, 1 - over));
}

function minutes(clock: DrillClock, from: Date, until: Date): number {
  const passed = drillTime(clock, until).getTime() - drillTime(clock, from).getTime();
  return Math.max(0, Math.round(passed / 60_000));
}

function latestOf(instants: Date[]): Date {
  return instants.reduce((last, at) => (at > last ? at : last));
}

function sum(libraries: DrillFacts['libraries'], of: 'stated' | 'asked'): number {
  return libraries.reduce((all, one) => all + one[of], 0);
}

function percent(part: number, whole: number): number {
  return whole ? Math.round((100 * part) / whole) : 0;
}
