import pg from 'pg';
import { ActionWork } from '../src/modules/incidents/containment/action-work.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { killedIn, type Task } from './support/killed-steps.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  tokenInLetterTo,
  type TestLibrary,
} from './support/people.js';
import { aSecondFactor, codeAt } from './support/second-factor.js';

const NEW_PASSWORD = 'quite another password';

let carrel: Carrel;
let superuser: pg.Client;
let holder: pg.Client;
let library: TestLibrary;
let olga: Caller;
let pablo: Caller;
let actions: string;

beforeAll(async () => {
  carrel = await aCarrel();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  holder = new pg.Client({ connectionString: carrel.superuserUrl });
  await Promise.all([superuser.connect(), holder.connect()]);
  library = await aLibrary(carrel);
  olga = await asStaff(carrel, await aStaffMember(carrel));
  pablo = await asStaff(carrel, await aStaffMember(carrel));
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const words = { title: 'A stolen laptop', description: 'It was signed in.', mode: 'live' };
  const { body } = await olga.post('/incidents', { ...words, detectedAt: at, awareAt: at }).expect(201);
  actions = `/incidents/${String(body.id)}/actions`;
  await olga.post(`/incidents/${String(body.id)}/evidence`).expect(201);
});
afterEach(() => holder.query('rollback'));
afterAll(async () => {
  await Promise.all([superuser.end(), holder.end()]);
  await carrel.stop();
});

/** Previewed by one officer and approved by another; `apply` asks for the rest, and takes a fresh session. */
async function approved(wanted: object) {
  const { body } = await olga.post(actions, wanted).expect(201);
  const action = `${actions}/${String(body.id)}`;
  await pablo.post(`${action}/approve`, {}).expect(200);
  return {
    id: String(body.id),
    apply: async () => {
      const { body: done } = await olga.post(`${action}/apply`, {}).expect(200);
      olga = new Caller(carrel.url, { authorization: `Bearer ${String(done.accessToken)}` });
    },
    probe: async () => (await olga.post(`${action}/verify`).expect(200)).body.probe.held as boolean,
  };
}

/** Keeps others from a row or a table until `letGo`, and tells when so many stand before it, one behind the other. */
async function held(statement: string, values: unknown[] = []) {
  await holder.query('begin');
  await holder.query(statement, values);
  return {
    waiting: (count: number) =>
      eventually(`${count} that wait`, async () => {
        const { rows } = await superuser.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
        );
        return rows[0]?.count === count;
      }),
    letGo: () => holder.query('commit'),
  };
}

const rowOf = (table: string, id: string) => held(`select 1 from ${table} where id = $1 for update`, [id]);

async function openSessionsOf(id: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    'select count(*)::int as count from session where subject_id = $1 and revoked_at is null',
    [id],
  );
  return rows[0]?.count ?? 0;
}

const anyone = () => new Caller(carrel.url);

describe('a reader’s sign-in', () => {
  const signIn = (reader: { email: string; password: string }) =>
    anyone().post(`/libraries/${library.slug}/sessions`, { email: reader.email, password: reader.password });

  it('opens nothing where all sessions were ended while it was under way', async () => {
    const ana = await aReader(carrel, { library });
    const { apply, probe } = await approved({ kind: 'end-sessions', library: library.slug });
    const row = await rowOf('reader', ana.id);
    const signingIn = signIn(ana).then(({ status }) => status);
    await row.waiting(1);
    await apply();
    await row.letGo();

    expect(await signingIn).toBe(401);
    expect(await openSessionsOf(ana.id)).toBe(0);
    expect(await probe()).toBe(true);
    await signIn(ana).expect(201);
  });

  it('is refused where a new password was asked for while it was under way', async () => {
    const ana = await aReader(carrel, { library });
    const { apply } = await approved({
      kind: 'force-password-change',
      library: library.slug,
      account: ana.id,
    });
    const before = await openSessionsOf(ana.id);
    const row = await rowOf('reader', ana.id);
    const signingIn = signIn(ana).then(({ status }) => status);
    await row.waiting(1);
    await apply();
    await row.letGo();

    expect(await signingIn).toBe(403);
    expect(await openSessionsOf(ana.id)).toBe(before);
  });

  it('that opens its session already is waited for by who asks for a new password', async () => {
    const ana = await aReader(carrel, { library });
    const { apply, probe } = await approved({
      kind: 'force-password-change',
      library: library.slug,
      account: ana.id,
    });
    const table = await held('lock table session in share mode');
    const signingIn = signIn(ana).then(({ status }) => status);
    await table.waiting(1);
    const applying = apply();
    await table.waiting(2);
    const due = 'select password_due_at from subject where id = $1';
    expect((await superuser.query(due, [ana.id])).rows).toEqual([{ password_due_at: null }]);
    await table.letGo();

    expect(await signingIn).toBe(201);
    await applying;
    expect(await probe()).toBe(true);
    await signIn(ana).expect(403);
  });

  it('opens nothing by a password that was replaced while it was under way', async () => {
    const ana = await aReader(carrel, { library });
    await anyone().post(`/libraries/${library.slug}/password-resets`, { email: ana.email }).expect(202);
    const token = await tokenInLetterTo(carrel, ana.email, /password/i);
    const row = await rowOf('reader', ana.id);
    const reset = { token, password: NEW_PASSWORD };
    const resetting = anyone()
      .put(`/libraries/${library.slug}/password-resets`, reset)
      .then(({ status }) => status);
    await row.waiting(1);
    const signingIn = signIn(ana).then(({ status }) => status);
    await row.waiting(2);
    await row.letGo();

    expect([await resetting, await signingIn]).toEqual([204, 401]);
    expect(await openSessionsOf(ana.id)).toBe(0);
    await signIn({ email: ana.email, password: NEW_PASSWORD }).expect(201);
  });
});

describe('a staff member’s sign-in', () => {
  it.each(['end-sessions', 'revoke-staff-access'])(
    'opens nothing where %s was applied while it was under way',
    async (kind) => {
      const { id, email, password } = await aStaffMember(carrel, library);
      const code = await aSecondFactor(await asStaff(carrel, { id, email, password }));
      const { apply, probe } = await approved({ kind, library: library.slug });
      const row = await rowOf('staff', id);
      const signingIn = anyone()
        .post('/staff/sessions', { email, password, code: code() })
        .then(({ status }) => status);
      await row.waiting(1);
      await apply();
      await row.letGo();

      expect(await signingIn).toBe(401);
      expect(await openSessionsOf(id)).toBe(0);
      expect(await probe()).toBe(true);
    },
  );

  it('opens nothing by the first code of a second factor, where all sessions were ended meanwhile', async () => {
    const owner = await aStaffMember(carrel, library);
    const caller = await asStaff(carrel, owner);
    const { body } = await caller.post('/staff/second-factor').expect(201);
    const { apply } = await approved({ kind: 'end-sessions', library: library.slug });
    const row = await rowOf('staff', owner.id);
    const confirming = caller
      .put('/staff/second-factor', { code: codeAt(String(body.uri), Date.now()) })
      .then(({ status }) => status);
    await row.waiting(1);
    await apply();
    await row.letGo();

    expect(await confirming).toBe(401);
    expect(await openSessionsOf(owner.id)).toBe(0);
  });

  it('opens nothing by an old password that was replaced while it was under way', async () => {
    const owner = await aStaffMember(carrel, library);
    const { apply } = await approved({ kind: 'force-password-change', account: owner.id });
    await apply();
    const { email, password } = owner;
    const signIn = (more: object = {}) =>
      anyone()
        .post('/staff/sessions', { email, password, ...more })
        .then(({ status }) => status);
    const row = await rowOf('subject', owner.id);
    const renewing = signIn({ newPassword: NEW_PASSWORD });
    await row.waiting(1);
    const signingIn = signIn();
    await row.waiting(2);
    await row.letGo();

    expect([await renewing, await signingIn]).toEqual([201, 401]);
    expect(await openSessionsOf(owner.id)).toBe(1);
    expect(await signIn({ password: NEW_PASSWORD })).toBe(201);
  });
});

describe('an action that ends by itself', () => {
  const MINUTE = 60_000;
  const later = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

  /** Each switches another provider of the library off for half an hour, so that each has an effect of its own. */
  async function someApproved(count: number, slug: string): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < count; i += 1) {
      const wanted = { kind: 'switch-off-provider', library: slug, provider: `example-${i}` };
      const { body } = await olga.post(actions, { ...wanted, expiresInMinutes: 30 }).expect(201);
      await pablo.post(`${actions}/${String(body.id)}/approve`, {}).expect(200);
      ids.push(String(body.id));
    }
    return ids;
  }

  /** The steps of each task in a process that was killed where all of them stood or had ended. */
  async function killed(tasks: Pick<Task, 'kind' | 'id' | 'steps'>[], now: Date): Promise<string[][]> {
    const whole = tasks.map((task) => ({ ...task, libraryId: library.id, now }));
    const came = await killedIn(carrel, whole, { LOG_LEVEL: 'silent' });
    expect(came.filter(({ came: how }) => how === 'to a fault')).toEqual([]);
    return came.map(({ steps }) => steps);
  }

  const job = async (steps: number, now: Date) =>
    (await killed([{ kind: 'containment', id: '', steps }], now))[0];

  /** How each action stands, and how often its provider is switched off. */
  async function standing(ids: string[]): Promise<string[]> {
    const { rows } = await superuser.query<{ id: string; state: string; restraints: string[] }>(
      `select a.id, a.state, d.restraints from containment_action a join library_directory d on d.id = a.about_library
       where a.id = any($1)`,
      [ids],
    );
    return ids.map((id, i) => {
      const { state = '', restraints = [] } = rows.find((one) => one.id === id) ?? {};
      return `${state}, off ${restraints.filter((one) => one === `provider-example-${i}`).length}`;
    });
  }

  async function timelineOf(id: string): Promise<string[]> {
    const { rows } = await superuser.query<{ detail: string }>(
      'select detail from incident_entry where about = $1 order by id',
      [id],
    );
    return rows.map(({ detail }) => detail.replace('switch-off-provider-', ''));
  }

  it('has its effect once and ends once, wherever the server is killed', async () => {
    const ids = await someApproved(9, (await aLibrary(carrel)).slug);
    const [undisturbed = []] = await killed(
      ids.map((id, i) => ({ kind: 'apply', id, ...(i ? { steps: i } : {}) })),
      // Ahead of the job that runs every minute in this process, so that it takes none of them up.
      later(60),
    );
    // One ran to its end; each of the others stood at another of its steps.
    expect(undisturbed).toHaveLength(ids.length);
    const effect = undisturbed.indexOf('set');
    const stood = await standing(ids);
    expect(stood[0]).toBe('applied, off 1');
    // Claimed and without effect; with its effect, which nobody has noted; noted.
    expect(stood.slice(effect, effect + 2)).toEqual(['applying, off 0', 'applying, off 1']);
    expect(stood.at(-1)).toBe('applied, off 1');

    // Whatever goes on with them is killed as well, after the first effect.
    expect(await job(4, later(65))).toEqual(['commit', 'commit', 'commit', 'set']);
    const work = carrel.app.get(ActionWork, { strict: false });
    await work.run(later(70));
    const begun = ids.filter((_, i) => !stood[i]?.startsWith('approved'));
    const ofBegun = async () => (await standing(ids)).filter((_, i) => begun.includes(ids[i] ?? ''));
    expect(await ofBegun()).toEqual(begun.map(() => 'applied, off 1'));
    for (const id of begun)
      expect(await timelineOf(id)).toEqual(['previewed', 'approved', 'applying', 'applied']);

    // Killed between the end of the effect and its note, and then right after the note.
    expect(await job(2, later(180))).toEqual(['commit', 'lifted']);
    expect((await ofBegun()).filter((one) => one === 'applied, off 0')).toHaveLength(1);
    expect(await job(3, later(180))).toEqual(['commit', 'lifted again', 'commit']);
    expect((await ofBegun()).filter((one) => one === 'expired, off 0')).toHaveLength(1);
    await work.run(later(180));
    expect(await ofBegun()).toEqual(begun.map(() => 'expired, off 0'));
    for (const id of begun)
      expect((await timelineOf(id)).slice(2)).toEqual(['applying', 'applied', 'expired']);
  }, 120_000);

  it('takes nothing back that another action set meanwhile, after a kill between its end and the note of it', async () => {
    const { slug } = await aLibrary(carrel);
    const off = { kind: 'switch-off-provider', library: slug, provider: 'example-0' };
    const first = await approved({ ...off, expiresInMinutes: 30 });
    await first.apply();
    expect(await job(2, later(60))).toEqual(['commit', 'lifted']);
    expect(await standing([first.id])).toEqual(['applied, off 0']);
    const second = await approved(off);
    await second.apply();

    await carrel.app.get(ActionWork, { strict: false }).run(later(60));

    expect(await standing([first.id])).toEqual(['expired, off 1']);
    expect(await standing([second.id])).toEqual(['applied, off 1']);
  });
});

describe('two actions that do the same', () => {
  const reverted = (id: string) =>
    olga.post(`${actions}/${id}/revert`, { reason: 'It is over.' }).expect(200);

  it('leave a restraint standing until the second of them ends', async () => {
    const { id, slug } = await aLibrary(carrel);
    const freeze = { kind: 'freeze-exports', library: slug };
    const [one, other] = [await approved(freeze), await approved(freeze)];
    await one.apply();
    await other.apply();
    const frozen = async () => {
      const { rows } = await superuser.query('select restraints from library_directory where id = $1', [id]);
      return rows[0]?.restraints as string[];
    };
    expect(await frozen()).toEqual(['exports-frozen']);

    await reverted(one.id);
    expect(await frozen()).toEqual(['exports-frozen']);
    expect(await other.probe()).toBe(true);
    await reverted(other.id);
    expect(await frozen()).toEqual([]);
  });

  it.each(['quarantine-account', 'force-password-change'])(
    'leave an account under %s until the second of them ends',
    async (kind) => {
      const { id } = await aReader(carrel, { library });
      const wanted = { kind, library: library.slug, account: id };
      const [one, other] = [await approved(wanted), await approved(wanted)];
      await one.apply();
      await other.apply();
      const isUnder = async () => {
        const { rows } = await superuser.query(
          'select coalesce(quarantined_at, password_due_at) is not null as under from subject where id = $1',
          [id],
        );
        return rows[0]?.under as boolean;
      };

      await reverted(one.id);
      expect(await isUnder()).toBe(true);
      await reverted(other.id);
      expect(await isUnder()).toBe(false);
    },
  );
});
