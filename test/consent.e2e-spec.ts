import pg from 'pg';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Caller } from './support/caller.js';
import { aLibrary, aReader, asStaff, aStaffMember, TOO_YOUNG, type TestReader } from './support/people.js';

let carrel: Carrel;
beforeAll(async () => {
  carrel = await aCarrel();
});
afterAll(() => carrel.stop());

const mayAsk = async (reader: TestReader, purpose = 'newsletter') => {
  const { body } = await reader.library.api
    .get(`/library/permissions?reader=${reader.id}&purpose=${purpose}`)
    .expect(200);
  return body as { allowed: boolean; reason: string };
};
const textOf = async (reader: TestReader, purpose = 'newsletter', language = 'en') => {
  const { body } = await new Caller(carrel.url)
    .get(`/libraries/${reader.library.slug}/purposes?language=${language}`)
    .expect(200);
  return (body.items as { key: string; version: string; title: string; text: string }[]).find(
    (one) => one.key === purpose,
  );
};
const stateOf = async (reader: TestReader, purpose = 'newsletter') => {
  const { body } = await reader.get('/me/consents').expect(200);
  return (body.items as { purpose: string; state: string }[]).find((one) => one.purpose === purpose);
};

it('says no after a withdrawal, on the very next question', async () => {
  const reader = await aReader(carrel, { consents: ['newsletter'] });
  expect(await mayAsk(reader)).toMatchObject({ allowed: true, basis: 'consent', reason: 'given' });

  await reader.delete('/me/consents/newsletter').expect(200);

  expect(await mayAsk(reader)).toMatchObject({ allowed: false, reason: 'withdrawn' });
});

it('takes one call to give and one to withdraw, and keeps every interaction, the latest first', async () => {
  const reader = await aReader(carrel);
  const version = (await textOf(reader))?.version;
  const given = await reader.put('/me/consents/newsletter', { version }).expect(200);
  expect(given.body).toMatchObject({ purpose: 'newsletter', state: 'given', version });
  const withdrawn = await reader.delete('/me/consents/newsletter').expect(200);
  expect(withdrawn.body).toMatchObject({ purpose: 'newsletter', state: 'withdrawn', version });

  const { body } = await reader.get('/me/consents/history').expect(200);
  const newsletter = (body.items as { purpose: string; decision: string; surface: string }[]).filter(
    (one) => one.purpose === 'newsletter',
  );
  expect(newsletter.map(({ decision, surface }) => [decision, surface])).toEqual([
    ['withdrawn', 'opt-in-section'],
    ['given', 'opt-in-section'],
    ['refused', 'sign-up'],
  ]);
  expect(Object.keys(newsletter[0] ?? {}).sort()).toEqual(
    ['decision', 'id', 'language', 'purpose', 'recordedAt', 'surface', 'version'].sort(),
  );
});

it('records a refusal when what was never given is withdrawn', async () => {
  const reader = await aReader(carrel);
  const { body } = await reader.delete('/me/consents/phone-calls').expect(200);
  expect(body).toMatchObject({ purpose: 'phone-calls', state: 'refused' });
  expect(await mayAsk(reader, 'phone-calls')).toMatchObject({ allowed: false, reason: 'refused' });
});

it('refuses a text the purpose never had and another library’s, and stores nothing', async () => {
  const reader = await aReader(carrel);
  const before = await reader.get('/me/consents/history').expect(200);
  const { body } = await reader.put('/me/consents/newsletter', { version: 'ab'.repeat(32) }).expect(422);
  expect(body.errors[0].pointer).toBe('/version');
  await reader.put('/me/consents/account', { version: (await textOf(reader))?.version }).expect(404);
  await reader.put('/me/consents/nothing', { version: (await textOf(reader))?.version }).expect(404);
  expect((await reader.get('/me/consents/history')).body).toEqual(before.body);
});

describe('when the owner publishes new words', () => {
  const publish = async (reader: TestReader, material: boolean) => {
    const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library, 'owner'));
    const texts = ['en', 'es'].map((language) => ({
      language,
      title: 'News',
      text: `Words of ${Math.round(performance.now())} ${language}`,
    }));
    return owner.post('/library/purposes/newsletter/versions', { texts, material }).expect(201);
  };

  it('a better wording leaves consent standing', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const old = await textOf(reader);
    await publish(reader, false);
    expect((await textOf(reader))?.version).not.toBe(old?.version);
    expect(await mayAsk(reader)).toMatchObject({ allowed: true });
    await reader.put('/me/consents/newsletter', { version: old?.version }).expect(200);
  });

  it('a change of meaning ends it at once, and a late yes to the old words is kept but counts for nothing', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const old = await textOf(reader);
    await publish(reader, true);
    expect(await mayAsk(reader)).toMatchObject({ allowed: false, reason: 'superseded' });
    expect(await stateOf(reader)).toMatchObject({ state: 'superseded' });

    const late = await reader.put('/me/consents/newsletter', { version: old?.version }).expect(409);
    expect(late.body.type).toBe('/problems/superseded-text');
    const { body } = await reader.get('/me/consents/history').expect(200);
    expect(body.items[0]).toMatchObject({ decision: 'late', version: old?.version });
    expect(await mayAsk(reader)).toMatchObject({ allowed: false });

    await reader.put('/me/consents/newsletter', { version: (await textOf(reader))?.version }).expect(200);
    expect(await mayAsk(reader)).toMatchObject({ allowed: true });
  });

  it('refuses a change of meaning that leaves out a language, and words that were used before', async () => {
    const reader = await aReader(carrel);
    const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library, 'owner'));
    const old = await textOf(reader);
    const one = [{ language: 'en', title: 'News', text: 'Only in English' }];
    const { body } = await owner
      .post('/library/purposes/newsletter/versions', { texts: one, material: true })
      .expect(422);
    expect(body.errors[0]).toMatchObject({ pointer: '/texts', detail: expect.stringContaining('es') });
    const again = [{ language: 'en', title: old?.title, text: old?.text }];
    await owner.post('/library/purposes/newsletter/versions', { texts: again, material: false }).expect(409);
  });

  it('cannot touch a text that is published, not even with the application’s own role', async () => {
    const library = await aLibrary(carrel);
    const client = new pg.Client({ connectionString: carrel.urls.application });
    await client.connect();
    await client.query(`begin; set local app.library = '${library.id}'`);
    await expect(client.query(`update purpose_version set text = 'other'`)).rejects.toThrow(
      'permission denied',
    );
    await client.end();
  });
});

describe('objecting', () => {
  it('stops a legitimate interest at once, and taking it back lets it go on', async () => {
    const reader = await aReader(carrel);
    expect(await mayAsk(reader, 'service-messages')).toMatchObject({
      allowed: true,
      basis: 'legitimate-interests',
    });
    const { body } = await reader.put('/me/objections/service-messages').expect(200);
    expect(body).toMatchObject({ purpose: 'service-messages', objected: true });
    expect(await mayAsk(reader, 'service-messages')).toMatchObject({ allowed: false, reason: 'objected' });
    await reader.put('/me/objections/service-messages').expect(200);
    await reader.delete('/me/objections/service-messages').expect(200);
    expect(await mayAsk(reader, 'service-messages')).toMatchObject({ allowed: true });

    const { body: history } = await reader.get('/me/consents/history').expect(200);
    const decisions = (history.items as { purpose: string; decision: string }[]).filter(
      (one) => one.purpose === 'service-messages',
    );
    expect(decisions.map((one) => one.decision)).toEqual(['objection-withdrawn', 'objected']);
  });

  it('is for legitimate interests only', async () => {
    const reader = await aReader(carrel);
    await reader.put('/me/objections/newsletter').expect(404);
    await reader.put('/me/objections/account').expect(404);
  });
});

describe('where others fail', () => {
  it('a refusal is seen as one, for each purpose by itself, by the reader, the history and the library', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    await reader.delete('/me/consents/phone-calls').expect(200);
    const expected = {
      newsletter: 'given',
      'phone-calls': 'refused',
      'text-messages': 'refused',
      'reading-analytics': 'refused',
      recommendations: 'refused',
    };

    const { body } = await reader.get('/me/consents').expect(200);
    const { body: history } = await reader.get('/me/consents/history').expect(200);
    const latest = new Map(
      (history.items as { purpose: string; decision: string }[])
        .toReversed()
        .map(({ purpose, decision }) => [purpose, decision]),
    );

    const states = (body.items as { purpose: string; state: string }[]).map(({ purpose, state }) => [
      purpose,
      state,
    ]);
    expect(Object.fromEntries(states)).toEqual(expected);
    expect(Object.fromEntries(latest)).toEqual(expected);
    for (const [purpose, reason] of Object.entries(expected))
      expect([purpose, await mayAsk(reader, purpose)]).toMatchObject([
        purpose,
        { allowed: reason === 'given', reason },
      ]);
  });

  it('whatever is no standing yes is answered with no, and says which', async () => {
    const library = await aLibrary(carrel);
    const owner = await asStaff(carrel, await aStaffMember(carrel, library, 'owner'));
    const giving = await aReader(carrel, { library, consents: ['newsletter'] });
    const [refused, withdrawn, unasked] = [
      await aReader(carrel, { library }),
      await aReader(carrel, { library, consents: ['newsletter'] }),
      await aReader(carrel, { library }),
    ];
    await withdrawn.delete('/me/consents/newsletter').expect(200);
    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    await superuser.query('delete from consent where subject_id = $1', [unasked.id]);
    await superuser.end();
    expect(await mayAsk(giving)).toMatchObject({ allowed: true });
    const texts = ['en', 'es'].map((language) => ({ language, title: 'News', text: `Other ${language}` }));
    await owner.post('/library/purposes/newsletter/versions', { texts, material: true }).expect(201);

    const answers = await Promise.all([giving, refused, withdrawn, unasked].map((reader) => mayAsk(reader)));

    expect(answers).toMatchObject([
      { allowed: false, reason: 'superseded' },
      { allowed: false, reason: 'refused' },
      { allowed: false, reason: 'withdrawn' },
      { allowed: false, reason: 'not-asked' },
    ]);
  });

  it('nobody without a key or a place at the desk learns what a reader decided', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const path = `/library/permissions?reader=${reader.id}&purpose=newsletter`;
    const anyone = new Caller(carrel.url);
    await anyone.get(path).expect(401);
    await anyone.get(path, { 'x-api-key': 'none' }).expect(401);
    await anyone.get(path, { 'x-api-key': reader.library.apiKey.replace(/.$/, '_') }).expect(401);
    await reader.get(path).expect(401);
    await reader.library.api.get(path).expect(200);
  });
});

describe('the permission question', () => {
  it('needs a key, and says no for whoever is unknown, of another library or restricted', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const other = await aLibrary(carrel);
    await new Caller(carrel.url)
      .get(`/library/permissions?reader=${reader.id}&purpose=newsletter`)
      .expect(401);
    const asked = await other.api
      .get(`/library/permissions?reader=${reader.id}&purpose=newsletter`)
      .expect(200);
    expect(asked.body).toMatchObject({ allowed: false, reason: 'no-such-reader' });
    expect(await mayAsk(reader, 'gossip')).toMatchObject({ allowed: false, reason: 'no-such-purpose' });
    expect(await mayAsk(reader, 'lending')).toMatchObject({ allowed: true, basis: 'contract' });

    const superuser = new pg.Client({ connectionString: carrel.superuserUrl });
    await superuser.connect();
    await superuser.query(`update subject set state = 'restricted' where id = $1`, [reader.id]);
    expect(await mayAsk(reader)).toMatchObject({ allowed: false, reason: 'restricted' });
    await superuser.query(TOO_YOUNG, [reader.id]);
    expect(await mayAsk(reader)).toMatchObject({ allowed: false, reason: 'age-rule-unmet' });
    await superuser.end();
  });
});
