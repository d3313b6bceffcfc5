import { Encrypter, identityToRecipient } from 'age-encryption';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Client } from 'pg';
import { aJob } from '../src/foundation/access/signed-in.js';
import { writeEncrypted } from '../src/foundation/backup/age-files.js';
import { SEAL, sealOf } from '../src/foundation/backup/manifest-seal.js';
import { listBackups } from '../src/foundation/backup/kept-backups.js';
import type { Manifest } from '../src/foundation/backup/manifest.js';
import { KeyExportFile } from '../src/foundation/backup/key-export-file.js';
import { refuseUnfinished } from '../src/foundation/backup/restore-gate.js';
import type { RestoreStep } from '../src/foundation/backup/restore-steps.js';
import { RestoreDrill } from '../src/foundation/backup/restore-drill.entity.js';
import { Restore } from '../src/foundation/backup/restore.js';
import { verifyBackup } from '../src/foundation/backup/verify.js';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { EpochFiles } from '../src/foundation/encryption/epoch-files.js';
import type { ExportLine } from '../src/foundation/encryption/key-export-lines.js';
import { Epochs } from '../src/foundation/encryption/epochs.js';
import { KeyExports } from '../src/foundation/encryption/key-exports.js';
import { Outbox } from '../src/foundation/mail/outbox.js';
import { ErasureLedgerFiles } from '../src/foundation/records/erasure-ledger-files.js';
import { ErasureLedger } from '../src/foundation/records/erasure-ledger.js';
import { Records } from '../src/foundation/records/records.js';
import { ImportService } from '../src/modules/accounts/import.service.js';
import { allMigrations } from '../src/migrations.js';
import { backUp } from '../src/command-line/backup-run.js';
import { runDrill } from '../src/command-line/restore-drill.js';
import { runRestore } from '../src/command-line/restore-run.js';
import { RequestsHousekeeping } from '../src/modules/data-subject-requests/requests-housekeeping.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import { Elsewhere } from './support/elsewhere.js';
import { killedIn } from './support/killed-steps.js';
import {
  aForm,
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { aloneCommand, carrelCommand } from './support/server.js';

let carrel: Carrel;
let library: TestLibrary;
let identity: string;
/** Erased after the backup; erased before it; never erased; signed up after it. */
let ana: TestReader, cara: TestReader, berta: TestReader, dora: TestReader;
/** Of a library that lets a reader think it over: asked after the backup, and asked before it and taken back since. */
let elena: TestReader, frida: TestReader;
/** The same two by servers that were killed right after the commit. */
let gina: TestReader, hanna: TestReader;
let patient: TestLibrary;
let elenaLeaves: string;
let backup: string;
/** Of before the backup, of right after it, and of after Ana's erasure. */
let earlyKeys: string, oldKeys: string, keys: string;
let oldLedger: string;
let seen: Awaited<ReturnType<typeof everythingOf>>;
const places: Elsewhere[] = [];

beforeAll(async () => {
  carrel = await aCarrel();
  library = await aLibrary(carrel);
  [ana, berta, cara] = await Promise.all([
    aReader(carrel, { library, name: 'Ana Lectora' }),
    aReader(carrel, { library, name: 'Berta Lectora', consents: ['newsletter'] }),
    aReader(carrel, { library, name: 'Cara Lectora' }),
  ]);
  for (const reader of [ana, berta]) await writes(reader);
  await erase(cara);
  await aLetterOnItsWay(berta);
  patient = await aLibrary(carrel);
  [elena, frida, gina, hanna] = await Promise.all([
    aReader(carrel, { library: patient, name: 'Elena Lectora' }),
    aReader(carrel, { library: patient, name: 'Frida Lectora' }),
    aReader(carrel, { library: patient, name: 'Gina Lectora' }),
    aReader(carrel, { library: patient, name: 'Hanna Lectora' }),
  ]);
  const owner = await asStaff(carrel, await aStaffMember(carrel, patient));
  await owner.put('/library/erasure-grace', { days: 9 }).expect(200);
  for (const reader of [frida, hanna]) await reader.delete('/me', { password: reader.password }).expect(202);
  earlyKeys = await exportKeys();
  const [to, keysTo] = ['backups', 'keys-elsewhere'].map((name) => join(carrel.dataDir, name));
  const command = carrelCommand(carrel, ['backup', '--to', to ?? '', '--keys-to', keysTo ?? '']);
  expect([await command.ended, command.output]).toEqual([0, expect.stringMatching(/^backup .*\nkeys /)]);
  [, backup = '', oldKeys = ''] = /^backup (.*)\nkeys (.*)$/m.exec(command.output) ?? [];
  identity = readFileSync(join(carrel.dataDir, 'key-exports', 'identity.txt'), 'utf8').trim();
  oldLedger = join(carrel.dataDir, 'old-ledger');
  cpSync(join(carrel.dataDir, 'erasure-ledger'), oldLedger, { recursive: true });

  seen = await everythingOf(berta, carrel.url);
  dora = await aReader(carrel, { library, name: 'Dora Lectora' });
  await erase(ana);
  const { body: leaving } = await elena.delete('/me', { password: elena.password }).expect(202);
  elenaLeaves = leaving.beginsAt as string;
  const [asked] = (await frida.get('/me/requests').expect(200)).body.items as { id: string }[];
  await frida.delete(`/me/requests/${asked?.id}`).expect(200);
  await byAServerKilledAfterTheCommit();
  keys = await exportKeys();
}, 120_000);
afterAll(async () => {
  for (const place of places) await place.remove();
  await carrel.stop();
});

/** Gina's erasure is asked for, and Hanna's taken back, each without its line in the ledger; the sweep writes both. */
async function byAServerKilledAfterTheCommit() {
  const libraryId = patient.id;
  const task = { libraryId, steps: 1, now: new Date() };
  const came = await killedIn(carrel, [
    { ...task, kind: 'ask', id: gina.id },
    { ...task, kind: 'take-back', id: hanna.id },
  ]);
  expect(came.map(({ steps }) => steps)).toEqual([['commit'], ['commit']]);
  await carrel.app.get(RequestsHousekeeping, { strict: false }).wake(libraryId, new Date());
  await eventually('both lines', async () => {
    const steps: string[] = [];
    for await (const { subjectId, step } of carrel.app.get(ErasureLedger).entries(libraryId))
      if ([gina.id, hanna.id].includes(subjectId)) steps.push(step);
    return steps.includes('waits_for_library') && steps.includes('taken_back');
  });
}

async function writes(reader: TestReader) {
  const thread = await reader
    .post('/me/conversations', { subject: 'Opening hours', body: 'When?' })
    .expect(201);
  const form = new FormData();
  form.set(
    'file',
    new Blob([Buffer.from('%PDF-1.4 a letter of mine')], { type: 'application/pdf' }),
    'mine.pdf',
  );
  await reader.post(`/me/conversations/${thread.body.id as string}/attachments`, form).expect(201);
}

async function erase(reader: TestReader) {
  await reader.delete('/me', { password: reader.password }).expect(202);
  await eventually(`the erasure of ${reader.email}`, async () => {
    const steps: string[] = [];
    for await (const { subjectId, step } of carrel.app.get(ErasureLedger).entries(library.id))
      if (subjectId === reader.id) steps.push(step);
    return steps.includes('live_complete');
  });
}

async function aLetterOnItsWay(reader: TestReader) {
  await carrel.app.get(Records).in(aJob('test', library.id), async (db) => {
    const words = { subject: 'Your loan ends', text: 'Tomorrow.' };
    const id = await carrel.app
      .get(Outbox)
      .post(db, { subjectId: reader.id, to: reader.email, kind: 'password-changed', ...words });
    await db.tell(
      `update letter set state = 'deferred', next_attempt_at = now() + interval '1 day' where library_id = $1 and id = $2`,
      [library.id, id],
    );
  });
}

async function exportKeys(): Promise<string> {
  const epochs = (await carrel.app.get(Epochs).all()).filter((one) => one.state !== 'destroyed');
  const { file } = await carrel.app.get(KeyExports).make(
    epochs.map((one) => one.epoch),
    new Date(),
  );
  return file;
}

/** An export that is whole but for Berta's key, as one would be from a store that has lost it. */
async function withoutAKey(place: Elsewhere): Promise<string> {
  const lines: ExportLine[] = [];
  for await (const { line } of new KeyExportFile(keys, identity).lines())
    if (line.kind !== 'sealing' || line.holderId !== berta.id || line.purpose !== 'main') lines.push(line);
  const text = lines.map((line) =>
    JSON.stringify(line.kind === 'end' ? { ...line, lines: lines.length } : line),
  );
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  const path = join(place.dataDir, 'another.age');
  writeFileSync(path, await encrypter.encrypt(`${text.join('\n')}\n`));
  return path;
}

async function elsewhere(kept?: Parameters<typeof Elsewhere.beside>[1]): Promise<Elsewhere> {
  const place = await Elsewhere.beside(carrel, kept);
  places.push(place);
  return place;
}

async function signIn(url: string, { email, password, library: { slug } }: TestReader) {
  return new Caller(url).post(`/libraries/${slug}/sessions`, { email, password });
}

/** What a reader sees of theirs, with the bytes of their file, signed in anew. */
async function everythingOf(reader: TestReader, url: string) {
  const { body: tokens } = await signIn(url, reader);
  const me = new Caller(url, { authorization: `Bearer ${tokens.accessToken as string}` });
  const { body: profile } = await me.get('/me').expect(200);
  const { body: threads } = await me.get('/me/conversations').expect(200);
  const [thread] = threads.items as { id: string }[];
  const { body: messages } = await me.get(`/me/conversations/${thread?.id}/messages`).expect(200);
  const { body: files } = await me.get(`/me/conversations/${thread?.id}/attachments`).expect(200);
  const [file] = files.items as { id: string }[];
  const { bytes } = await me.get(`/me/conversations/${thread?.id}/attachments/${file?.id}`).expect(200);
  const { body: consents } = await me.get('/me/consents/history').expect(200);
  return { profile, threads, messages, files, bytes, consents };
}

/** What Postgres's own tools bring back: rows and keys of then, and nothing that replays the ledger. */
async function putBackUnawares(place: Elsewhere, wanted: { from: string; identity: string; keys: string }) {
  const { config } = place;
  const { DATABASE_URL: application = '', DATABASE_OWNER_URL: owner = '' } = place.settings;
  const urls = { application, owner, maintenance: place.settings.DATABASE_MAINTENANCE_URL ?? '' };
  const client = new Client({ connectionString: owner });
  await client.connect();
  const root = carrel.setting.root;
  const restore = new Restore({ ...config, urls, root, migrations: await allMigrations() }, wanted, client);
  await restore.run(new Date()).finally(() => client.end());
  await place.ask('drop schema carrel_restore cascade');
  await restore.gate.open();
}

const restoreInto = (place: Elsewhere, more: Partial<Parameters<typeof runRestore>[1]> = {}) =>
  runRestore(place.config, { from: backup, identity, keys, ...more }, new Date());

/** Whether Ana is gone: she does not sign in, and neither rows nor a key of hers are left. */
async function expectForgotten(place: Elsewhere, url: string) {
  expect((await signIn(url, ana)).status).toBe(401);
  expect(await place.ask('select state from subject where id = $1', [ana.id])).toEqual([{ state: 'erased' }]);
  expect(await place.ask('select 1 from reader where id = $1', [ana.id])).toEqual([]);
  expect(await place.ask('select 1 from conversation where reader_id = $1', [ana.id])).toEqual([]);
  expect(
    await place.ask(`select 1 from sealing_key where holder_id = $1 and purpose = 'main'`, [ana.id]),
  ).toEqual([]);
  expect(filesOf(place, ana)).toEqual([]);
}

function filesOf(place: Elsewhere, { id }: TestReader): string[] {
  const all = readdirSync(join(place.dataDir, 'files'), { recursive: true }) as string[];
  return all.filter((name) => name.includes(id));
}

describe('a backup', () => {
  it('opens whole with the operator’s identity, and holds no key and nothing in plain text', async () => {
    const manifest = await verifyBackup(backup, identity);

    expect(manifest.tables.find(({ name }) => name === 'reader')?.rows).toBe(6);
    expect(manifest.files?.count).toBe(2);
    expect(manifest.tables.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(library_key|sealing_key|session)$/)]),
    );
    const heads = await Promise.all(
      [library, patient].map(({ id }) => new ErasureLedgerFiles(oldLedger).head(id)),
    );
    expect(manifest.erasureLedger).toMatchObject([
      { libraryId: library.id, ...heads[0] },
      { libraryId: patient.id, ...heads[1] },
    ]);
    expect(heads.map(({ seq }) => seq > 0)).toEqual([true, true]);
    for (const name of readdirSync(backup, { recursive: true }) as string[])
      if (name.endsWith('.age') || name.endsWith('.json'))
        expect(readFileSync(join(backup, name)).includes(library.slug)).toBe(false);
  });

  it('is not whole when a byte of a table or of a file differs, or a file is gone', async () => {
    const copy = join(carrel.dataDir, 'tampered');
    const spoil = async (path: string, change: (bytes: Buffer) => Buffer) => {
      cpSync(backup, copy, { recursive: true });
      writeFileSync(join(copy, path), change(readFileSync(join(copy, path))));
      const verified = verifyBackup(copy, identity);
      await expect(verified).rejects.toThrow(path);
      rmSync(copy, { recursive: true });
    };
    const flip = (bytes: Buffer) => (
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9),
      bytes
    );
    await spoil(join('tables', 'reader.copy.gz.age'), flip);
    await spoil('files.jsonl.gz.age', (bytes) => bytes.subarray(0, -20));
    const file = (readdirSync(join(backup, 'files'), { recursive: true }) as string[]).find((name) =>
      name.includes(berta.id + '/'),
    );
    cpSync(backup, copy, { recursive: true });
    rmSync(join(copy, 'files', file ?? ''));
    await expect(verifyBackup(copy, identity)).rejects.toThrow(file);
    rmSync(copy, { recursive: true });
  });

  it('with a file and its hash changed together is nobody’s, told apart by who has the secret', async () => {
    const copy = join(carrel.dataDir, 'forged');
    cpSync(backup, copy, { recursive: true });
    const manifest = await verifyBackup(copy, identity, carrel.setting.root);
    const [table, ...others] = manifest.tables;
    const path = join(copy, table?.file ?? '');
    rmSync(path);
    const lines = Readable.from([Buffer.from('forged\n')]);
    const written = await writeEncrypted(path, [await identityToRecipient(identity)], lines);
    const tables = [{ ...table, rows: 1, ...written }, ...others];
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, tables }));
    const identityFile = join(carrel.dataDir, 'key-exports', 'identity.txt');
    const args = ['backup', 'verify', copy, '--identity', identityFile];

    const [place, here, alone] = [await elsewhere(), carrelCommand(carrel, args), aloneCommand(args)];
    expect([await here.ended, await alone.ended]).toEqual([1, 0]);
    await eventually('its words', () =>
      Promise.resolve(/not what this installation wrote/.test(here.output)),
    );
    await eventually('its words', () => Promise.resolve(/could not be checked/.test(alone.output)));
    const forged = restoreInto(place, { from: copy });
    await expect(forged).rejects.toThrow(/manifest of .* is not what this installation wrote/);
    rmSync(join(copy, SEAL));
    await expect(restoreInto(place, { from: copy })).rejects.toThrow(/manifest.mac is missing/);
    expect(await place.ask(`select 1 from pg_class where relname = 'reader'`)).toEqual([]);
  });

  it('puts no file anywhere but where sealed files lie', async () => {
    const copy = join(carrel.dataDir, 'wandering');
    cpSync(backup, copy, { recursive: true });
    const path = join(copy, 'manifest.json');
    const manifest = await verifyBackup(copy, identity);
    const list = join(copy, 'files.jsonl.gz.age');
    rmSync(list);
    const line = JSON.stringify({ file: '../../../tmp/elsewhere', bytes: 1, sha256: '' });
    const recipients = [await identityToRecipient(identity)];
    const written = await writeEncrypted(list, recipients, Readable.from([Buffer.from(`${line}\n`)]));
    const files = { ...manifest.files, count: 1, ...written };
    writeFileSync(path, JSON.stringify({ ...manifest, files }));

    await expect(verifyBackup(copy, identity)).rejects.toThrow(/no place of a sealed file/);
  });

  it('that was broken off is none', async () => {
    const folder = join(carrel.dataDir, 'broken-off');
    mkdirSync(join(folder, 'carrel-backup-20200101T000000Z-abcdef.part', 'tables'), { recursive: true });

    expect(await listBackups(folder)).toEqual([]);
    expect(await listBackups(join(carrel.dataDir, 'backups'))).toHaveLength(1);
  });

  it('never lies with the keys that open it', async () => {
    const to = join(carrel.dataDir, 'together');
    await expect(backUp(carrel.app, { to, keysTo: to })).rejects.toThrow(/must not lie with the data/);
    await expect(backUp(carrel.app, { to, keysTo: join(to, 'keys') })).rejects.toThrow(/must not lie/);
    await expect(backUp(carrel.app, { to: join(carrel.dataDir, 'key-exports') })).rejects.toThrow(/must not/);
  });
});

describe('a restore refuses, and says what is missing,', () => {
  /** Nothing was touched: there is no table, and the gate is open. */
  async function expectRefusal(place: Elsewhere, more: { keys?: string }, sentence: RegExp) {
    const wanted = { from: backup, identity, ...more };
    await expect(runRestore(place.config, wanted, new Date())).rejects.toThrow(sentence);
    expect(await place.ask(`select 1 from pg_class where relname = 'reader'`)).toEqual([]);
    await refuseUnfinished(place.config)({ application: place.settings.DATABASE_URL ?? '' });
  }

  it('without keys', async () => {
    await expectRefusal(await elsewhere(), {}, /current key store is missing/);
  });

  it('with keys from before the data', async () => {
    await expectRefusal(await elsewhere(), { keys: earlyKeys }, /current key store is missing: .* before/);
  });

  it('without the erasure ledger', async () => {
    await expectRefusal(await elsewhere({ ledger: false }), { keys }, /erasure ledger is missing/);
  });

  it('with a ledger that is older than the keys', async () => {
    const place = await elsewhere({ ledger: false });
    cpSync(oldLedger, join(place.dataDir, 'erasure-ledger'), { recursive: true });
    await expectRefusal(place, { keys }, /erasure ledger in .* is shorter/);
  });

  it('under another secret, with which imports would know nobody', async () => {
    const place = await elsewhere();
    place.settings.CARREL_SECRET = Buffer.alloc(32, 7).toString('base64');
    await expectRefusal(place, { keys }, /secret is not the one/);
  });

  it('with another installation’s key ring', async () => {
    const place = await elsewhere({ ring: false });
    await EpochFiles.open(join(place.dataDir, 'keyring')).then((files) => files.create());
    await expectRefusal(place, { keys }, /not the key of the export/);
  });
});

describe('a restored installation', () => {
  let place: Elsewhere;
  let server: Awaited<ReturnType<Elsewhere['start']>>;
  beforeAll(async () => {
    place = await elsewhere({ ring: false });
    await restoreInto(place);
    server = await place.start();
  }, 60_000);
  afterAll(() => server.stop());

  it('shows the living byte for byte what they had', async () => {
    expect(await everythingOf(berta, server.url)).toEqual(seen);
  });

  it('has forgotten whoever was erased, before the backup or since, also under the keys of today', async () => {
    await expectForgotten(place, server.url);
    expect((await signIn(server.url, cara)).status).toBe(401);
    const kids: string[] = [];
    for await (const { line } of new KeyExportFile(keys, identity).lines())
      if (line.kind === 'sealing' && line.purpose === 'main') kids.push(line.holderId);
    expect(kids).toContain(berta.id);
    expect(kids).not.toContain(ana.id);
    const [erasure] = await place.ask<{ state: string; asked_by: string | null }>(
      'select state, asked_by from erasure where subject_id = $1',
      [ana.id],
    );
    expect(erasure).toEqual({ state: 'live_complete', asked_by: null });
  });

  it('lets an erasure wait again that was asked for since, until the day that was told, with a link that works', async () => {
    const { body: tokens } = await signIn(server.url, elena);
    const me = new Caller(server.url, { authorization: `Bearer ${tokens.accessToken as string}` });
    const { items } = (await me.get('/me/requests').expect(200)).body as { items: Record<string, unknown>[] };
    const [then] = (await elena.get('/me/requests').expect(200)).body.items as Record<string, unknown>[];
    expect(items).toEqual([then]);
    expect(then).toMatchObject({ kind: 'erasure', state: 'received' });
    const [waiting] = await place.ask<{ begins_at: Date }>(
      'select begins_at from waiting_erasure where subject_id = $1',
      [elena.id],
    );
    expect(waiting?.begins_at.toISOString()).toBe(elenaLeaves);

    const link = await eventually('the second letter', async () => {
      const letters = await lettersTo({ ...carrel, dataDir: place.dataDir }, elena.email);
      return /keep-account\?token=([\w.-]+)/.exec(letters.at(-1)?.text ?? '')?.[1];
    });
    const anyone = new Caller(server.url);
    await anyone.post(`/libraries/${patient.slug}/erasure-cancellations`, { token: link }).expect(204);
    expect((await me.get('/me/requests').expect(200)).body.items).toMatchObject([{ state: 'cancelled' }]);
  });

  it('lets those wait again, or no longer, of whom a kill had left no line', async () => {
    const waiting = 'select asked_by from waiting_erasure where subject_id = $1';
    expect(await place.ask(waiting, [gina.id])).toEqual([{ asked_by: 'library' }]);
    expect(await place.ask(waiting, [hanna.id])).toEqual([]);
    expect((await signIn(server.url, hanna)).status).toBe(201);
  });

  it('lets nobody go who has changed their mind since', async () => {
    const { body: tokens } = await signIn(server.url, frida);
    const me = new Caller(server.url, { authorization: `Bearer ${tokens.accessToken as string}` });
    expect((await me.get('/me/requests').expect(200)).body.items).toMatchObject([{ state: 'cancelled' }]);
    expect(await place.ask('select 1 from waiting_erasure where subject_id = $1', [frida.id])).toEqual([]);
  });

  it('keeps no key of somebody whom the backup does not know', async () => {
    expect((await signIn(server.url, dora)).status).toBe(401);
    expect(await place.ask('select 1 from sealing_key where holder_id = $1', [dora.id])).toEqual([]);
  });

  it('has signed everybody out', async () => {
    await berta.get('/me').expect(200);
    await new Caller(server.url, berta.headers).get('/me').expect(401);
    const refresh = { refreshToken: berta.tokens.refreshToken };
    await new Caller(server.url).post(`/libraries/${library.slug}/sessions/refresh`, refresh).expect(401);
  });

  it('sends no letter that may have been sent since without a person’s word', async () => {
    const states = async () =>
      (await place.ask<{ state: string }>(`select state from letter where kind = 'password-changed'`)).map(
        (one) => one.state,
      );
    expect(await states()).toEqual(['held']);
    await server.app.get(Outbox).deliver(await theLetter(), new Date(Date.now() + 2 * 86_400_000));
    expect(await states()).toEqual(['held']);

    expect(await server.app.get(Outbox).release(library.id, true, new Date())).toBe(1);
    await server.app.get(Outbox).deliver(await theLetter(), new Date());
    expect(await states()).toEqual(['accepted']);
  });

  const theLetter = async () => {
    const [letter] = await place.ask<{ id: string }>(`select id from letter where kind = 'password-changed'`);
    return { libraryId: library.id, id: letter?.id ?? '' };
  };

  it('lets no import bring back whoever was erased, and lets them sign up again', async () => {
    const nightly = Readable.from([Buffer.from(`email\n${ana.email}\n`)]);
    const imports = server.app.get(ImportService, { strict: false });
    expect(await imports.readers(library.id, nightly, new Date())).toEqual({ imported: 0, rejected: 1 });

    const form = await aForm({ ...carrel, url: server.url }, library, { email: ana.email });
    await new Caller(server.url).post(`/libraries/${library.slug}/readers`, form).expect(202);
  });

  it('goes on with a new generation of each log, whose first entry holds what was published', async () => {
    const logs = await place.ask<{ generation: number; ended: boolean }>(
      'select generation, ended_at is not null as ended from ledger_log where library_id = $1 order by generation',
      [library.id],
    );
    expect(logs).toEqual([
      { generation: 1, ended: true },
      { generation: 2, ended: false },
    ]);
    const path = join(place.dataDir, 'erasure-ledger', `${library.id}.checkpoint`);
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^carrel.test/${library.id}/2\n`));
  });

  it('starts again as any other', async () => {
    await server.stop();
    server = await place.start();
    expect((await signIn(server.url, berta)).status).toBe(201);
  });
});

describe('a restore that is killed', () => {
  const STEPS: (RestoreStep | 'filling' | 'replaying')[] = [
    'begun', 'emptied', 'filling', 'filled', 'forward', 'files', 'keys', 'voided', 'replaying', 'replayed', 'indexed',
    'generations',
  ]; // prettier-ignore

  it('after any step goes on where it stopped, and serves nobody before its end', async () => {
    const place = await elsewhere();
    for (const breaking of STEPS) {
      const broken = runRestore(place.config, { from: backup, identity, keys }, new Date(), {
        onStep: (step) => {
          if (step === breaking) throw new Error(`broken off at ${step}`);
        },
      });
      await expect(broken).rejects.toThrow(`broken off at ${breaking}`);
      await expect(place.start()).rejects.toThrow(/restore .* has begun and not ended/);
      // Without the file beside the ledger, the database itself tells.
      const gate = join(place.dataDir, 'erasure-ledger', 'restore-unfinished.json');
      const file = readFileSync(gate);
      rmSync(gate);
      await expect(place.start()).rejects.toThrow(/restore has begun and not ended/);
      writeFileSync(gate, file);
    }
    await restoreInto(place);

    const server = await place.start();
    expect(await everythingOf(berta, server.url)).toEqual(seen);
    await expectForgotten(place, server.url);
    const logs = await place.ask('select 1 from ledger_log where library_id = $1', [library.id]);
    expect(logs).toHaveLength(2);
    await server.stop();
  }, 120_000);

  it('for want of keys goes on with the newest export, and opens to nobody before', async () => {
    const place = await elsewhere();
    await expect(
      runRestore(place.config, { from: backup, identity, keys: await withoutAKey(place) }, new Date()),
    ).rejects.toThrow(/1 readers of library .* have no key/);
    await expect(place.start()).rejects.toThrow(/has begun and not ended/);

    await restoreInto(place, { startOver: true });

    const server = await place.start();
    expect(await everythingOf(berta, server.url)).toEqual(seen);
    await expectForgotten(place, server.url);
    await server.stop();
  }, 60_000);

  it('by the machine too', async () => {
    const place = await elsewhere();
    const args = [
      'restore',
      '--from',
      backup,
      '--identity',
      place.aFile('identity.txt', identity),
      '--keys',
      keys,
    ];
    const first = carrelCommand(carrel, args, place.settings);
    await eventually(
      'the first step',
      async () => (await place.ask(`select 1 from pg_namespace where nspname = 'carrel_restore'`)).length > 0,
      60,
    );
    first.signal('SIGKILL');
    await first.ended;
    await expect(place.start()).rejects.toThrow(/Run the same carrel restore command again/);

    const second = carrelCommand(carrel, args, place.settings);
    expect([await second.ended, second.output]).toEqual([
      0,
      expect.stringContaining('1 people were erased again'),
    ]);
    const server = await place.start();
    await expectForgotten(place, server.url);
    await server.stop();
  }, 120_000);
});

describe('a backup of an older Carrel', () => {
  /** The backup as it would be of before a migration, or of after one that nobody knows here. */
  function withMigrations(name: string, change: (names: string[]) => string[], without: string) {
    const copy = join(carrel.dataDir, name);
    cpSync(backup, copy, { recursive: true });
    const path = join(copy, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
    const tables = manifest.tables.filter((table) => table.name !== without);
    const text = JSON.stringify({ ...manifest, tables, migrations: change(manifest.migrations) });
    writeFileSync(path, text);
    writeFileSync(join(copy, SEAL), sealOf(text, carrel.setting.root));
    return copy;
  }

  it('replaces a database when told to, under the keys that are in it, and is brought up to date', async () => {
    const place = await elsewhere();
    await restoreInto(place);
    const older = withMigrations(
      'older',
      (names) => names.filter((name) => !name.startsWith('KeepRestoreDrills')),
      'restore_drill',
    );
    const newer = withMigrations('newer', (names) => [...names, 'FlyToTheMoon1995000000000'], '');
    const from = (directory: string, replace: boolean) =>
      runRestore(place.config, { from: directory, identity, replace }, new Date());

    await expect(from(older, false)).rejects.toThrow(/say --replace/);
    await expect(from(newer, true)).rejects.toThrow(/is newer \(FlyToTheMoon1995000000000\)/);
    await from(older, true);

    expect(await place.ask('select 1 from restore_drill')).toEqual([]);
    const server = await place.start();
    expect(await everythingOf(berta, server.url)).toEqual(seen);
    await expectForgotten(place, server.url);
    await expect(from(older, true)).rejects.toThrow(/works on the database: stop it first/);
    await server.stop();
  }, 60_000);
});

describe('a database that was put back without carrel restore', () => {
  it('opens to nobody while somebody erased is in it, until they are erased again', async () => {
    const place = await elsewhere();
    await putBackUnawares(place, { from: backup, identity, keys: oldKeys });
    expect(await place.ask('select state from subject where id = $1', [ana.id])).toEqual([
      { state: 'active' },
    ]);

    await expect(place.start()).rejects.toThrow(
      /1 people who were erased are in it again.*--after-base-backup/,
    );
    // Somebody who is only leaving keeps nobody out: Postgres lists them for a moment more.
    const leaving = new Client({ connectionString: place.settings.DATABASE_URL });
    await leaving.connect();
    const restored = runRestore(place.config, { identity: '' }, new Date());
    await eventually('the look at who is there', async () => {
      const [looked] = await place.ask(
        "select 1 from pg_stat_activity where query like '% and usename = $1%' and pid <> pg_backend_pid()",
      );
      return looked;
    });
    await leaving.end();
    await restored;

    const server = await place.start();
    await expectForgotten(place, server.url);
    expect(await everythingOf(berta, server.url)).toEqual(seen);
    await server.stop();
  }, 60_000);

  it('would show them, were it not for the ledger: without it nothing starts either', async () => {
    const place = await elsewhere();
    await putBackUnawares(place, { from: backup, identity, keys: oldKeys });
    const ledger = join(place.dataDir, 'erasure-ledger', `${library.id}.jsonl`);
    rmSync(ledger);

    await expect(place.start()).rejects.toThrow(/erasure ledger is shorter than the database knows/);
    await expect(runRestore(place.config, { identity: '' }, new Date())).rejects.toThrow(
      /shorter than it was/,
    );

    // With the ledger of then, which nobody can tell from the present one, she is back: this is what the drill is for.
    cpSync(join(oldLedger, `${library.id}.jsonl`), ledger);
    const server = await place.start();
    expect((await signIn(server.url, ana)).status).toBe(201);
    await server.stop();
  }, 60_000);
});

describe('the restore drill', () => {
  const drills = () =>
    carrel.app
      .get(Records)
      .in(aJob('test', PLATFORM), (db) => db.all(RestoreDrill, {}))
      .then((all) => all.map(({ outcome, opened, erased }) => ({ outcome, opened, erased })));

  it('restores the newest backup elsewhere, looks at it, and leaves the day', async () => {
    const from = join(carrel.dataDir, 'backups');
    const { opened, erased } = await runDrill(carrel.app, { from, identity, keys }, new Date());

    expect({ opened, erased }).toEqual({ opened: 5, erased: 2 });
    expect(await drills()).toMatchObject([{ outcome: 'done', opened: 5, erased: 2 }]);
    await berta.get('/me').expect(200); // the installation itself goes on undisturbed

    await expect(runDrill(carrel.app, { from, identity, keys: earlyKeys }, new Date())).rejects.toThrow(
      /current key store/,
    );
    expect((await drills()).map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  }, 60_000);
});
