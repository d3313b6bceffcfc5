import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { atThePanel, type PanelVisitor } from './support/panel.js';
import { aLibrary, aReader, aStaffMember, type TestReader } from './support/people.js';

let carrel: Carrel;
let ana: TestReader;
let olga: PanelVisitor;
let luis: PanelVisitor;
let stranger: PanelVisitor;
beforeAll(async () => {
  carrel = await aCarrel();
  ana = await aReader(carrel);
  olga = await atThePanel(carrel, await aStaffMember(carrel, ana.library));
  luis = await atThePanel(carrel, await aStaffMember(carrel, ana.library, 'librarian'));
  stranger = await atThePanel(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
});
afterAll(() => carrel.stop());

const purpose = async (key: string) => {
  const { body } = await new Caller(carrel.url).get(`/libraries/${ana.library.slug}/purposes`).expect(200);
  return (body.items as { key: string; title: string }[]).find((one) => one.key === key);
};

describe('a purpose', () => {
  it('gets a period and loses it again, by its form', async () => {
    await olga.perform('purposes', 'newsletter', 'edit', { validityMonths: '24' }).expect(200);
    expect(await purpose('newsletter')).toMatchObject({ validityMonths: 24 });
    await olga
      .perform('purposes', 'newsletter', 'edit', { validityMonths: '', directMarketing: 'no' })
      .expect(200);
    expect(await purpose('newsletter')).toMatchObject({ validityMonths: null });
  });

  it('is called direct marketing where one can object to it, and the form says where not', async () => {
    await olga
      .perform('purposes', 'security-log', 'edit', { validityMonths: '', directMarketing: 'yes' })
      .expect(200);
    expect(await purpose('security-log')).toMatchObject({ directMarketing: true });
    const { body } = await olga
      .perform('purposes', 'lending', 'edit', { validityMonths: '12', directMarketing: 'no' })
      .expect(200);
    expect(body.record.errors.validityMonths.message).toContain('Only consent runs out');
  });

  it('says for how long data are kept, never for longer than it has a reason', async () => {
    const kept = { validityMonths: '', directMarketing: 'no' };
    await olga
      .perform('purposes', 'conversations', 'edit', { ...kept, keptMonths: '6', keptFrom: 'last-message' })
      .expect(200);
    expect(await purpose('conversations')).toMatchObject({ retention: { months: 6, from: 'last-message' } });
    const { body } = await olga
      .perform('purposes', 'newsletter', 'edit', { ...kept, keptMonths: '3', keptFrom: 'withdrawal' })
      .expect(200);
    expect(body.record.errors.keptMonths.message).toContain('0 months or fewer');
    expect(await purpose('newsletter')).toMatchObject({ retention: { months: 0, from: 'withdrawal' } });
  });

  it('keeps its published words, whatever the form is sent', async () => {
    const before = await purpose('newsletter');
    await olga.perform('purposes', 'newsletter', 'edit', { title: 'Hacked', text: 'x', version: 'y' });
    // The token of the text served is another each time.
    expect(await purpose('newsletter')).toEqual({ ...before, notice: expect.any(String) });
  });

  it('is changed by owners of the library only', async () => {
    await luis.perform('purposes', 'newsletter', 'edit', { validityMonths: '12' }).expect(403);
    await stranger.perform('purposes', 'newsletter', 'edit', { validityMonths: '12' }).expect(200);
    expect(await purpose('newsletter')).toMatchObject({ validityMonths: null });
  });
});

describe('what a library says of time', () => {
  it('is for how many days an erasure can be taken back, by its form', async () => {
    await olga.perform('retention', 'erasure-grace', 'edit', { graceDays: '7' }).expect(200);
    expect((await olga.show('retention', 'erasure-grace').expect(200)).body.record.params).toMatchObject({
      graceDays: 7,
    });
    const { body } = await olga
      .perform('retention', 'erasure-grace', 'edit', { graceDays: '15' })
      .expect(200);
    expect(body.record.errors.graceDays.message).toContain('14');
    await luis.perform('retention', 'erasure-grace', 'edit', { graceDays: '0' }).expect(403);
    await olga.perform('retention', 'erasure-grace', 'edit', { graceDays: '' }).expect(200);
    expect((await olga.show('retention', 'erasure-grace')).text).toContain('They begin at once.');
  });

  it('is read by a calendar at an address that is shown once, and stops when it is removed', async () => {
    const { body } = await olga.post('/api/resources/deadline-feeds/actions/new', {}).expect(200);
    const id = body.record.id as string;
    expect((await olga.list('deadline-feeds').expect(200)).text).toContain(id);
    const { body: shown } = await olga.perform('deadline-feeds', id, 'address', {}).expect(200);
    const read = () => fetch(String(shown.told.secret).replace('http://carrel.test', carrel.url));

    expect(await (await read()).text()).toContain('BEGIN:VCALENDAR');
    for (const other of [luis, stranger])
      expect((await other.perform('deadline-feeds', id, 'address', {})).status).not.toBe(200);
    await olga.perform('deadline-feeds', id, 'delete', {}).expect(200);

    expect((await read()).status).toBe(404);
  });
});

describe('an objection', () => {
  it('is listed with its deadline, answered by its form, and no more after that', async () => {
    await ana.put('/me/objections/service-messages', { grounds: 'I share my mailbox.' }).expect(200);
    const { body: list } = await olga.list('objections').expect(200);
    expect(list.records).toMatchObject([
      { params: { purpose: 'service-messages', state: 'pending', promisedBy: expect.any(String) } },
    ]);
    const id = list.records[0].id as string;
    const shown = await olga.show('objections', id).expect(200);
    expect(shown.body.record.params).toMatchObject({ grounds: 'I share my mailbox.', reader: ana.id });

    await luis.perform('objections', id, 'edit', { decision: 'upheld' }).expect(403);
    await stranger.perform('objections', id, 'edit', { decision: 'upheld' }).expect(404);
    const bare = await olga.perform('objections', id, 'edit', { decision: 'overridden' }).expect(200);
    expect(bare.body.record.errors.reason.message).toContain('compelling legitimate grounds');

    await olga
      .perform('objections', id, 'edit', { decision: 'overridden', reason: 'Copies are few.' })
      .expect(200);
    const { body } = await ana.get('/me/objections').expect(200);
    expect(body.items[0]).toMatchObject({ state: 'overridden', reason: 'Copies are few.' });
    await olga.perform('objections', id, 'edit', { decision: 'upheld' }).expect(409);
  });
});

describe('the record of processing', () => {
  it('shows each activity, and hands the whole out as a file, to owners of the library only', async () => {
    const { body } = await olga.list('processing-record').expect(200);
    const records = body.records as { params: { title: string } }[];
    const titles = records.map(({ params }) => params.title);
    expect(titles).toEqual(expect.arrayContaining(['Your account', 'Loans and reading position']));

    const { body: shown } = await olga.show('processing-record', 'account').expect(200);
    expect(shown.record.params).toMatchObject({ held: expect.stringContaining('Sign-ins') });
    const pdf = await olga.get('/files/processing-record/account/pdf').expect(200);
    expect(pdf.bytes.toString('latin1', 0, 8)).toBe('%PDF-1.7');
    const markdown = await olga.get('/files/processing-record/account/md').expect(200);
    expect(markdown.text).toContain(`Library of ${ana.library.slug}`);

    await luis.list('processing-record').expect(403);
    await luis.get('/files/processing-record/account/pdf').expect(403);
    await olga.get('/files/processing-record/account/exe').expect(404);
  });
});

describe('retention', () => {
  it('says what is kept for how long, and lets an owner set when unused accounts end', async () => {
    const { body } = await olga.list('retention');
    const records = body.records as { params: object }[];
    expect(records.map((one) => one.params)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'inactive-readers', due: 0 }),
        expect.objectContaining({
          purpose: 'phone-calls',
          kept: '12 months after it was recorded.',
          due: 0,
        }),
      ]),
    );
    const set = (inactiveMonths: string) =>
      olga.perform('retention', 'inactive-readers', 'edit', { inactiveMonths });
    await set('24').expect(200);
    expect((await olga.show('retention', 'inactive-readers')).body.record.params).toMatchObject({
      inactiveMonths: 24,
    });
    expect((await set('5').expect(200)).body.record.errors.inactiveMonths.message).toContain('6 to 120');
    await set('').expect(200);
    expect((await olga.show('retention', 'inactive-readers')).body.record.params.inactiveMonths).toBeFalsy();
  });

  it('is seen and changed by owners only', async () => {
    await luis.perform('retention', 'inactive-readers', 'edit', { inactiveMonths: '6' }).expect(403);
  });
});
