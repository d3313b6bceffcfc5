import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { SchedulerRegistry } from '@nestjs/schedule';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../src/config.js';
import { alone } from '../src/foundation/backup/backup-claim.js';
import { BackupRuns } from '../src/foundation/backup/backup-runs.js';
import { listBackups } from '../src/foundation/backup/kept-backups.js';
import { verifyBackup } from '../src/foundation/backup/verify.js';
import { backUp } from '../src/command-line/backup-run.js';
import { BackupJob } from '../src/jobs/backup.job.js';
import { CalendarRuns } from '../src/jobs/calendar-runs.service.js';
import { AlarmsService } from '../src/modules/deadlines/alarms.service.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { aReader, eventually } from './support/people.js';
import { carrelCommand, killed } from './support/server.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_NIGHT = new Date().setUTCHours(25, 0, 0, 0);
/** One o'clock of tomorrow, by UTC, and of the days after it. */
const night = (days: number, hours = 0) => new Date(FIRST_NIGHT + days * DAY_MS + hours * HOUR_MS);

let carrel: Carrel;
let superuser: pg.Client;
let root: string;
let dir: string;
let keysDir: string;
let identity: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'carrel-backups-'));
  [dir, keysDir] = [join(root, 'data'), join(root, 'keys')];
  identity = await generateX25519Identity();
  carrel = await aCarrel({
    BACKUP_DIR: dir,
    BACKUP_KEYS_DIR: keysDir,
    BACKUPS_KEPT: '2',
    BACKUP_RECIPIENTS: await identityToRecipient(identity),
  });
  await carrel.app.get(SchedulerRegistry, { strict: false }).getCronJob('backup').stop();
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  await aReader(carrel);
}, 60_000);
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
  rmSync(root, { recursive: true, force: true });
});

const tick = (now: Date) => {
  const job = carrel.app.get(BackupJob, { strict: false });
  return carrel.app.get(CalendarRuns, { strict: false }).run('backup', now, (at) => job.run(at));
};
/** The newest first. */
const whole = async () => (await listBackups(dir)).map(({ directory }) => directory);
/** Whether a half that is not known has come to the table that stands still. */
const isWriting = (known: string[] = []) =>
  halves().some(
    (name) => !known.includes(name) && existsSync(join(dir, name, 'tables', 'tracker.copy.gz.age')),
  );
const halves = () => readdirSync(dir).filter((name) => name.endsWith('.part'));
const isLate = async (now: Date) =>
  (await carrel.app.get(AlarmsService, { strict: false }).watch([], now)).some(
    ({ kind }) => kind === 'backup-late',
  );

it('makes one backup a night, by one instance, with the keys apart', async () => {
  const outcomes = await Promise.all([tick(night(0)), tick(night(0))]);
  expect(await tick(night(0, 1))).toBe('done');

  expect(outcomes.sort()).toEqual(['done', null]);
  const [backup = '', ...others] = await whole();
  expect(others).toEqual([]);
  expect((await verifyBackup(backup, identity)).tables.find(({ name }) => name === 'reader')?.rows).toBe(1);
  expect(readdirSync(keysDir)).toEqual([expect.stringMatching(/^carrel-keys-.*\.age$/)]);
  expect(readdirSync(dir)).toHaveLength(1);
});

it('keeps as many as wanted, and lets none go before a new one and its keys are complete', async () => {
  await tick(night(1));
  await tick(night(2));
  const two = await whole();
  expect(two).toHaveLength(2);

  const exports = join(carrel.dataDir, 'key-exports');
  renameSync(exports, `${exports}-aside`);
  writeFileSync(exports, 'no directory');
  expect(await tick(night(3))).toBe('failed');
  expect(await whole()).toEqual(expect.arrayContaining(two));
  expect(await isLate(night(3))).toBe(false);
  expect(await isLate(night(5))).toBe(true);

  rmSync(exports);
  renameSync(`${exports}-aside`, exports);
  expect(await tick(night(3, 1))).toBe('done');
  const now = await whole();
  expect(now).toHaveLength(2);
  expect(now).not.toEqual(expect.arrayContaining([two[0]]));
  expect(await isLate(night(5))).toBe(false);
  // Keys of before the horizon of an erasure open what somebody had erased since.
  await tick(night(20));
  expect(readdirSync(keysDir)).toHaveLength(1);
});

it('never makes two at once', async () => {
  const before = await whole();

  await alone(carrel.urls.owner, async () => {
    expect(await tick(night(21))).toBe('done');
    await expect(backUp(carrel.app, { to: dir, keysTo: keysDir })).rejects.toThrow(/Another backup/);
  });

  expect(await whole()).toEqual(before);
  expect(await tick(night(21, 1))).toBe('done');
  expect(await whole()).not.toEqual(before);
});

/** Has the next backup stand still on its way, and gives what lets it go on. */
async function standingStill(): Promise<() => Promise<void>> {
  await superuser.query('begin');
  await superuser.query('lock table tracker in access exclusive mode');
  return async () => {
    await superuser.query('rollback');
  };
}

it('that was killed on the way counts for nothing and stands in no other’s way', async () => {
  const before = await whole();
  const letGo = await standingStill();
  const command = carrelCommand(carrel, ['backup', '--to', dir, '--keys-to', keysDir]);
  await eventually('a half', () => Promise.resolve(isWriting()), 45);

  await killed(command, superuser, letGo);

  expect(await whole()).toEqual(before);
  await expect(verifyBackup(join(dir, halves()[0] ?? ''), identity)).rejects.toThrow();
  expect(await tick(night(22))).toBe('done');
  expect((await whole()).filter((one) => !before.includes(one))).toHaveLength(1);
});

it('is broken off by a server that stops, and leaves nothing', async () => {
  const [before, half] = [await whole(), halves()];
  const letGo = await standingStill();
  const running = tick(night(23));
  await eventually('a half', () => Promise.resolve(isWriting(half)));

  carrel.app.get(BackupRuns, { strict: false }).onModuleDestroy();

  expect(await running).toBe('failed');
  await letGo();
  expect([await whole(), halves()]).toEqual([before, half]);
});

it('is not made unless a place is named, and refuses one where the keys would lie with the data', () => {
  expect(loadConfig({}).backups).toBeUndefined();
  const refused = (settings: Record<string, string>) =>
    expect(() => loadConfig(settings)).toThrow(/BACKUPS?_/);
  refused({ BACKUP_DIR: '/b' });
  refused({ BACKUP_KEYS_DIR: '/k' });
  refused({ BACKUP_DIR: '/b', BACKUP_KEYS_DIR: '/b' });
  refused({ BACKUP_DIR: '/b', BACKUP_KEYS_DIR: '/b/keys' });
  refused({ BACKUP_DIR: '/data/keyring', BACKUP_KEYS_DIR: '/k', DATA_DIR: '/data' });
  refused({ BACKUP_DIR: '/b', BACKUP_KEYS_DIR: '/k', BACKUPS_KEPT: '0' });
});
