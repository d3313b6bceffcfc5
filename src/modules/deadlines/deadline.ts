import { endOfDay, plainDateIn, plusDays, type PlainDate } from '../../foundation/law/plain-date.js';

/** Something that is to be answered by a day: what reminders, the calendar feed and alarms are computed from. */
export interface Deadline {
  /** Which part of the house it comes from, such as `request`. */
  source: string;
  /** The row. */
  id: string;
  /** What it is, in a code without a person: `access`, `objection`. */
  kind: string;
  /** From when its period counts. */
  startsAt: Date;
  promisedBy: Date;
  legalLimit: Date;
  timeZone: string;
  /** False once it is answered or taken back. */
  isOpen: boolean;
  /** True while it waits for somebody else than the library. */
  isResting: boolean;
}

/** One rung of the ladder; `key` names it for ever, so that nobody is told of it twice. */
export interface Rung {
  key: string;
  isPastPromise: boolean;
  isPastLimit: boolean;
}

const PARTS = [50, 75, 90] as const;
const DAYS_BEFORE = 3;

/**
 * The rungs that a deadline has reached, the latest last: at 50, 75 and 90 % of the way to the promise, three days before,
 * on the day, each day after it, and once when the law's limit is over. Of the days after the promise only the present one.
 */
export function rungsDue(deadline: Deadline, now: Date): Rung[] {
  const { startsAt, promisedBy, legalLimit, timeZone, isOpen, isResting } = deadline;
  if (!isOpen || isResting) return [];
  const promisedOn = plainDateIn(promisedBy, timeZone);
  const whole = promisedBy.getTime() - startsAt.getTime();
  const before = [
    ...PARTS.map((part) => [`${part} %`, startsAt.getTime() + (whole * part) / 100] as const),
    [`${DAYS_BEFORE} days before`, startOf(plusDays(promisedOn, -DAYS_BEFORE), timeZone)] as const,
    ['on the day', startOf(promisedOn, timeZone)] as const,
  ];
  const reached = before.filter(([, at]) => at <= now.getTime()).sort(([, a], [, b]) => a - b);
  return [
    ...reached.map(([key]) => ({ key, isPastPromise: false, isPastLimit: false })),
    ...(now > promisedBy && now <= legalLimit
      ? [{ key: `overdue ${plainDateIn(now, timeZone)}`, isPastPromise: true, isPastLimit: false }]
      : []),
    ...(now > legalLimit ? [{ key: 'past the limit', isPastPromise: true, isPastLimit: true }] : []),
  ];
}

/** The first millisecond of a civil day. */
function startOf(date: PlainDate, zone: string): number {
  return endOfDay(plusDays(date, -1), zone).getTime() + 1;
}

/** How a row is named to owners where no person may be: enough to find it, too little to know anybody. */
export function shortId(id: string): string {
  return id.slice(-8);
}
