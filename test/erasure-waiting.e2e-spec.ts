import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import type { PurposeKey } from '../src/foundation/data-map/vocabulary.js';
import { notHeld } from '../src/foundation/records/holds.js';
import { Records } from '../src/foundation/records/records.js';
import { destroyMainKey, StillHeld } from '../src/foundation/records/forgetting.js';
import { ErasureStepsService } from '../src/modules/data-subject-requests/erasure-steps.service.js';
import { HoldRemindersService } from '../src/modules/data-subject-requests/hold-reminders.service.js';
import { WaitingStepsService } from '../src/modules/data-subject-requests/waiting-steps.service.js';
import { RESTRICTED } from '../src/foundation/records/restricted.js';
import type { Browser } from 'playwright-core';
import { aBrowser, aWindow, barriers, theBuiltPages } from './support/browser.js';
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
let library: TestLibrary;
let olga: TestStaff;
let owner: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  library = await aLibrary(carrel);
  olga = await aStaffMember(carrel, library);
  owner = await asStaff(carrel, olga);
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const dayIn = (days: number) => inDays(days).toISOString().slice(0, 10);
const certificate = (url: string) =>
  new Caller(carrel.url).get(url.replace('http://carrel.test/api/v1', '')).expect(200);
const complete = (url: string) =>
  eventually('the erasure', async () => {
    const { body } = await certificate(url);
    return body.live.isComplete === true && (body as Record<string, unknown>);
  });
/** What the job does when it is woken at an instant. */
async function wakenAt(id: string, now: Date) {
  const wakeUp = { libraryId: library.id, id };
  await carrel.app.get(WaitingStepsService, { strict: false }).advance(wakeUp, now);
  await carrel.app.get(ErasureStepsService, { strict: false }).advance(wakeUp, now);
}

/** A letter whose subject matches, once it has arrived. */
const letter = (reader: TestReader, subject: RegExp) =>
  eventually(`a letter ${subject.source}`, async () =>
    (await lettersTo(carrel, reader.email)).find((one) => subject.test(one.subject)),
  );

const countOf = async (table: string, reader: TestReader, column = 'subject_id') => {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::int as count from ${table} where ${column} = $1`,
    [reader.id],
  );
  return rows[0]?.count;
};

const aWriter = async (consents: string[] = []) => {
  const reader = await aReader(carrel, { library, consents });
  await reader.post('/me/conversations', { subject: 'Opening hours', body: 'When?' }).expect(201);
  return reader;
};

describe('a grace period', () => {
  beforeAll(async () => {
    await owner.put('/library/erasure-grace', { days: 14 }).expect(200);
  });
  afterAll(async () => {
    await owner.put('/library/erasure-grace', { days: 0 }).expect(200);
  });

  const leave = async (reader: TestReader) =>
    (await reader.delete('/me', { password: reader.password }).expect(202)).body as {
      id: string;
      certificateUrl: string;
      beginsAt: string;
    };

  it('is 0 to 14 days, and none unless an owner says so', async () => {
    const other = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
    expect((await other.get('/library/erasure-grace').expect(200)).body).toEqual({ days: 0 });
    for (const days of [-1, 15, 1.5, '3']) await other.put('/library/erasure-grace', { days }).expect(422);
    await expect(
      superuser.query('update library set erasure_grace_days = 15 where id = $1', [library.id]),
    ).rejects.toThrow('library_erasure_grace_days');
  });

  it('names the day, sends no marketing until then, and begins by itself on it', async () => {
    const ana = await aWriter(['newsletter']);
    const mayWrite = async (purpose: string) =>
      (await library.api.get(`/library/permissions?reader=${ana.id}&purpose=${purpose}`).expect(200))
        .body as object;
    expect(await mayWrite('newsletter')).toMatchObject({ allowed: true });

    const { id, certificateUrl, beginsAt } = await leave(ana);

    expect(Date.parse(beginsAt) - Date.now()).toBeGreaterThan(13.9 * DAY_MS);
    expect(await mayWrite('newsletter')).toMatchObject({ allowed: false, reason: 'leaving' });
    expect(await mayWrite('service-messages')).toMatchObject({ allowed: true });
    await ana.get('/me').expect(200);
    expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([{ id, state: 'received' }]);
    expect((await certificate(certificateUrl)).body).toMatchObject({
      state: 'waiting',
      waits: { reason: 'grace', beginsAt },
      live: { isComplete: false },
    });
    await ana.delete('/me', { password: ana.password }).expect(409);
    expect((await letter(ana, /will be deleted/)).text).toContain('keep-account?token=');

    await wakenAt(id, inDays(13.9));
    await ana.get('/me').expect(200);
    await wakenAt(id, inDays(14.1));

    await ana.get('/me').expect(401);
    expect(await complete(certificateUrl)).toMatchObject({ id, live: { deletedRows: { reader: 1 } } });
    expect((await letter(ana, /forgotten you/)).text).toContain(certificateUrl);
    expect(await countOf('waiting_erasure', ana)).toBe(0);
  });

  it('ends when the reader takes it back, signed in or by the letter’s link, and nothing is lost', async () => {
    const [ana, eva] = [await aWriter(['newsletter']), await aWriter()];
    const [ofAna, ofEva] = [await leave(ana), await leave(eva)];
    const token = /token=([\w-]+)/.exec((await letter(eva, /will be deleted/)).text)?.[1];
    const anyone = new Caller(carrel.url);

    await ana.delete(`/me/requests/${ofEva.id}`).expect(404);
    const { body } = await ana.delete(`/me/requests/${ofAna.id}`).expect(200);
    await anyone
      .post(`/libraries/${(await aLibrary(carrel)).slug}/erasure-cancellations`, { token })
      .expect(404);
    await anyone.get(`/libraries/${library.slug}/erasure-cancellations?token=${token}`).expect(404);
    await anyone.post(`/libraries/${library.slug}/erasure-cancellations`, { token }).expect(204);
    await anyone.post(`/libraries/${library.slug}/erasure-cancellations`, { token }).expect(404);

    expect(body).toMatchObject({ id: ofAna.id, state: 'cancelled' });
    for (const [reader, { id }] of [
      [ana, ofAna],
      [eva, ofEva],
    ] as const) {
      await wakenAt(id, inDays(15));
      await reader.get('/me').expect(200);
      expect(await countOf('conversation', reader, 'reader_id')).toBe(1);
      await letter(reader, /account stays/);
    }
    const { body: permission } = await library.api
      .get(`/library/permissions?reader=${ana.id}&purpose=newsletter`)
      .expect(200);
    expect(permission).toMatchObject({ allowed: true });
    await leave(ana);
  });

  it('is not the library’s unless it asks for one, and the library may end it', async () => {
    const [ana, eva] = [await aWriter(), await aWriter()];

    const { body: waits } = await library.api
      .post(`/library/readers/${ana.id}/erasure`, { grace: true })
      .expect(202);
    expect(waits.beginsAt).not.toBeNull();
    const { id, certificateUrl } = await leave(eva);
    const { body: at } = await library.api.post(`/library/readers/${eva.id}/erasure`, {}).expect(202);

    expect(at).toMatchObject({ id, certificateUrl, beginsAt: null, isHeld: false });
    await eva.get('/me').expect(401);
    await complete(certificateUrl);
    expect((await library.api.get(`/library/erasures/${waits.id as string}`).expect(200)).body).toMatchObject(
      {
        state: 'waiting',
      },
    );
  });
});

describe('a legal hold', () => {
  const hold = async (reader: TestReader, more: object = {}) => {
    const given = {
      reader: reader.id,
      ground: '17(3)(e)',
      citation: 'Juzgado 7, asunto 123/2026',
      words: 'A book was not returned.',
      reviewOn: dayIn(90),
      ...more,
    };
    return (await owner.post('/library/holds', given).expect(201)).body.id as string;
  };
  const leave = async (reader: TestReader) => {
    const { body } = await reader.delete('/me', { password: reader.password }).expect(202);
    return body as { id: string; certificateUrl: string; isHeld: boolean };
  };
  /** Until what is free is gone and nothing is left to do but wait. */
  const atRest = (id: string) =>
    eventually('what is not held to go', async () => {
      const { rows } = await superuser.query(
        'select 1 from waiting_erasure where id = $1 and next_attempt_at is null',
        [id],
      );
      return rows.length === 1;
    });

  it('is an owner’s to place, names a ground and a day within the year, and holds nothing unknown', async () => {
    const ana = await aReader(carrel, { library });
    const given = {
      reader: ana.id,
      ground: '17(3)(b)',
      citation: 'LGT art. 66',
      words: 'Accounts',
      reviewOn: dayIn(30),
    };
    const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
    const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));

    await librarian.post('/library/holds', given).expect(403);
    await stranger.post('/library/holds', given).expect(404);
    for (const wrong of [
      { ground: '17(3)(a)' },
      { reviewOn: dayIn(0) },
      { reviewOn: dayIn(367) },
      { purposes: ['curiosity'] },
      { tables: ['erasure'] },
      { citation: '' },
    ])
      await owner.post('/library/holds', { ...given, ...wrong }).expect(422);
    const { body } = await owner.post('/library/holds', given).expect(201);
    await stranger.get(`/library/holds/${body.id as string}`).expect(404);
    await stranger.delete(`/library/holds/${body.id as string}`).expect(404);
    await expect(
      superuser.query(`update legal_hold set review_at = reviewed_at + interval '367 days' where id = $1`, [
        body.id,
      ]),
    ).rejects.toThrow('legal_hold_review');
  });

  /** What alarms are raised about it long after the law's limit. */
  const alarmsPastTheLimit = async (id: string) => {
    await superuser.query(
      `update data_subject_request set received_at = received_at - interval '70 days',
         promised_by = promised_by - interval '70 days', legal_limit = legal_limit - interval '70 days' where id = $1`,
      [id],
    );
    const { body } = await owner.get('/library/alarms').expect(200);
    return (body.items as { about: string }[]).filter(({ about }) => about.endsWith(id.slice(-8)));
  };

  it('lets everything wait where it names nothing, tells the reader why, and goes on by itself when lifted', async () => {
    const ana = await aWriter(['newsletter']);
    const id = await hold(ana);

    const erasure = await leave(ana);

    expect(erasure.isHeld).toBe(true);
    await atRest(erasure.id);
    const { text } = await letter(ana, /Part of your deletion waits/);
    expect(text).toContain('Art. 17(3)(e)');
    expect(text).toContain('Agencia Española de Protección de Datos');
    expect(text).toContain(erasure.certificateUrl);
    expect((await certificate(erasure.certificateUrl)).body).toMatchObject({
      state: 'held',
      waits: { reason: 'hold', holds: [{ ground: '17(3)(e)', reviewOn: dayIn(90) }] },
      live: { isComplete: false },
    });
    const held = { state: 'in-progress', held: [{ ground: '17(3)(e)', reviewOn: dayIn(90) }] };
    for (const asking of [ana, owner])
      expect(
        (await asking.get(`/${asking === ana ? 'me' : 'library'}/requests/${erasure.id}`).expect(200)).body,
      ).toMatchObject(held);
    expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([held]);
    expect(await alarmsPastTheLimit(erasure.id)).toEqual([]);
    expect(await countOf('message', ana, 'reader_id')).toBe(1);
    const { body: permission } = await library.api
      .get(`/library/permissions?reader=${ana.id}&purpose=newsletter`)
      .expect(200);
    expect(permission).toMatchObject({ allowed: false, reason: 'restricted' });
    const { body: refused } = await library.api.post(`/library/readers/${ana.id}/erasure`, {}).expect(409);
    expect(refused.type).toBe('/problems/held');
    await ana.delete(`/me/requests/${erasure.id}`).expect(409);

    await owner.delete(`/library/holds/${id}`).expect(200);

    await complete(erasure.certificateUrl);
    await owner.delete(`/library/holds/${id}`).expect(404);
    expect(await countOf('legal_hold', ana)).toBe(0);
    expect((await letter(ana, /forgotten you/)).text).toContain(erasure.certificateUrl);
  });

  it('holds what it names and no more; several overlap, and what the last one frees goes at once', async () => {
    const ana = await aWriter(['newsletter']);
    const file = new FormData();
    file.set('file', new File(['held'], 'held.txt', { type: 'text/plain' }));
    const { body: threads } = await ana.get('/me/conversations').expect(200);
    await ana.post(`/me/conversations/${threads.items[0].id as string}/attachments`, file).expect(201);
    const talk = await hold(ana, { purposes: ['conversations'], ground: '17(3)(b)' });
    const message = await hold(ana, { tables: ['message', 'reader'] });

    const free = async (name: string, purpose: PurposeKey) => {
      const { rows } = await carrel.app
        .get(Records)
        .in(aJob('test', library.id), (db) =>
          db.tell(
            `select 1 from reader r where r.library_id = $1 and r.id = $2 and ${notHeld('r.id', { name, personal: { purpose } })}`,
            [library.id, ana.id],
          ),
        );
      return rows.length === 1;
    };
    expect(await free('loan', 'lending')).toBe(true);
    expect(await free('message', 'conversations')).toBe(false);
    expect(await free('reader', 'account')).toBe(false);

    const { id, certificateUrl } = await leave(ana);
    await atRest(id);

    const places = {
      reader: 'id',
      message: 'reader_id',
      conversation: 'reader_id',
      attachment: 'reader_id',
      session: 'subject_id',
      consent: 'subject_id',
    };
    const left = async () => {
      const counts: Record<string, number | undefined> = {};
      for (const [table, column] of Object.entries(places)) counts[table] = await countOf(table, ana, column);
      return counts;
    };
    expect(await left()).toEqual({
      reader: 1,
      message: 1,
      conversation: 1,
      attachment: 1,
      session: 0,
      consent: 0,
    });
    await ana.get('/me').expect(401);
    const { body } = await owner.get(`/library/readers/${ana.id}`).expect(200);
    expect(body.email).toBe(RESTRICTED); // kept, and shown to nobody

    await owner.delete(`/library/holds/${talk}`).expect(200);
    await eventually('what it freed to go', async () => (await left()).conversation === 0);
    await atRest(id);
    expect(await left()).toMatchObject({ reader: 1, message: 1, conversation: 0, attachment: 0 });
    expect((await certificate(certificateUrl)).body.live.deletedRows).toMatchObject({
      conversation: 1,
      session: 1,
    });

    await owner.delete(`/library/holds/${message}`).expect(200);
    const done = await complete(certificateUrl);
    expect((done.live as { deletedRows: object }).deletedRows).toMatchObject({
      reader: 1, message: 1, conversation: 1, attachment: 1, session: 1, consent: 5,
    }); // prettier-ignore
  });

  it('keeps the key by the statement that would destroy it, whatever came before', async () => {
    const ana = await aReader(carrel, { library });
    const records = carrel.app.get(Records);
    const me = aJob('test', library.id);
    const keys = () =>
      superuser.query(`select 1 from sealing_key where holder_id = $1 and purpose = 'main'`, [ana.id]);
    await hold(ana);
    // As if a hold had been placed by other hands after the erasure had begun.
    await superuser.query(`update subject set state = 'erasing' where id = $1`, [ana.id]);

    await expect(records.in(me, (db) => destroyMainKey(db, ana.id))).rejects.toThrow(StillHeld);
    expect((await keys()).rows).toHaveLength(1);
    await superuser.query(`update legal_hold set lifted_at = now(), lifted_by = $2 where subject_id = $1`, [
      ana.id,
      randomUUID(),
    ]);
    await records.in(me, (db) => destroyMainKey(db, ana.id));

    expect((await keys()).rows).toHaveLength(0);
  });

  it('can be placed on nobody whose erasure has begun', async () => {
    const ana = await aReader(carrel, { library });
    await leave(ana);
    const given = { reader: ana.id, ground: '17(3)(e)', citation: 'x', words: 'y', reviewOn: dayIn(9) };
    await owner.post('/library/holds', given).expect(404);
  });

  it('is looked at again: overdue until an owner says until when, and the reader is told the new day', async () => {
    const ana = await aReader(carrel, { library });
    const id = await hold(ana);
    const { certificateUrl } = await leave(ana);
    await superuser.query(
      `update legal_hold set placed_at = now() - interval '90 days', reviewed_at = now() - interval '90 days', review_at = now() - interval '1 day' where id = $1`,
      [id],
    );
    expect((await owner.get(`/library/holds/${id}`).expect(200)).body).toMatchObject({ isOverdue: true });
    await owner.patch(`/library/holds/${id}`, { reviewOn: dayIn(400) }).expect(422);
    const reminders = carrel.app.get(HoldRemindersService, { strict: false });
    expect(await reminders.remind(library.id, new Date())).toBe(1);
    expect(await reminders.remind(library.id, new Date())).toBe(1);
    const reminded = () => lettersTo(carrel, olga.email);
    await eventually('the reminder', async () => (await reminded()).length === 1);
    expect((await reminded())[0]?.text).toContain('under 1 legal holds');
    await reminders.remind(library.id, inDays(8));
    await eventually('the next reminder', async () => (await reminded()).length === 2);

    const { body } = await owner.patch(`/library/holds/${id}`, { reviewOn: dayIn(60) }).expect(200);

    expect(body).toMatchObject({ isOverdue: false, reviewOn: dayIn(60) });
    expect(await reminders.remind(library.id, new Date())).toBe(0);
    expect((await certificate(certificateUrl)).body.waits.holds).toEqual([
      { ground: '17(3)(e)', reviewOn: dayIn(60) },
    ]);
    await eventually('the second letter', async () => {
      const told = (await lettersTo(carrel, ana.email)).filter(({ subject }) => /waits/.test(subject));
      return told.length === 2;
    });
  });

  it('also stops an erasure whose grace period ends', async () => {
    await owner.put('/library/erasure-grace', { days: 1 }).expect(200);
    const ana = await aWriter();
    const { id, certificateUrl } = await leave(ana);
    await owner.put('/library/erasure-grace', { days: 0 }).expect(200);
    const held = await hold(ana);

    await wakenAt(id, inDays(1.1));
    await wakenAt(id, inDays(1.2));

    expect((await certificate(certificateUrl)).body).toMatchObject({ state: 'held' });
    expect(await countOf('message', ana, 'reader_id')).toBe(1);
    await owner.delete(`/library/holds/${held}`).expect(200);
    await complete(certificateUrl);
  });
});

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('the account page, %s', (_, javaScriptEnabled) => {
  let browser: Browser;
  beforeAll(async () => {
    theBuiltPages();
    browser = await aBrowser();
    await owner.put('/library/erasure-grace', { days: 7 }).expect(200);
  });
  afterAll(async () => {
    await owner.put('/library/erasure-grace', { days: 0 }).expect(200);
    await browser.close();
  });

  it('shows what would go, names the day, and lets the reader keep the account, there or by the letter', async () => {
    const ana = await aWriter();
    const window = await aWindow(browser, carrel, {
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    const { page, open } = window;
    await open(`/l/${library.slug}/sign-in`);
    await page.locator('#email').fill(ana.email);
    await page.locator('#password').fill(ana.password);
    await page.locator('main button').first().click();
    await page.waitForURL(`**/l/${library.slug}/account`);
    const leave = async () => {
      await page.locator('#erasurePassword').fill(ana.password);
      await page.locator('#understand').check();
      await page.getByRole('button', { name: 'Delete my account for good' }).click();
      await page.getByRole('heading', { name: 'Your deletion is received' }).waitFor();
    };

    await page.getByText('You can take the deletion back for 7 days').waitFor();
    await page.getByText('What is deleted, what stays and who is told').click();
    await page.getByRole('cell', { name: 'Messages', exact: true }).waitFor();
    await page.getByText('Art. 17(3)(e)').first().waitFor();
    if (javaScriptEnabled) expect(await barriers(window)).toEqual([]);
    await leave();
    expect(await page.getByRole('link', { name: /certificates/ }).count()).toBe(1);
    await open(`/l/${library.slug}/account`);
    await page.getByText('It begins by itself on').waitFor();
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByText('Your account stays. Nothing was deleted.').waitFor();
    await leave();
    const links = await eventually('both letters', async () => {
      const letters = await lettersTo(carrel, ana.email);
      const found = letters.flatMap(({ text }) => /\/l\/\S+keep-account\S+/.exec(text)?.[0] ?? []);
      return found.length === 2 && found;
    });
    for (const link of links) {
      await open(link);
      await page.getByRole('button', { name: 'Keep my account' }).click();
      await page.locator('h1').waitFor();
    }

    expect((await ana.get('/me/requests').expect(200)).body.items).toMatchObject([
      { kind: 'erasure', state: 'cancelled' },
      { kind: 'erasure', state: 'cancelled' },
    ]);
    expect(window.strayed).toEqual([]);
    await window.context.close();
  });
});
