import { keptUntilInstant } from '../../foundation/law/kept-months.js';

const DAY_MS = 86_400_000;
/** Days between the letters and the erasure. */
export const FIRST_DAYS = 30;
export const LAST_DAYS = 7;

/** What was said in a letter: that nothing is erased before an instant. */
export interface Warned {
  stage: 'first' | 'last';
  erasesAt: Date;
}

/** What follows for a reader who has given no sign of life. */
export type NextStep = { do: 'warn'; stage: 'first' | 'last'; erasesAt: Date } | { do: 'erase' } | null;

/**
 * What is to be done about a reader whose last sign of life was at `since`, in a library that erases after so many months:
 * warn them 30 days before and again 7 days before, then erase. A late letter moves the end, so that both periods are whole.
 */
export function nextStep(
  { since, months, warnings }: { since: Date; months: number; warnings: readonly Warned[] },
  now: Date,
): NextStep {
  const end = keptUntilInstant(since, months);
  const first = warnings.find(({ stage }) => stage === 'first');
  const last = warnings.find(({ stage }) => stage === 'last');
  if (!first) return warning('first', FIRST_DAYS, end, now);
  if (!last) return warning('last', LAST_DAYS, latest(end, first.erasesAt), now);
  return now >= latest(end, last.erasesAt) ? { do: 'erase' } : null;
}

function warning(stage: Warned['stage'], days: number, end: Date, now: Date): NextStep {
  const inDays = new Date(now.getTime() + days * DAY_MS);
  return inDays >= end ? { do: 'warn', stage, erasesAt: latest(end, inDays) } : null;
}

function latest(...instants: Date[]): Date {
  return new Date(Math.max(...instants.map(Number)));
}
