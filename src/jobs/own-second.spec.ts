import { CronExpression } from '@nestjs/schedule';
import { CronTime } from 'cron';
import { atOwnSecond } from './own-second.js';

/** The seconds of an hour at which a job runs. */
function secondsOf(cron: string): number[] {
  const time = new CronTime(cron, 'UTC');
  const hour = Date.UTC(2026, 0, 5) / 1_000;
  const seconds: number[] = [];
  for (let at = hour - 1; at < hour + 3_600; seconds.push(at - hour))
    at = time.getNextDateFrom(new Date(at * 1_000), 'UTC').toMillis() / 1_000;
  return seconds.filter((second) => second < 3_600);
}

describe("a job's own second", () => {
  it.each([
    ['every half minute', CronExpression.EVERY_30_SECONDS, 30, 120],
    ['every minute', CronExpression.EVERY_MINUTE, 60, 60],
    ['every ten minutes', CronExpression.EVERY_10_MINUTES, 600, 6],
    ['every hour', CronExpression.EVERY_HOUR, 3_600, 1],
  ])('keeps the period of a job that runs %s', (_, cron, period, times) => {
    for (const job of ['letters-sweep', 'ledger', 'requests-wake', 'backup']) {
      const seconds = secondsOf(atOwnSecond(cron, job));
      expect(seconds).toHaveLength(times);
      const [first = 0] = seconds;
      expect(first).toBeLessThan(60);
      expect(seconds).toEqual(Array.from({ length: times }, (_one, i) => first + i * period));
    }
  });

  it('keeps the hour of a job that runs once a day', () => {
    const at = new CronTime(atOwnSecond(CronExpression.EVERY_DAY_AT_2AM, 'retention'), 'UTC');
    const [first, second] = at.sendAt(2);
    expect([first?.hour, first?.minute]).toEqual([2, 0]);
    expect(second && first ? second.toMillis() - first.toMillis() : 0).toBe(86_400_000);
  });

  it('is the same on every instance, and not the same for all', () => {
    const jobs = [
      'letters-sweep',
      'ledger',
      'scopes-wake',
      'containment',
      'incident-watch',
      'breach-letters-wake',
    ];
    const of = (job: string) => atOwnSecond(CronExpression.EVERY_MINUTE, job);
    expect(of('ledger')).toBe('31 */1 * * * *');
    expect(new Set(jobs.map(of)).size).toBeGreaterThan(3);
  });

  it('leaves a second that a job names itself', () => {
    expect(atOwnSecond('15 * * * * *', 'ledger')).toBe('15 * * * * *');
  });
});
