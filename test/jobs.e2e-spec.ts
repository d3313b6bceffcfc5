import { SchedulerRegistry } from '@nestjs/schedule';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Letter } from '../src/foundation/mail/letter.entity.js';
import { Records } from '../src/foundation/records/records.js';
import { CalendarExplorer } from '../src/jobs/calendar.explorer.js';
import { CalendarRuns } from '../src/jobs/calendar-runs.service.js';
import { LettersSweepJob } from '../src/jobs/letters-sweep.job.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually, lettersTo } from './support/people.js';

let carrel: Carrel;
let runs: CalendarRuns;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  runs = carrel.app.get(CalendarRuns, { strict: false });
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const TICK = new Date('2026-11-02T03:00:00Z');

const rowsOf = async (job: string) => {
  const { rows } = await superuser.query<{ due_at: Date; ended_at: Date | null; outcome: string | null }>(
    'select due_at, ended_at, outcome from job_run where job = $1 order by id',
    [job],
  );
  return rows;
};

it('gives a tick to one of the instances that ask for it, and keeps a row of the run', async () => {
  let times = 0;
  const work = () => Promise.resolve((times += 1));
  const outcomes = await Promise.all([1, 2, 3].map(() => runs.run('test-once', TICK, work)));
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(times).toBe(1);
  expect(await rowsOf('test-once')).toEqual([{ due_at: TICK, ended_at: expect.any(Date), outcome: 'done' }]);
});

it('has jobs begin at seconds of their own, not all with the minute', () => {
  const jobs = [...carrel.app.get(SchedulerRegistry, { strict: false }).getCronJobs().values()];
  const seconds = jobs.map((job) => job.nextDate().second);
  expect(seconds.length).toBeGreaterThan(20);
  const busiest = Math.max(...seconds.map((one) => seconds.filter((other) => other === one).length));
  expect(busiest).toBeLessThanOrEqual(4);
});

it('keeps a failure as one, and runs the next tick', async () => {
  const failing = () => Promise.reject(new Error('no paper'));
  expect(await runs.run('test-fails', TICK, failing)).toBe('failed');
  expect(await runs.run('test-fails', new Date(TICK.getTime() + 1_000), () => Promise.resolve())).toBe(
    'done',
  );
  expect((await rowsOf('test-fails')).map((row) => row.outcome)).toEqual(['failed', 'done']);
});

it('forgets runs after thirty days', async () => {
  await runs.run('test-old', TICK, () => Promise.resolve());
  await superuser.query(`update job_run set started_at = $1 where job = 'test-old'`, [TICK]);
  await runs.forget(new Date(TICK.getTime() + 29 * 86_400_000));
  expect(await rowsOf('test-old')).toHaveLength(1);
  await runs.forget(new Date(TICK.getTime() + 31 * 86_400_000));
  expect(await rowsOf('test-old')).toHaveLength(0);
});

it('has every job of the house in the calendar, each under a name of its own', () => {
  const names = carrel.app
    .get(CalendarExplorer, { strict: false })
    .entries()
    .map(({ entry }) => entry.job);
  expect([...names].sort()).toEqual([
    'accounts-expire',
    'alarms',
    'backup',
    'breach-letters-wake',
    'coming-of-age',
    'consents-expire',
    'containment',
    'content-sweep',
    'cookies-expire',
    'deadline-reminders',
    'guardian-letters',
    'holds-review',
    'idempotency-sweep',
    'incident-reminders',
    'incident-watch',
    'job-runs',
    'keys',
    'lapsed-grounds',
    'ledger',
    'ledger-anchors',
    'ledger-check',
    'letters-sweep',
    'outside-requests-expire',
    'outside-requests-wake',
    'partitions',
    'recipient-notices-expire',
    'recipient-notices-wake',
    'requests-expire',
    'requests-wake',
    'restrictions-lift',
    'retention',
    'retention-resumes',
    'scope-countries-wake',
    'scopes-expire',
    'scopes-wake',
  ]);
});

it('sends a letter whose wake-up was lost', async () => {
  const reader = await aReader(carrel);
  const content = { subject: 'Found again', text: 'It was never sent.' };
  await carrel.app.get(Records).in(aJob('test', reader.library.id), (db) =>
    db.insert(Letter, {
      subjectId: reader.id,
      messageId: 'lost@test',
      kind: 'test',
      recipient: reader.email,
      content,
    }),
  );
  await carrel.app.get(LettersSweepJob, { strict: false }).run(new Date(Date.now() + 1_000));
  await eventually('the letter', async () =>
    (await lettersTo(carrel, reader.email)).some((letter) => letter.subject === 'Found again'),
  );
});
