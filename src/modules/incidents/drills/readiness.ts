/** What one library would have ready if a breach were found this minute. Null: never, or none. */
export interface ReadinessFacts {
  contactConfirmedAt: Date | null;
  /** The competent supervisory authority’s name. */
  authority: string | null;
  /** When the letter to readers was last approved, in every language of the library. */
  templateApprovedAt: Date | null;
  /** The last drill that the library was part of and that was scored. */
  drilledAt: Date | null;
  /** How much of the last thirty days the access log tells of, in thousandths. */
  logPermille: number | null;
  /** The last time that a backup was restored elsewhere, for all libraries. */
  restoredAt: Date | null;
}

/** One condition of readiness, with what to do where it is not met. */
export interface ReadinessLine {
  key: string;
  isMet: boolean;
  /** Since when, or what it is. */
  stands: Date | string | null;
  /** Until when it holds; null where it does not end. */
  until: Date | null;
  what: string;
}

const MONTHS = 12;
/** Of thirty days, less than an hour. */
const LEAST_PERMILLE = 999;

/** Readiness line by line, in the order of who has to act: the library first, then the platform. */
export function readinessOf(facts: ReadinessFacts, now: Date): ReadinessLine[] {
  const { contactConfirmedAt, authority, templateApprovedAt, drilledAt, logPermille, restoredAt } = facts;
  return [
    {
      key: 'contact-confirmed',
      ...withinMonths(contactConfirmedAt, now),
      what: 'Declare a drill, add the library, and send its contact test; the letter’s link is confirmed by one click.',
    },
    {
      key: 'authority-set',
      isMet: authority !== null,
      stands: authority,
      until: null,
      what: 'Set the library’s country and region: carrel library change SLUG --region CODE --body public|private.',
    },
    {
      key: 'letter-template',
      isMet: templateApprovedAt !== null,
      stands: templateApprovedAt,
      until: null,
      what: 'The owner approves the words of a letter to readers, in each language of the library: on the page Readiness.',
    },
    {
      key: 'drill',
      ...withinMonths(drilledAt, now),
      what: 'Hold a drill with this library among those hit, and score it.',
    },
    {
      key: 'log-coverage',
      isMet: logPermille !== null && logPermille >= LEAST_PERMILLE,
      stands: logPermille === null ? null : `${logPermille / 10} % of the last thirty days`,
      until: null,
      what: 'Each gap makes the numbers of a breach less sure. Stop servers in order rather than by kill -9, and see why they died.',
    },
    {
      key: 'restore-tested',
      ...withinMonths(restoredAt, now),
      what: 'Try the newest backup out: carrel restore-drill. One that failed does not count.',
    },
  ];
}

/** How many of a hundred: every line weighs the same. */
export function readinessScore(lines: readonly ReadinessLine[]): number {
  return Math.round((100 * lines.filter(({ isMet }) => isMet).length) / lines.length);
}

function withinMonths(at: Date | null, now: Date) {
  if (!at) return { isMet: false, stands: null, until: null };
  const until = new Date(at);
  until.setUTCMonth(until.getUTCMonth() + MONTHS);
  return { isMet: now < until, stands: at, until };
}
