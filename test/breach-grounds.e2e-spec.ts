import pg from 'pg';
import { Records } from '../src/foundation/records/records.js';
import { GroundsService } from '../src/modules/incidents/grounds/grounds.service.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { LapseLetters } from '../src/modules/incidents/grounds/lapse-letters.service.js';
import { LapsedGroundsService } from '../src/modules/incidents/grounds/lapsed-grounds.service.js';
import { AlarmsService } from '../src/modules/deadlines/alarms.service.js';
import { BUSY } from './support/calm.js';
import type { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestStaff,
} from './support/people.js';

const HOUR = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

const HIGH = {
  processing: [{ category: 'behavioural', step: 1 }],
  identification: 4,
  circumstances: {
    confidentiality: 'unknown recipients',
    integrity: 'not affected',
    availability: 'not affected',
    intent: 'unknown',
  },
  isUnintelligible: true,
  reasons: {
    processing: 'A year of loans shows habits.',
    identification: 'Names stood beside the loans.',
    confidentiality: 'Anybody could open it.',
    integrity: 'Nothing was altered.',
    availability: 'Nothing was lost.',
  },
};
const NO_LETTERS = {
  notifyAuthority: true,
  communicateToSubjects: false,
  reason: 'Readers need not be written to.',
  departure: 'One of the grounds of Art. 34(3) is shown.',
};

let superuser: pg.Client;
let carrel: Carrel;
let olga: Caller;
let pablo: Caller;
let azul: TestLibrary;
let verde: TestLibrary;
let owner: Caller;
let ownerHerself: TestStaff;
let olgaHerself: TestStaff;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  [azul, verde] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
  olgaHerself = await aStaffMember(carrel);
  olga = await asStaff(carrel, olgaHerself);
  pablo = await asStaff(carrel, await aStaffMember(carrel));
  ownerHerself = await aStaffMember(carrel, azul);
  owner = await asStaff(carrel, ownerHerself);
  await aReader(carrel, { library: azul });
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** An incident that hit the library, assessed as a high risk. */
async function anIncident(suspected?: string, mode = 'live'): Promise<string> {
  const words = { title: 'A disk was stolen', description: 'It held a copy.', suspected, mode };
  const { body } = await olga
    .post('/incidents', { ...words, detectedAt: ago(1), awareAt: ago(1) })
    .expect(201);
  const id = String(body.id);
  await olga.put(part(id), { what: 'A copy of the database was on it.' }).expect(200);
  await owner.post(part(id, '/assessments'), HIGH).expect(201);
  return id;
}

const part = (id: string, rest = '', { slug } = azul) => `/incidents/${id}/libraries/${slug}${rest}`;

async function scoped(id: string, question: object = { kind: 'database' }) {
  await olga.post(`/incidents/${id}/scope`, { from: ago(2), ...question }).expect(202);
  await eventually('the scope', async () => {
    const { body } = await olga.get(`/incidents/${id}/scope`).expect(200);
    return body.waiting.length === 0 && body.items.length > 0;
  });
}

const decide = (id: string, given: object) => owner.post(part(id, '/decisions'), { ...NO_LETTERS, ...given });

async function refused(id: string, given: object): Promise<{ pointer: string; detail: string }> {
  const { body } = await decide(id, given).expect(422);
  return (body as { errors: [{ pointer: string; detail: string }] }).errors[0];
}

async function groundOf(id: string): Promise<{ against: string[] } | undefined> {
  const { body } = await owner.get(part(id, '/decisions')).expect(200);
  return (body as { items: { ground: { against: string[] } }[] }).items.at(-1)?.ground;
}

/** A measure that was previewed by one officer and approved by another. */
async function approved(id: string, wanted: object): Promise<string> {
  const { body } = await olga.post(`/incidents/${id}/actions`, wanted).expect(201);
  await pablo.post(`/incidents/${id}/actions/${body.id}/approve`, {}).expect(200);
  return String(body.id);
}

it('shows from the state of the keys that a copy of the database was unintelligible, and again at each reading', async () => {
  const id = await anIncident('A backup disk.');
  expect(await refused(id, { ground: 'unintelligible' })).toMatchObject({
    pointer: '/ground',
    detail: expect.stringContaining('Compute the scope first.'),
  });
  expect((await olga.post(`/incidents/${id}/evidence`, {}).expect(201)).body.id).toBeDefined();
  await scoped(id);

  const { body } = await decide(id, { ground: 'unintelligible' }).expect(201);

  expect(body.ground).toMatchObject({
    kind: 'unintelligible',
    holds: true,
    against: [],
    proof: {
      scope: { version: 1, kind: 'database' },
      epochs: [{ epoch: 1, state: 'active', hasLibraryKey: true }],
      snapshot: { versions: [1] },
    },
  });
  expect(body.ground.proof.sealed).toBeGreaterThan(20);
  expect(body.ground.proof.unsealed).toContainEqual({ table: 'session', column: 'how', what: 'a state' });
  expect(await groundOf(id)).toEqual(body.ground);

  await scoped(id);
  expect(await groundOf(id)).toMatchObject({
    holds: false,
    against: [expect.stringContaining('version 2 came since')],
  });
  await decide(id, { ground: 'unintelligible' }).expect(201);
  expect(await groundOf(id)).toMatchObject({ holds: true, proof: { scope: { version: 2 } } });

  await approved(id, { kind: 'rotate-library-keys' });
  expect(await groundOf(id)).toMatchObject({
    holds: false,
    against: [expect.stringContaining('rotate-library-keys')],
    proof: { scope: { version: 2 } },
  });
  const register = await owner.get('/breach-register').expect(200);
  const { items } = register.body as { items: { id: string; ground: object }[] };
  expect(items.find((one) => one.id === id)?.ground).toMatchObject({ kind: 'unintelligible', holds: false });
  const { text } = await owner.get('/breach-register?format=csv').expect(200);
  expect(text).toContain('It no longer holds: Keys were replaced');
  await decide(id, { ground: 'unintelligible' }).expect(422);
});

it('takes an assessment’s word that data are unintelligible only where the keys show it, and tells the authority no more', async () => {
  const id = await anIncident('A backup disk.');
  const latest = async () => {
    const { body } = await owner.get(part(id, '/assessments')).expect(200);
    return (body as { items: object[] }).items.at(-1);
  };
  const told = async () => {
    const { body } = await owner.get(part(id, '/notification')).expect(200);
    return (body as { rows: { key: string; value: string }[] }).rows.find(({ key }) => key === 'kind')?.value;
  };
  const said = { facts: { isUnintelligible: false }, flags: { unintelligible: false } };
  const noScope = [expect.stringContaining('Compute the scope first.')];
  expect(await latest()).toMatchObject({ ...said, unintelligible: { isShown: false, against: noScope } });
  expect(await told()).toContain('it is not shown that the data are unintelligible: they count as readable');

  await scoped(id);
  const { body: shown } = await owner.post(part(id, '/assessments'), HIGH).expect(201);

  expect(shown).toMatchObject({
    facts: { isUnintelligible: true },
    flags: { unintelligible: true },
    unintelligible: { isShown: true, proof: { scope: { version: 1, kind: 'database' } } },
  });
  expect(await latest()).toEqual(shown);
  expect(await told()).toContain('the data are unintelligible, shown by the state of the keys');

  await approved(id, { kind: 'rotate-library-keys' });
  expect(await told()).toContain('it is not shown that the data are unintelligible');
  expect(await latest()).toEqual(shown);
  const told1 = { type: 'new', completeness: 'incomplete', answers: {} };
  await owner.post(part(id, '/notifications'), told1).expect(201);
  expect(await told()).toContain('they count as readable');

  await owner.post(part(id, '/assessments'), { ...HIGH, isUnintelligible: false }).expect(201);
  expect(await latest()).toMatchObject({ ...said, unintelligible: null });
});

it('refuses what was read through the door, a suspected key, and letters that are owed all the same', async () => {
  const read = await anIncident();
  await scoped(read, { kind: 'window' });
  expect((await refused(read, { ground: 'unintelligible' })).detail).toContain('plain text');

  const suspected = await anIncident('The root secret lay on the same disk.');
  await scoped(suspected);
  expect((await refused(suspected, { ground: 'unintelligible' })).detail).toContain('root secret');

  const owed = { communicateToSubjects: true, ground: 'disproportionate-effort' };
  const told = { publicText: 'A disk was stolen.', publishedAt: ago(1) };
  expect((await refused(read, { ...owed, ...told })).pointer).toBe('/ground');
  const elsewhere = await asStaff(carrel, await aStaffMember(carrel, verde));
  await elsewhere
    .post(part(read, '/decisions', verde), { ...NO_LETTERS, ground: 'unintelligible' })
    .expect(404);
});

it('takes measures of this incident that were verified, and tells when one ended', async () => {
  const id = await anIncident();
  expect((await refused(id, { ground: 'measures' })).pointer).toBe('/measures');
  const measure = await approved(id, { kind: 'freeze-exports', library: azul.slug });
  const measures = [measure];
  expect(await refused(id, { ground: 'measures', measures })).toMatchObject({
    pointer: '/measures/0',
    detail: expect.stringContaining('approved'),
  });
  const other = await anIncident();
  expect((await refused(other, { ground: 'measures', measures })).pointer).toBe('/measures/0');
  await olga.post(`/incidents/${id}/actions/${measure}/apply`, {}).expect(200);
  await olga.post(`/incidents/${id}/actions/${measure}/verify`).expect(200);

  const { body } = await decide(id, { ground: 'measures', measures }).expect(201);

  expect(body.ground).toMatchObject({ holds: true, measures: [{ id: measure, kind: 'freeze-exports' }] });
  await olga.post(`/incidents/${id}/actions/${measure}/revert`, {}).expect(200);
  expect(await groundOf(id)).toMatchObject({
    holds: false,
    against: [expect.stringContaining('reverted')],
  });
});

it('takes a public communication with what it said, or where, and when', async () => {
  const id = await anIncident();
  const ground = 'disproportionate-effort';
  expect((await refused(id, { ground, publishedAt: ago(1) })).pointer).toBe('/publicText');
  expect((await refused(id, { ground, publicText: 'A disk was stolen.' })).pointer).toBe('/publishedAt');
  expect((await refused(id, { publicText: 'A disk was stolen.' })).pointer).toBe('/publicText');
  const publicAddress = 'https://azul.example/notice';
  const publishedAt = ago(1);

  await decide(id, { ground, publicAddress, publishedAt }).expect(201);

  expect(await groundOf(id)).toMatchObject({
    kind: ground,
    holds: true,
    communication: { text: null, address: publicAddress, publishedAt },
  });
});

describe('a ground that lapses', () => {
  const round = (now = new Date()) => carrel.app.get(LapsedGroundsService, { strict: false }).run(now);
  const alarmsOf = async (number: string) => {
    const alarms = carrel.app.get(AlarmsService, { strict: false });
    return (await alarms.watch([azul], new Date())).filter(({ about }) => about === number);
  };
  const duty = async (id: string) => {
    const { body } = await owner.get(part(id)).expect(200);
    return (body as { clocks: { duty: string }[] }).clocks.find((one) => one.duty.startsWith('communicate'));
  };
  const lapses = async (id: string) => {
    const { body } = await owner.get(`/incidents/${id}/timeline?limit=100`).expect(200);
    return (body as { items: { kind: string; happenedAt: string }[] }).items.filter(
      ({ kind }) => kind === 'ground-lapsed',
    );
  };
  const lettersAbout = async (to: TestStaff, number: string) =>
    (await lettersTo(carrel, to.email)).filter(({ text }) => text.includes(number));

  /** Waits until nothing is left to be taken up. */
  const settled = () =>
    eventually('the end of all that was woken', async () => (await superuser.query(BUSY)).rowCount === 0);

  /** A decision against letters whose ground holds. */
  async function excused(mode = 'live'): Promise<string> {
    const id = await anIncident('A backup disk.', mode);
    await scoped(id);
    await decide(id, { ground: 'unintelligible' }).expect(201);
    return id;
  }

  it('starts the duty to write to the readers from when it is known, noted once and told to the owner and the officers', async () => {
    const id = await excused();
    const number = `INCIDENT-${id.slice(-8)}`;
    await round();
    expect(await lapses(id)).toEqual([]);
    expect(await duty(id)).toMatchObject({ state: 'not-required' });

    const before = Date.now();
    await approved(id, { kind: 'rotate-library-keys' });
    await Promise.all([round(), round()]);
    await round();

    const [noted, ...more] = await lapses(id);
    expect(more).toEqual([]);
    expect(noted).toMatchObject({
      detail: 'unintelligible',
      text: expect.stringContaining('rotate-library-keys'),
      recordedBy: null,
    });
    const known = new Date(String(noted?.happenedAt));
    expect(known.getTime()).toBeGreaterThanOrEqual(before);
    expect(await duty(id)).toMatchObject({
      state: 'open',
      startedAt: known.toISOString(),
      dueAt: new Date(known.getTime() + 24 * HOUR).toISOString(),
    });
    expect(await alarmsOf(number)).toMatchObject([{ kind: 'ground-lapsed', since: known }]);
    await alarmsOf(number);
    const told = async (who: TestStaff) => (await lettersAbout(who, number)).length;
    await eventually('both letters', async () => (await told(ownerHerself)) && (await told(olgaHerself)));
    expect((await lettersAbout(ownerHerself, number))[0]?.text).toContain('no longer holds');
    expect((await lettersAbout(olgaHerself, number))[0]?.text).toContain('ground-lapsed');
    expect([await told(ownerHerself), await told(olgaHerself)]).toEqual([1, 1]);

    await decide(id, { communicateToSubjects: true, departure: undefined }).expect(201);
    expect(await duty(id)).toMatchObject({ state: 'open' });
    expect(await duty(id)).not.toMatchObject({ startedAt: known.toISOString() });
    expect(await alarmsOf(number)).toEqual([]);
  });

  it('is noticed at once, by no calendar, where a scope comes, keys are to be replaced, or a measure ends', async () => {
    const [scope, keys, measures] = [await excused(), await excused(), await anIncident()];
    const measure = await approved(measures, { kind: 'freeze-exports', library: azul.slug });
    for (const step of ['apply', 'verify'])
      await olga.post(`/incidents/${measures}/actions/${measure}/${step}`, {}).expect(200);
    await decide(measures, { ground: 'measures', measures: [measure] }).expect(201);

    await scoped(scope);
    await eventually('the lapse by a scope', async () => (await lapses(scope)).length === 1);
    await approved(keys, { kind: 'rotate-library-keys' });
    await eventually('the lapse by keys', async () => (await lapses(keys)).length === 1);
    await olga.post(`/incidents/${measures}/actions/${measure}/revert`, {}).expect(200);
    await eventually('the lapse by an end', async () => (await lapses(measures)).length === 1);
  });

  it('goes on where a round was killed after its note: the owner is written to by the next', async () => {
    // Of an incident that is one again nothing tells but the calendar.
    const id = await excused();
    await olga.put(`/incidents/${id}/phase`, { phase: 'false-alarm', reason: 'Found.' }).expect(200);
    await scoped(id);
    await settled();
    await olga.put(`/incidents/${id}/phase`, { phase: 'triage', reason: 'Not found.' }).expect(200);
    expect(await lapses(id)).toEqual([]);
    const [records, libraries, grounds, letters] = [
      Records,
      LibrariesService,
      GroundsService,
      LapseLetters,
    ].map((one) => carrel.app.get(one, { strict: false })) as [
      Records,
      LibrariesService,
      GroundsService,
      LapseLetters,
    ];
    const write: LapseLetters['write'] = (_, { incidentId }) =>
      incidentId === id ? Promise.reject(new Error('killed')) : Promise.resolve();
    const dying = Object.assign(Object.create(letters) as LapseLetters, { write });
    const killed = new LapsedGroundsService(records, libraries, grounds, dying).run(new Date());
    await expect(killed).rejects.toThrow('killed');
    expect(await lapses(id)).toHaveLength(1);
    await round();
    expect(await lapses(id)).toHaveLength(1);
    const number = `INCIDENT-${id.slice(-8)}`;
    await eventually('the letter', async () => (await lettersAbout(ownerHerself, number)).length === 1);
  });

  it('passes over an incident that turned out to be none', async () => {
    const id = await excused();
    await olga.put(`/incidents/${id}/phase`, { phase: 'false-alarm', reason: 'Found.' }).expect(200);
    await scoped(id);
    await round();
    expect(await groundOf(id)).toMatchObject({ holds: false });
    expect(await lapses(id)).toEqual([]);
    await olga.put(`/incidents/${id}/phase`, { phase: 'triage', reason: 'Not found.' }).expect(200);
    await round();
    expect(await lapses(id)).toHaveLength(1);
  });

  it('runs in a drill by the drill’s clock, where nobody is written to', async () => {
    const id = await excused('drill');
    await scoped(id);
    await round();
    expect(await lapses(id)).toMatchObject([{ text: expect.stringContaining('version 2 came since') }]);
    expect(await duty(id)).toMatchObject({ state: 'open' });
    expect(await alarmsOf(`DRILL-${id.slice(-8)}`)).toEqual([]);
    expect(await lettersAbout(ownerHerself, `DRILL-${id.slice(-8)}`)).toEqual([]);
  });
});
