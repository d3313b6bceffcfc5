import { SchedulerRegistry } from '@nestjs/schedule';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { loadConfig } from '../src/config.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { LogExport } from '../src/foundation/ledger/log-export.js';
import { OutsideAnchors } from '../src/foundation/ledger/outside-anchors.js';
import { Sequencing } from '../src/foundation/ledger/sequencing.js';
import {
  AuthorityAway,
  AuthorityRefused,
  NoTimeStamp,
  Unreadable,
  WrongToken,
} from '../src/foundation/ledger/time-stamp-errors.js';
import { authorityOf } from '../src/foundation/ledger/time-stamp-roots.js';
import { verifiedTime } from '../src/foundation/ledger/time-stamp-token.js';
import { TimeStampAuthority } from '../src/foundation/ledger/time-stamps.js';
import { TimeStamping } from '../src/foundation/ledger/time-stamping.js';
import { nodePrimitives } from '../src/verifying/node-primitives.js';
import { metrics } from '../src/foundation/metrics/metrics.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { Records } from '../src/foundation/records/records.js';
import { CalendarRuns } from '../src/jobs/calendar-runs.service.js';
import { LedgerAnchorsJob } from '../src/jobs/ledger-anchors.job.js';
import { CheckpointLettersService } from '../src/modules/libraries/checkpoint-letters.service.js';
import { LedgerAnchorsService } from '../src/modules/libraries/ledger-anchors.service.js';
import { KnownKeys } from '../src/verifier/keys.js';
import { checkLog } from '../src/verifier/log-export.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aLibrary, eventually, lettersTo, type TestLibrary } from './support/people.js';
import { carrelCommand } from './support/server.js';
import { flip, TestAuthority, type Manner } from './support/time-stamp-authority.js';

const WEEK_MS = 7 * 86_400_000;
const STEP = process.env.CARREL_SCALE === 'full' ? 1 : 7;

interface Shown {
  id: string;
  kind: string;
  at: string;
  generation: number;
  size: number;
  checkpoint: string;
  token: string | null;
}

let authority: TestAuthority;
let carrel: Carrel;
let superuser: pg.Client;
let anyone: Caller;
let service: LedgerAnchorsService;

beforeAll(async () => {
  authority = await TestAuthority.start();
  carrel = await aCarrel({
    LEDGER_TIMESTAMP_URL: authority.url,
    LEDGER_TIMESTAMP_CA: authority.path('root.pem'),
  });
  // The tests say when it runs.
  await carrel.app.get(SchedulerRegistry, { strict: false }).getCronJob('ledger-anchors').stop();
  service = carrel.app.get(LedgerAnchorsService, { strict: false });
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
}, 120_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
  await authority.stop();
});
beforeEach(() => {
  authority.manner = 'well';
});

const anchorsOf = async (slug: string): Promise<Shown[]> =>
  (await anyone.get(`/ledger/${slug}/anchors?limit=200`).expect(200)).body.items as Shown[];

const sizeOf = async (slug: string) => {
  const { body } = await anyone.get(`/ledger/${slug}`).expect(200);
  return (body.items as { size: number }[]).at(-1)?.size ?? 0;
};

/** Waits until a library's entries are all numbered. */
const settled = (id: string) =>
  eventually('all entries numbered', async () => {
    const { rows } = await superuser.query(
      'select 1 from ledger_entry where library_id = $1 and seq is null',
      [id],
    );
    return rows.length === 0;
  });

/** A library whose first entries are numbered and anchored in the platform's log, which grows by it. */
async function aLibraryInTheLog(): Promise<TestLibrary> {
  const before = await sizeOf('platform');
  const library = await aLibrary(carrel);
  await settled(library.id);
  await eventually('a longer log of the platform', async () => {
    await carrel.app.get(Sequencing).sweep([library.id], new Date());
    return (await sizeOf('platform')) > before;
  });
  await settled(PLATFORM);
  return library;
}

/** Makes a library's log longer. */
async function grow(library: TestLibrary) {
  const before = await sizeOf(library.slug);
  await superuser.query(
    `insert into ledger_entry (library_id, id, leaf)
     select $1, gen_random_uuid(), decode(rpad('01', 98, 'ab'), 'hex')`,
    [library.id],
  );
  await eventually('a longer log', async () => {
    await carrel.app.get(Sequencing).sweep([library.id], new Date());
    return (await sizeOf(library.slug)) > before;
  });
}

/** As if some time had passed since a library's last anchors. */
const timePasses = (id: string, days: number) =>
  superuser.query(`update ledger_anchor set at = at - $2 * interval '1 day' where library_id = $1`, [
    id,
    days,
  ]);

const checkpointLetters = async (library: TestLibrary, address = `dpo@${library.slug}.example`) =>
  (await lettersTo(carrel, address)).filter(({ subject }) => subject.includes('checkpoint of the ledger'));

describe('a time-stamp', () => {
  it('dates the newest checkpoint of the platform, and openssl takes the token that is shown', async () => {
    await aLibraryInTheLog();
    const { text: checkpoint } = await anyone.get('/ledger/platform/checkpoint').expect(200);

    expect(await service.run(new Date())).toMatchObject({ isTimeStamped: true });

    const [stamp] = await anchorsOf('platform');
    expect(stamp).toMatchObject({
      kind: 'time-stamp',
      generation: 1,
      checkpoint,
      size: await sizeOf('platform'),
    });
    const token = Buffer.from(stamp?.token ?? '', 'base64');
    expect(await authority.verify(token, checkpoint)).toContain('Verification: OK');
    await expect(authority.verify(token, `${checkpoint} `)).rejects.toThrow('message imprint mismatch');
    expect(Math.abs(Date.now() - Date.parse(stamp?.at ?? ''))).toBeLessThan(60_000);
    const counted = await metrics.metrics();
    expect(counted).toMatch(/^carrel_ledger_time_stamp_authority 1$/m);
    expect(counted).toMatch(/^carrel_ledger_anchored_seconds\{kind="time-stamp"\} \d+/m);
  });

  it('is asked for once a day, and only when the log has grown', async () => {
    await aLibraryInTheLog();
    await service.run(new Date(), true);
    const before = authority.asked;

    expect(await service.run(new Date(), true)).toMatchObject({ isTimeStamped: false });
    await aLibraryInTheLog();
    expect(await service.run(new Date())).toMatchObject({ isTimeStamped: false });
    expect(authority.asked).toBe(before);
    await timePasses(PLATFORM, 1);
    expect(await service.run(new Date())).toMatchObject({ isTimeStamped: true });
    expect(authority.asked).toBe(before + 1);
  });

  it('stands in the export of its log, after the checkpoints and with the size that it dates', async () => {
    await aLibraryInTheLog();
    await service.run(new Date(), true);
    const lines: Record<string, unknown>[] = [];
    for await (const line of carrel.app.get(LogExport).lines(PLATFORM))
      lines.push(JSON.parse(line) as Record<string, unknown>);

    const kinds = lines.map((line) => Object.keys(line)[0] ?? '');
    expect(kinds.lastIndexOf('checkpoint')).toBeLessThan(kinds.indexOf('time-stamp'));
    expect(kinds.lastIndexOf('time-stamp')).toBeLessThan(kinds.indexOf('entries'));
    const stamps = lines.filter((line) => 'time-stamp' in line);
    const shown = (await anchorsOf('platform')).reverse();
    expect(stamps).toEqual(shown.map(({ token, size, at }) => ({ 'time-stamp': token, size, at })));
    const [stamp, ...others] = stamps.reverse();
    expect(others.length).toBeGreaterThan(0);
    const notes = lines.map((line) => line.checkpoint).filter((note) => typeof note === 'string');
    const note = notes.find((one) => one.split('\n')[1] === String(stamp?.size)) ?? '';
    const token = Buffer.from(String(stamp?.['time-stamp']), 'base64');
    expect(await authority.verify(token, note)).toContain('Verification: OK');
  });

  it('is held against its checkpoint by the verifier', async () => {
    await aLibraryInTheLog();
    await service.run(new Date(), true);
    const lines: Record<string, unknown>[] = [];
    for await (const line of carrel.app.get(LogExport).lines(PLATFORM))
      lines.push(JSON.parse(line) as Record<string, unknown>);
    const verified = (spoilt: Record<string, unknown>) => {
      // Only the newest: the tests before have moved the dates of the others, which the verifier would rightly refuse.
      const last = lines.findLastIndex((line) => 'time-stamp' in line);
      const kept = lines.filter((line, i) => i === last || !('time-stamp' in line));
      const at = kept.findIndex((line) => 'time-stamp' in line);
      const text = kept
        .map((line, i) => `${JSON.stringify(i === at ? { ...line, ...spoilt } : line)}\n`)
        .join('');
      const bytes = (async function* () {
        yield await Promise.resolve(Buffer.from(text));
      })();
      return checkLog({ primitives: nodePrimitives, keys: new KnownKeys(nodePrimitives, []) }, bytes);
    };
    const stamp = lines.findLast((line) => 'time-stamp' in line);

    const told = (await verified({})).find((one) => one.told === 'timeStamped');
    expect(told?.values).toMatchObject({ size: stamp?.size, at: stamp?.at });
    await expect(verified({ size: 1_000_000 })).rejects.toMatchObject({ refused: 'stampOfNone' });
    await expect(verified({ size: 1 })).rejects.toMatchObject({
      refused: expect.stringMatching(/^stampOf(None|Other)$/),
    });
    await expect(verified({ at: '2020-01-01T00:00:00.000Z' })).rejects.toMatchObject({
      refused: 'stampOfOtherTime',
    });
    await expect(verified({ 'time-stamp': 'AAAA' })).rejects.toMatchObject({ refused: 'stampOfOther' });
  });

  const REFUSED: [Manner, new (message: string) => NoTimeStamp][] = [
    ['rejection', AuthorityRefused],
    ['other nonce', WrongToken],
    ['no nonce', WrongToken],
    ['other imprint', WrongToken],
    ['other time', WrongToken],
    ['other signature', WrongToken],
    ['no token', Unreadable],
    ['html', Unreadable],
    ['html as a reply', Unreadable],
    ['ten megabytes', Unreadable],
    ['status 503', AuthorityAway],
    ['redirect', AuthorityAway],
  ];

  it.each(REFUSED)(
    'is refused with %s: nothing is kept, letters go out, the next run has it',
    async (manner, error) => {
      const library = await aLibraryInTheLog();
      const before = await anchorsOf('platform');
      authority.manner = manner;

      await expect(service.run(new Date(), true)).rejects.toThrow(error);

      expect(await anchorsOf('platform')).toEqual(before);
      expect(await anchorsOf(library.slug)).toMatchObject([{ kind: 'mail' }]);
      authority.manner = 'well';
      expect(await service.run(new Date(), true)).toEqual({ isTimeStamped: true, letters: 0 });
    },
  );

  it('is waited for no longer than the limit', async () => {
    await aLibraryInTheLog();
    const before = await anchorsOf('platform');
    authority.manner = 'silence';
    const hasty = new TimeStamping(
      carrel.app.get(Records),
      carrel.app.get(OutsideAnchors),
      new TimeStampAuthority(authority.url, [], 300),
    );

    await expect(hasty.run(new Date(), true)).rejects.toThrow(AuthorityAway);

    expect(await anchorsOf('platform')).toEqual(before);
  });

  it('fails its job when it cannot be had, and the next tick has it', async () => {
    await aLibraryInTheLog();
    await timePasses(PLATFORM, 1);
    const runs = carrel.app.get(CalendarRuns, { strict: false });
    const job = carrel.app.get(LedgerAnchorsJob, { strict: false });
    const tick = (second: number) =>
      runs.run('ledger-anchors-test', new Date(Math.ceil(Date.now() / 1_000 + second) * 1_000), (now) =>
        job.run(now),
      );
    authority.manner = 'status 503';
    expect(await tick(0)).toBe('failed');
    authority.manner = 'well';
    expect(await tick(1)).toBe('done');
    expect((await anchorsOf('platform'))[0]?.size).toBe(await sizeOf('platform'));
  });

  it('must lead to the roots that the operator names', async () => {
    const settings = {
      LEDGER_TIMESTAMP_URL: authority.url,
      LEDGER_TIMESTAMP_CA: authority.path('stranger.pem'),
    };
    await expect(authorityOf(loadConfig(settings))?.stamp('a note', new Date())).rejects.toThrow(WrongToken);
    const unnamed = authorityOf(loadConfig({ LEDGER_TIMESTAMP_URL: authority.url }));
    expect(await unnamed?.stamp('a note', new Date())).toMatchObject({ at: expect.any(Date) });
  });

  it('is refused when it is more than an hour from the time here', async () => {
    const later = new Date(Date.now() + 3_700_000);
    const roots = authorityOf(loadConfig({ LEDGER_TIMESTAMP_URL: authority.url }));
    await expect(roots?.stamp('a note', later)).rejects.toThrow(WrongToken);
  });

  it('is refused when a certificate for something else signed it, or one that it does not name', async () => {
    const verified = async (signer: string, isNamed: boolean) => {
      const forged = await authority.forged('a note', signer, isNamed);
      return verifiedTime(forged.token, { text: 'a note', ...forged }, [], new Date());
    };
    expect(await verified('signer', true)).toBeInstanceOf(Date);
    await expect(verified('any', true)).rejects.toThrow('not one for time-stamping');
    await expect(verified('signer', false)).rejects.toThrow('does not name the certificate');
  });

  it('says the same or nothing, whichever byte of it is changed', async () => {
    const asked = { text: 'a note', ...(await authority.stamped('a note')) };
    const now = new Date();
    const stated = await verifiedTime(asked.token, asked, [], now);
    for (let at = 0; at < asked.token.length; at += STEP) {
      const changed = Buffer.from(asked.token);
      flip(changed, at);
      const said = await verifiedTime(changed, asked, [], now).catch((error: unknown) => {
        if (!(error instanceof NoTimeStamp)) throw error;
        return stated;
      });
      expect(said).toEqual(stated);
    }
  });
});

describe('settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-ca-'));
  const url = 'https://tsa.example/tsr';

  it.each(['tsa.example', 'ftp://tsa.example', 'https://me:secret@tsa.example/'])(
    'refuse the authority %s',
    (given) => {
      expect(() => loadConfig({ LEDGER_TIMESTAMP_URL: given })).toThrow('LEDGER_TIMESTAMP_URL');
    },
  );

  it('refuse roots that are not there, or are none', () => {
    const none = join(folder, 'none.pem');
    writeFileSync(none, 'no certificate');
    for (const path of [join(folder, 'missing.pem'), none])
      expect(() => authorityOf(loadConfig({ LEDGER_TIMESTAMP_URL: url, LEDGER_TIMESTAMP_CA: path }))).toThrow(
        'LEDGER_TIMESTAMP_CA',
      );
  });

  it('without an authority time-stamp nothing', () => {
    expect(authorityOf(loadConfig({}))).toBeNull();
  });
});

describe('a letter to the data protection officer', () => {
  it('brings the checkpoint as it stands in the log, with its key, in the languages of the library', async () => {
    const library = await aLibraryInTheLog();
    const { text: checkpoint } = await anyone.get(`/ledger/${library.slug}/checkpoint`).expect(200);
    const { text: key } = await anyone.get(`/ledger/${library.slug}/key`).expect(200);

    await service.run(new Date());

    const letter = await eventually('the letter', async () => (await checkpointLetters(library))[0]);
    expect(letter.text).toContain(checkpoint);
    expect(letter.text).toContain(key.trim());
    expect(letter.subject).toMatch(/a checkpoint of the ledger.*un punto de control/s);
    expect(letter.text).toMatch(/Keep it where.*Guárdelo donde/s);
    expect(await anchorsOf(library.slug)).toEqual([
      { id: expect.any(String), kind: 'mail', at: expect.any(String), generation: 1, checkpoint, token: null,
        size: await sizeOf(library.slug) },
    ]); // prettier-ignore
  });

  it('comes once a week at most, and never without growth', async () => {
    const library = await aLibraryInTheLog();
    const letters = () => anchorsOf(library.slug).then((anchors) => anchors.length);
    await service.run(new Date());
    expect(await letters()).toBe(1);

    await service.run(new Date(Date.now() + 2 * WEEK_MS), true).catch(() => undefined);
    expect(await letters()).toBe(1);
    await grow(library);
    await service.run(new Date());
    expect(await letters()).toBe(1);
    await timePasses(library.id, 7);
    await service.run(new Date());
    expect(await letters()).toBe(2);
    await eventually('both letters', async () => (await checkpointLetters(library)).length === 2);
  });

  it('is written once by however many are at it', async () => {
    const library = await aLibraryInTheLog();
    const write = () => letters().write(library.id, new Date(), true);

    const written = await Promise.all([write(), write(), write(), write()]);

    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await anchorsOf(library.slug)).toHaveLength(1);
    await eventually('the letter', async () => (await checkpointLetters(library)).length === 1);
  });

  it('leaves no trace when it is broken off, and is written by the next run', async () => {
    const library = await aLibraryInTheLog();
    const broken = new Proxy(carrel.app.get(Outbox), {
      get: (target, name) =>
        name === 'post'
          ? () => Promise.reject(new Error('broken off'))
          : (Reflect.get(target, name) as unknown),
    });
    await expect(letters(broken).write(library.id, new Date())).rejects.toThrow('broken off');
    expect(await anchorsOf(library.slug)).toEqual([]);

    expect(await letters().write(library.id, new Date())).toBe(true);
  });

  it('goes to a new address with the same checkpoint, and what lay with the old one is forgotten', async () => {
    const library = await aLibraryInTheLog();
    await service.run(new Date());
    await eventually('the first letter', async () => (await checkpointLetters(library)).length === 1);
    await moveOfficer(library, 'privacy@elsewhere.example');

    await service.run(new Date());

    await eventually(
      'a letter to the new address',
      async () => (await checkpointLetters(library, 'privacy@elsewhere.example')).length === 1,
    );
    expect(await checkpointLetters(library)).toEqual([]);
    const { rows } = await superuser.query(`select 1 from subject where library_id = $1 and kind = 'staff'`, [
      library.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('is not written where the officer has no e-mail address', async () => {
    const library = await aLibraryInTheLog();
    await moveOfficer(library, 'Calle Mayor 1, Madrid');
    await service.run(new Date(), true);
    expect(await anchorsOf(library.slug)).toEqual([]);
  });

  it('reaches a mail server whole', async () => {
    const received: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      // Ends the connections that the sender's pool keeps open.
      closeTimeout: 100,
      onData(stream, _session, done) {
        void simpleParser(stream).then(({ text }) => {
          received.push(text ?? '');
          done();
        }, done);
      },
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.server.address() as AddressInfo;
    const other = await aCarrel({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    try {
      const library = await aLibrary(other);
      const log = new Caller(other.url);
      const { text: checkpoint } = await eventually('a checkpoint', async () => {
        const answer = await log.get(`/ledger/${library.slug}/checkpoint`);
        return answer.status === 200 && answer;
      });

      expect(await other.app.get(LedgerAnchorsService, { strict: false }).run(new Date())).toEqual({
        isTimeStamped: false,
        letters: 1,
      });

      await eventually('the letter', () =>
        Promise.resolve(received.some((text) => text.includes(checkpoint))),
      );
      expect(received).toHaveLength(1);
    } finally {
      await other.stop();
      await new Promise<void>((closed) => server.close(() => closed()));
    }
  });

  /** The service over an outbox of the test's own. */
  const letters = (outbox = carrel.app.get(Outbox)) =>
    new CheckpointLettersService(
      carrel.app.get(Records),
      carrel.app.get(OutsideAnchors),
      outbox,
      carrel.setting,
    );

  const moveOfficer = (library: TestLibrary, address: string) =>
    superuser.query(
      `update library set controller = jsonb_set(controller, '{dataProtectionOfficer}', to_jsonb($2::text))
       where library_id = $1`,
      [library.id, address],
    );
});

describe('what anybody may read', () => {
  it('is paged, the latest first', async () => {
    const library = await aLibraryInTheLog();
    await service.run(new Date(), true);
    await grow(library);
    await service.run(new Date(), true);
    const all = await anchorsOf(library.slug);
    expect(all.map(({ size }) => size)).toEqual([...all.map(({ size }) => size)].sort((a, b) => b - a));

    const { body: first } = await anyone.get(`/ledger/${library.slug}/anchors?limit=1`).expect(200);
    const { body: second } = await anyone
      .get(`/ledger/${library.slug}/anchors?limit=1&after=${first.next as string}`)
      .expect(200);

    expect([...(first.items as Shown[]), ...(second.items as Shown[])]).toEqual(all);
    expect(second.next).toBeNull();
    await anyone.get('/ledger/no-such-library/anchors').expect(404);
  });

  it('is never changed or removed by the application', async () => {
    const application = new pg.Client({ connectionString: carrel.urls.application });
    await application.connect();
    for (const statement of ['update ledger_anchor set at = now()', 'delete from ledger_anchor'])
      await expect(application.query(statement)).rejects.toThrow('permission denied');
    await application.end();
  });
});

describe('the command line', () => {
  const run = async (command: string, settings: Record<string, string>) => {
    const program = carrelCommand(carrel, ['ledger', command], {
      PUBLIC_URL: 'http://carrel.test',
      ...settings,
    });
    return { code: await program.ended, said: program.output.trim() };
  };
  const stamped = () => ({
    LEDGER_TIMESTAMP_URL: authority.url,
    LEDGER_TIMESTAMP_CA: authority.path('root.pem'),
  });

  it('anchors now, and says what stands where', async () => {
    const library = await aLibraryInTheLog();

    const anchored = await run('anchor', stamped());
    expect(anchored).toEqual({
      code: 0,
      said: 'time-stamped: platform\nletters to data protection officers: 1',
    });
    const { code, said } = await run('status', stamped());

    expect(code).toBe(0);
    const size = await sizeOf(library.slug);
    expect(said).toMatch(
      new RegExp(
        `${library.slug}  carrel.test/${library.id}/1\\n  entries ${size}, waiting 0, last checkpoint \\d{4}-.*\\n` +
          `  published ${size} of carrel.test/${library.id}/1\\n  mail ${size} at \\d{4}-`,
      ),
    );
    expect(said).toMatch(/^platform .*\n.*\n.*\n {2}time-stamp \d+ at \d{4}-/m);
    expect(said).not.toContain('LEDGER_TIMESTAMP_URL');
  });

  it('says that nothing is time-stamped without an authority, and what is wrong with one', async () => {
    expect((await run('status', {})).said).toMatch(/^no time-stamps: LEDGER_TIMESTAMP_URL is not set$/m);
    authority.manner = 'status 503';
    await aLibraryInTheLog();
    expect(await run('anchor', stamped())).toEqual({
      code: 1,
      said: 'The time-stamp authority answers with status 503.',
    });
  });
});
