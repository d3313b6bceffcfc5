/** Something that stands still and should not: computed from rows whenever it is asked, never kept. */
export interface Alarm {
  kind: AlarmKind;
  /** What it is about: a kind of request with the end of its id, or the name of a job. */
  about: string;
  /** Since when. */
  since: Date;
  /** The same as long as it lasts, and another the next time. */
  key: string;
}

export const ALARM_KINDS = [
  'request-failed',
  'request-stalled',
  'promise-passed',
  'limit-passed',
  'job-late',
  'backup-late',
  'review-overdue',
  'incident-draft',
  'ground-lapsed',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** The letter that tells the security officers; it names nobody. */
export function alarmLetter(library: string, alarms: Alarm[], link: string) {
  const lines = alarms.map(({ kind, about, since }) => `- ${kind}: ${about}, ${since.toISOString()}`);
  const list = lines.slice(0, 50).join('\n');
  return {
    subject: `${alarms.length} alarms at ${library} · ${alarms.length} alarmas en ${library}`,
    text: `Something stands still at ${library} (what, which, since when):\n\n${list}\n\n${link}\n\n---\n\nAlgo está parado en ${library} (qué, cuál, desde cuándo):\n\n${list}\n\n${link}`,
  };
}
