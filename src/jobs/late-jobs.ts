import { CronTime } from 'cron';

/** However often a job runs, it is given this long. */
const SHORTEST_MS = 10 * 60_000;

/** How long a job may be without a good end before it counts as late: twice its period. */
export function patienceWith(cron: string): number {
  const [first, second] = new CronTime(cron, 'UTC').sendAt(2);
  const period = first && second ? second.toMillis() - first.toMillis() : 0;
  return Math.max(2 * period, SHORTEST_MS);
}
