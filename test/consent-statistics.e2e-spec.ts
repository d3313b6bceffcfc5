import pg from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { Records } from '../src/foundation/records/records.js';
import { ConsentService, type Decided } from '../src/modules/consent/consent.service.js';
import { PurposesService } from '../src/modules/consent/purposes.service.js';
import { ConsentStatisticsService } from '../src/modules/consent/consent-statistics.service.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { atThePanel } from './support/panel.js';
import { aLibrary, asStaff, aStaffMember, type TestLibrary } from './support/people.js';

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

type Word = [decision: 'given' | 'refused' | 'withdrawn', at: string];

/** Readers who each decided so on the newsletter, at those moments; gives their ids. */
async function readersWho(
  library: TestLibrary,
  count: number,
  words: Word[],
  surface: Decided['surface'] = 'api',
) {
  const me = aJob('test', library.id);
  const consent = carrel.app.get(ConsentService, { strict: false });
  const text = (await carrel.app.get(PurposesService, { strict: false }).list(me, 'en')).find(
    ({ key }) => key === 'newsletter',
  );
  const version = Buffer.from(text?.version ?? '', 'hex');
  const ids = await carrel.app.get(Records).in(me, async (db) => {
    const made: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const id = await db.createSubject('reader', 'active', 'met');
      for (const [decision, at] of words) {
        const decided: Decided = {
          purpose: 'newsletter',
          decision,
          version,
          language: 'en',
          surface,
          ...(surface === 'imported'
            ? { imported: { decidedAt: new Date(at), method: 'Paper form', proof: 'Folder 3' } }
            : {}),
        };
        await consent.record(db, id, [decided], new Date(at));
      }
      made.push(id);
    }
    return made;
  });
  // Their ids are as old as they are.
  await superuser.query(
    `update consent_event set id = (lpad(to_hex((extract(epoch from recorded_at) * 1000)::bigint), 12, '0')
       || substr(replace(id::text, '-', ''), 13))::uuid where subject_id = any($1::uuid[])`,
    [ids],
  );
  return ids;
}
const told = async (library: TestLibrary, from = '2026-11-02', to = '2026-11-15') =>
  (await library.api.get(`/library/consents/statistics?from=${from}&to=${to}`).expect(200)).body as {
    items: { purpose: string; version: string; week: string; given: number | null; refused: number | null }[];
  };

it('tells the owner and a key how many decided how, by purpose, text and week', async () => {
  const library = await aLibrary(carrel);
  await readersWho(library, 6, [['given', '2026-11-03T10:00:00Z']]);
  await readersWho(library, 5, [['refused', '2026-11-04T10:00:00Z']]);
  await readersWho(library, 7, [
    ['given', '2026-11-10T10:00:00Z'],
    ['withdrawn', '2026-11-11T10:00:00Z'],
    ['given', '2026-11-12T10:00:00Z'],
  ]);

  const body = await told(library);

  const text = { purpose: 'newsletter', language: 'en', version: expect.stringMatching(/^[0-9a-f]{64}$/) };
  expect(body).toEqual({
    items: [
      { ...text, week: '2026-W46', given: 7, refused: null, withdrawn: 7 },
      { ...text, week: '2026-W45', given: 6, refused: 5, withdrawn: null },
    ],
    next: null,
    from: '2026-11-02',
    to: '2026-11-15',
    timeZone: 'Europe/Madrid',
    fewest: 5,
  });
  const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
  const asOwner = await owner.get('/library/consents/statistics?from=2026-11-02&to=2026-11-15').expect(200);
  expect(asOwner.body).toEqual(body);
});

it('counts a week by the clocks of the library’s country', async () => {
  const madrid = await aLibrary(carrel);
  const lisbon = await aLibrary(carrel, { country: 'PT' });
  // Monday, half past midnight in Madrid, still Sunday in Lisbon.
  for (const library of [madrid, lisbon]) await readersWho(library, 5, [['given', '2026-11-08T23:30:00Z']]);

  expect((await told(madrid)).items.map(({ week }) => week)).toEqual(['2026-W46']);
  expect((await told(lisbon)).items.map(({ week }) => week)).toEqual(['2026-W45']);
});

it('singles nobody out: four, one and none look alike, and no range, total or hour shows them', async () => {
  const [few, none] = [await aLibrary(carrel), await aLibrary(carrel)];
  await readersWho(few, 4, [['given', '2026-11-03T10:00:00Z']]);
  await readersWho(few, 1, [['refused', '2026-11-03T10:00:00Z']]);

  for (const [from, to] of [
    ['2026-11-02', '2026-11-08'],
    ['2026-11-03', '2026-11-03'],
    ['2026-01-05', '2026-11-15'],
  ])
    expect((await told(few, from, to)).items).toEqual((await told(none, from, to)).items);
  // The range of a day is its week.
  const many = await aLibrary(carrel);
  await readersWho(many, 5, [['given', '2026-11-03T10:00:00Z']]);
  await readersWho(many, 1, [['given', '2026-11-08T10:00:00Z']]);
  const whole = (await told(many, '2026-11-02', '2026-11-08')).items;
  expect(whole).toMatchObject([{ given: 6 }]);
  expect((await told(many, '2026-11-03', '2026-11-03')).items).toEqual(whole);
});

it('leaves out the week under way, who was erased, what was imported and one reader’s repetition', async () => {
  const library = await aLibrary(carrel);
  const me = aJob('test', library.id);
  const statistics = carrel.app.get(ConsentStatisticsService, { strict: false });
  const [gone] = await readersWho(library, 6, [
    ['given', '2026-11-03T10:00:00Z'],
    ['given', '2026-11-03T11:00:00Z'],
  ]);
  await readersWho(library, 9, [['given', '2026-11-03T10:00:00Z']], 'imported');
  const week = { from: '2026-11-02', to: '2026-11-08' };
  const during = await statistics.of(me, week, new Date('2026-11-08T22:59:59Z'));
  expect(during).toMatchObject({ items: [], from: null, to: null });
  const after = await statistics.of(me, week, new Date('2026-11-08T23:00:00Z'));
  expect(after.items).toMatchObject([{ given: 6 }]);

  await superuser.query(`update subject set state = 'erased' where id = $1`, [gone]);
  expect((await statistics.of(me, week, new Date('2026-11-08T23:00:00Z'))).items).toMatchObject([
    { given: 5 },
  ]);
});

it('says of days that cannot be what is wrong with them, and asks for a key that may', async () => {
  const library = await aLibrary(carrel);
  const wrong = async (query: string) =>
    (await library.api.get(`/library/consents/statistics?${query}`).expect(422)).body.errors[0]
      .pointer as string;
  expect(await wrong('from=2026-02-30')).toBe('/from');
  expect(await wrong('from=yesterday')).toBe('/from');
  expect(await wrong('from=2026-11-10&to=2026-11-01')).toBe('/to');
  expect(await wrong('from=2020-01-01&to=2026-11-01')).toBe('/from');

  const apiKey = await carrel.app
    .get(Records)
    .in(aJob('test', library.id), (db) =>
      carrel.app.get(LibrariesService, { strict: false }).createApiKey(db, 'narrow', ['permissions:ask']),
    );
  await new Caller(carrel.url, { 'x-api-key': apiKey }).get('/library/consents/statistics').expect(403);
  const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
  await librarian.get('/library/consents/statistics').expect(403);
});

it('shows the owner the same at the panel, and nobody else', async () => {
  const library = await aLibrary(carrel);
  const lately = new Date(Date.now() - 14 * 86_400_000).toISOString();
  await readersWho(library, 6, [['given', lately]]);
  await readersWho(library, 2, [['refused', lately]]);
  const owner = await atThePanel(carrel, await aStaffMember(carrel, library, 'owner'));

  const { body } = await owner.list('statistics').expect(200);

  const [row] = (body as { records: { id: string; params: object }[] }).records;
  expect(row?.params).toMatchObject({
    purpose: 'Newsletter by e-mail',
    week: expect.stringMatching(/^\d{4}-W\d{2}$/),
    given: '6',
    refused: 'fewer than 5',
    withdrawn: 'fewer than 5',
  });
  expect((await owner.show('statistics', row?.id ?? '').expect(200)).text).toContain('fewer than 5');
  const librarian = await atThePanel(carrel, await aStaffMember(carrel, library, 'librarian'));
  await librarian.list('statistics').expect(403);
  await librarian.show('statistics', row?.id ?? '').expect(403);
});
