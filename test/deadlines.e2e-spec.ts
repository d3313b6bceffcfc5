import { jest } from '@jest/globals';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { metrics } from '../src/foundation/metrics/metrics.js';
import { Records } from '../src/foundation/records/records.js';
import { AlarmsJob } from '../src/jobs/alarms.job.js';
import { JobRun } from '../src/jobs/job-run.entity.js';
import { RemindersService } from '../src/modules/deadlines/reminders.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
  type TestStaff,
} from './support/people.js';

const DAY_MS = 86_400_000;

let carrel: Carrel;
let superuser: pg.Client;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

interface Case {
  library: TestLibrary;
  owner: TestStaff;
  olga: Caller;
  ana: TestReader;
  request: { id: string; receivedAt: string; promisedBy: string; legalLimit: string };
}

async function aCase(): Promise<Case> {
  const library = await aLibrary(carrel);
  const owner = await aStaffMember(carrel, library);
  const olga = await asStaff(carrel, owner);
  const ana = await aReader(carrel, { library, name: 'Ana Nameless' });
  const { body } = await ana.post('/me/requests', { kind: 'restriction' }).expect(201);
  return { library, owner, olga, ana, request: body as Case['request'] };
}

const remind = ({ library }: Case, at: number | string) =>
  carrel.app.get(RemindersService, { strict: false }).remind(library, new Date(at));
const after = (instant: string, ms = 1) => new Date(instant).getTime() + ms;
const reminders = async (who: TestStaff) =>
  (await lettersTo(carrel, who.email)).filter(({ subject }) => /deadlines at|legal limit/.test(subject));
const toldOf = async (keys: string) =>
  (
    await superuser.query<{ key: string }>('select key from staff_notice where key like $1 order by key', [
      keys,
    ])
  ).rows;

describe('the ladder', () => {
  it('reminds the owner of requests and objections on each rung once, and names nobody', async () => {
    const own = await aCase();
    const { owner, ana, request } = own;
    await ana.put('/me/objections/service-messages', { grounds: 'My own.' }).expect(200);
    const halfWay = after(
      request.receivedAt,
      (Date.parse(request.promisedBy) - Date.parse(request.receivedAt)) / 2 + 120_000,
    );

    expect(await remind(own, request.receivedAt)).toBe(0);
    expect(await remind(own, halfWay)).toBe(2);
    expect(await remind(own, halfWay)).toBe(0);
    expect(await remind(own, request.promisedBy)).toBe(2);

    const letters = await eventually('the letters', async () => {
      const found = await reminders(owner);
      return found.length === 2 && found;
    });
    for (const { text } of letters) {
      expect(text).toContain(`restriction ${request.id.slice(-8)}: ${request.promisedBy.slice(0, 10)}`);
      expect(text).toContain('objection ');
      expect(text).not.toContain('Nameless');
      expect(text).not.toContain(ana.email);
    }
    expect(await toldOf(`request ${request.id}%`)).toHaveLength(5);
  });

  it('tells the platform as well once the law’s limit is over', async () => {
    const own = await aCase();
    const officer = await aStaffMember(carrel, { slug: 'platform' }, 'security-officer');

    await remind(own, after(own.request.promisedBy, -1));
    await remind(own, after(own.request.legalLimit));
    await remind(own, after(own.request.legalLimit, DAY_MS));

    const [letter, ...more] = await eventually('the letter', async () => {
      const found = await reminders(officer);
      return found.length > 0 && found;
    });
    expect(letter?.text).toContain(own.request.id.slice(-8));
    expect(more).toEqual([]);
  });

  it('stops when the request is answered, rests while the reader is asked, and starts anew with an extension', async () => {
    const own = await aCase();
    const { olga, ana, request } = own;
    const at = `/library/requests/${request.id}`;
    await remind(own, request.promisedBy);

    await olga.post(`${at}/identity-checks`, { why: 'Who is it?' }).expect(201);
    expect(await remind(own, after(request.legalLimit))).toBe(0);
    await ana.post(`/me/requests/${request.id}/identity`, {}).expect(200);
    const { body } = await olga
      .post(`${at}/extensions`, { reason: 'number', explanation: 'There are many.' })
      .expect(201);
    expect(await remind(own, request.receivedAt)).toBe(0);
    expect(await remind(own, body.extendedUntil as string)).toBe(1);
    await olga.post(`${at}/answers`, { answer: 'Done.' }).expect(201);
    expect(await remind(own, after(body.extendedUntil as string, DAY_MS))).toBe(0);
  });

  it('keeps the rung and its letter together: what breaks off is told later, and once', async () => {
    const own = await aCase();
    const outbox = carrel.app.get(Outbox, { strict: false });
    const broken = jest.spyOn(outbox, 'post').mockRejectedValueOnce(new Error('killed'));
    await expect(remind(own, own.request.promisedBy)).rejects.toThrow('killed');
    broken.mockRestore();
    expect(await toldOf(`request ${own.request.id}%`)).toEqual([]);

    const told = await Promise.all([1, 2, 3].map(() => remind(own, own.request.promisedBy)));

    expect(told.sort()).toEqual([0, 0, 1]);
    await eventually('the letter', async () => (await reminders(own.owner)).length === 1);
  });
});

describe('the calendar feed', () => {
  const feedOf = async (url: string) => {
    const answer = await fetch(url.replace('http://carrel.test', carrel.url));
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };

  it('shows each deadline under a name that stays, cancels it when it is closed, and names nobody', async () => {
    const { olga, ana, request } = await aCase();
    const { body } = await olga.post('/library/deadline-feeds').expect(201);
    const url = body.url as string;

    const open = await feedOf(url);
    await olga.post(`/library/requests/${request.id}/answers`, { answer: 'Done.' }).expect(201);
    const closed = await feedOf(url);

    expect(open).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    const uid = `UID:request-${request.id}@carrel`;
    const day = new Date(request.promisedBy)
      .toLocaleDateString('sv-SE', { timeZone: 'Europe/Madrid' })
      .replaceAll('-', '');
    for (const line of [
      uid,
      `DTSTART;VALUE=DATE:${day}`,
      'STATUS:CONFIRMED',
      'BEGIN:VALARM',
      'TRIGGER:-P3D',
      `SUMMARY:Answer: restriction ${request.id.slice(-8)}`,
    ])
      expect(open.text).toContain(line);
    expect(closed.text.replaceAll('\r\n ', '')).toContain(uid);
    expect(closed.text).toContain('STATUS:CANCELLED');
    for (const { text } of [open, closed])
      for (const personal of ['Nameless', ana.email, ana.id]) expect(text).not.toContain(personal);
  });

  it('is the owner’s alone, and dies when it is revoked or the owner leaves', async () => {
    const { olga, owner, library } = await aCase();
    const other = await asStaff(carrel, await aStaffMember(carrel, library));
    const { body: first } = await olga.post('/library/deadline-feeds').expect(201);
    const { body: second } = await olga.post('/library/deadline-feeds').expect(201);

    expect((await other.get('/library/deadline-feeds').expect(200)).body.items).toEqual([]);
    expect((await olga.get('/library/deadline-feeds').expect(200)).body.items).toEqual([
      { id: first.id, createdAt: first.createdAt },
      { id: second.id, createdAt: second.createdAt },
    ]);
    await other.delete(`/library/deadline-feeds/${first.id as string}`).expect(404);
    await olga.delete(`/library/deadline-feeds/${first.id as string}`).expect(204);
    expect((await feedOf(first.url as string)).status).toBe(404);
    expect((await feedOf(second.url as string)).status).toBe(200);
    await superuser.query('delete from membership where staff_id = $1', [owner.id]);
    expect((await feedOf(second.url as string)).status).toBe(404);
    expect((await feedOf(`${carrel.url}/api/v1/deadline-feeds/nonsense`)).status).toBe(404);
    const kept = await superuser.query('select * from deadline_feed');
    expect(JSON.stringify(kept.rows)).not.toContain(String(second.url).split('/').at(-1));
  });
});

describe('an alarm', () => {
  const alarmsOf = async ({ olga }: Case) => {
    const { body } = await olga.get('/library/alarms').expect(200);
    return body.items as { kind: string; about: string; since: string }[];
  };
  const watch = (at: Date) => carrel.app.get(AlarmsJob, { strict: false }).run(at);
  const gauge = async (kind: string) => {
    const found = await metrics.getSingleMetric('carrel_alarms')?.get();
    return found?.values.find(({ labels }) => labels.kind === kind)?.value;
  };

  it('is raised for what failed, what stands still and what passed, and ends with them', async () => {
    const own = await aCase();
    const { id } = own.request;
    const short = id.slice(-8);
    const as = (changes: string) =>
      superuser.query(`update data_subject_request set ${changes} where id = $1`, [id]);
    expect((await alarmsOf(own)).filter(({ about }) => about.endsWith(short))).toEqual([]);

    await as(
      `received_at = received_at - interval '40 days', promised_by = now() - interval '2 days', legal_limit = now() + interval '1 day'`,
    );
    expect(await alarmsOf(own)).toContainEqual(
      expect.objectContaining({ kind: 'promise-passed', about: `restriction ${short}` }),
    );
    await as(`legal_limit = now() - interval '1 day'`);
    expect(await alarmsOf(own)).toContainEqual(
      expect.objectContaining({ kind: 'limit-passed', about: `restriction ${short}` }),
    );
    await as(`kind = 'access', state = 'in-progress', lease_until = now() + interval '1 day'`);
    expect(await alarmsOf(own)).toContainEqual(
      expect.objectContaining({ kind: 'request-stalled', about: `access ${short}` }),
    );
    await as(`state = 'failed'`);
    expect(await alarmsOf(own)).toContainEqual(
      expect.objectContaining({ kind: 'request-failed', about: `access ${short}` }),
    );
    await own.olga.post(`/library/requests/${id}/answers`, { answer: 'Sent by post.' }).expect(201);
    expect((await alarmsOf(own)).filter(({ about }) => about.endsWith(short))).toEqual([]);
  });

  it('leaves no note of what was told for longer than thirteen months', async () => {
    const own = await aCase();
    const { id, promisedBy } = own.request;
    await remind(own, promisedBy);
    const noted = (await toldOf(`request ${id}%`)).length;

    await watch(new Date(Date.now() + 395 * DAY_MS));
    const kept = await toldOf(`request ${id}%`);
    await watch(new Date(Date.parse(promisedBy) + 400 * DAY_MS));

    expect(noted).toBeGreaterThan(0);
    expect(kept).toHaveLength(noted);
    expect(await toldOf(`request ${id}%`)).toEqual([]);
  });

  it('is raised for an erasure that waited for its day and was not begun on it', async () => {
    const own = await aCase();
    await superuser.query('update library set erasure_grace_days = 14 where id = $1', [own.library.id]);
    const { body } = await (await aReader(carrel, { library: own.library })).delete('/me').expect(202);
    const about = `erasure ${String(body.id).slice(-8)}`;
    expect(await alarmsOf(own)).not.toContainEqual(expect.objectContaining({ about }));

    await superuser.query(
      `update waiting_erasure set next_attempt_at = now() - interval '2 hours' where id = $1`,
      [body.id],
    );

    expect(await alarmsOf(own)).toContainEqual(expect.objectContaining({ kind: 'request-stalled', about }));
  });

  it('is raised for a job that has not ended well for twice its period; the platform gets one letter of it', async () => {
    const own = await aCase();
    const officer = await aStaffMember(carrel, { slug: 'platform' }, 'security-officer');
    const now = new Date();
    const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
    const runs = (job: string, hours: number, outcome: 'done' | 'failed') =>
      carrel.app
        .get(Records)
        .in(aJob('test', PLATFORM), (db) =>
          db.insert(JobRun, { job, dueAt: ago(hours), endedAt: ago(hours), outcome }),
        );
    await runs('job-runs', 49, 'done');
    await runs('job-runs', 1, 'failed');
    await runs('accounts-expire', 0, 'done');

    const late = (await alarmsOf(own)).filter(({ kind }) => kind === 'job-late').map(({ about }) => about);
    expect(late).toContain('job-runs');
    expect(late).not.toContain('accounts-expire');
    await watch(now);
    await watch(new Date(now.getTime() + 1_000));
    expect(await gauge('job-late')).toBeGreaterThan(0);
    const letters = await eventually('the letter', async () => {
      const found = (await lettersTo(carrel, officer.email)).filter(({ text }) =>
        text.includes('job-late: job-runs'),
      );
      return found.length > 0 && found;
    });
    expect(letters).toHaveLength(1);
    await runs('job-runs', 0, 'done');
    expect((await alarmsOf(own)).map(({ about }) => about)).not.toContain('job-runs');
  });
});
