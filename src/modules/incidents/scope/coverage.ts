import { BEAT_MS } from '../../../foundation/records/access-log-run.js';

/** From an instant up to another. */
export interface Span {
  from: Date;
  to: Date;
}

/** Why the log may not tell of a span: it had not begun or its month was dropped; a process was killed; looks were too many to wait. */
export type GapCause = 'before-the-log' | 'killed' | 'overflowed';
export interface Gap extends Span {
  cause: GapCause;
}

/** What one process said of the looks that it gathers. */
export interface Run {
  writtenTo: Date;
  endedAt: Date | null;
  lostFrom: Date | null;
  lostTo: Date | null;
}

/** How far a log can answer for a window of time. */
export interface Coverage {
  gaps: Gap[];
  /** How much of the window the log tells of, in thousandths, rounded down. */
  permille: number;
}

/** A process that has said nothing for so long is dead. */
const DEAD_MS = 6 * BEAT_MS;

/** Whether a process may still write looks of before this instant. */
export function isStillWriting({ writtenTo, endedAt }: Run, to: Date, now: Date): boolean {
  return endedAt === null && writtenTo < to && now.getTime() - writtenTo.getTime() < DEAD_MS;
}

/**
 * What of a window the log may be silent about. Before the first entry that is kept, everything. After a process was
 * killed, the looks it had gathered since it last said that all is written; had it lived for longer than a few beats, it
 * would have said so again, or the database was away and nobody could look at anything.
 */
export function coverageOf(window: Span, first: Date | null, runs: Run[], now: Date): Coverage {
  const before: Gap = { cause: 'before-the-log', from: window.from, to: first ?? window.to };
  const gaps = [before, ...runs.flatMap((run) => gapsOf(run, now))].flatMap((gap) => within(window, gap));
  const length = window.to.getTime() - window.from.getTime();
  const silent = merged(gaps).reduce((sum, { from, to }) => sum + to.getTime() - from.getTime(), 0);
  const permille = length > 0 ? Math.floor(((length - silent) / length) * 1000) : 1000;
  return { gaps, permille };
}

function gapsOf(run: Run, now: Date): Gap[] {
  const { writtenTo, endedAt, lostFrom, lostTo } = run;
  const isDead = endedAt === null && now.getTime() - writtenTo.getTime() >= DEAD_MS;
  const killed: Gap = { cause: 'killed', from: writtenTo, to: new Date(writtenTo.getTime() + DEAD_MS) };
  return [
    ...(isDead ? [killed] : []),
    ...(lostFrom && lostTo
      ? [{ cause: 'overflowed' as const, from: lostFrom, to: new Date(lostTo.getTime() + 1) }]
      : []),
  ];
}

function within(window: Span, { cause, from, to }: Gap): Gap[] {
  const inside = {
    cause,
    from: from > window.from ? from : window.from,
    to: to < window.to ? to : window.to,
  };
  return inside.from < inside.to ? [inside] : [];
}

/** Spans without their overlaps, in order. */
export function merged(spans: Span[]): Span[] {
  const ordered = [...spans].sort((a, b) => a.from.getTime() - b.from.getTime());
  return ordered.reduce<Span[]>((done, { from, to }) => {
    const last = done.at(-1);
    if (!last || last.to < from) return [...done, { from, to }];
    return [...done.slice(0, -1), { from: last.from, to: last.to > to ? last.to : to }];
  }, []);
}
