import { createHash, hash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import pg from 'pg';
import { PLATFORM } from '../src/foundation/database/scope.js';
import { EvidenceRetentionService } from '../src/modules/retention/evidence-retention.service.js';
import { Caller } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  aStaffMember,
  asStaff,
  eventually,
  lettersTo,
  type TestLibrary,
  type TestReader,
  type TestStaff,
} from './support/people.js';
import { verified, type Proof } from './support/proofs.js';
import { aloneCommand } from './support/server.js';
import { unzipped } from './support/zip.js';

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

let carrel: Carrel;
let superuser: pg.Client;
let olga: Caller;
let olgaHerself: TestStaff;
let azul: TestLibrary;
let verde: TestLibrary;
let azulOwner: Caller;
let azulOwnerHerself: TestStaff;
/** Readers of Azul: Ana had her letter, Bea’s came back later. */
let ana: TestReader;
let bea: TestReader;
let incident: string;
let folder: string;

beforeAll(async () => {
  carrel = await aCarrel();
  folder = mkdtempSync(join(tmpdir(), 'carrel-pack-'));
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
  [azul, verde] = await Promise.all([aLibrary(carrel), aLibrary(carrel)]);
  olgaHerself = await aStaffMember(carrel);
  olga = await asStaff(carrel, olgaHerself);
  azulOwnerHerself = await aStaffMember(carrel, azul);
  azulOwner = await asStaff(carrel, azulOwnerHerself);
  [ana, bea] = await Promise.all([aReader(carrel, { library: azul }), aReader(carrel, { library: azul })]);
  incident = await aLedIncident();
  await writeToReaders(incident);
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await superuser.end();
  await carrel.stop();
});

const part = (library: TestLibrary, rest = '', id = incident) =>
  `/incidents/${id}/libraries/${library.slug}${rest}`;

const pack = (who: Caller, query = '') => who.get(`/incidents/${incident}/evidence-pack${query}`);

const keyOf = async (slug: string) =>
  (await new Caller(carrel.url).get(`/ledger/${slug}/key`).expect(200)).text;

async function aLedIncident(): Promise<string> {
  const { body } = await olga
    .post('/incidents', {
      title: 'An export lay open',
      description: 'Words for officers alone.',
      mode: 'live',
      detectedAt: ago(6),
      awareAt: ago(5),
    })
    .expect(201);
  const id = String(body.id);
  await olga.put(part(azul, '', id), { what: 'An export of Azul lay open.' }).expect(200);
  await olga.put(part(verde, '', id), { what: 'An export of Verde lay open.' }).expect(200);
  await olga.post(`/incidents/${id}/evidence`).expect(201);
  await olga.post(`/incidents/${id}/timeline`, { text: 'Between officers.' }).expect(201);
  await olga.post(part(azul, '/notices', id), { contact: 'security@carrel.example' }).expect(201);
  await azulOwner
    .post(part(azul, '/assessments', id), {
      processing: [{ category: 'behavioural', step: 1 }],
      identification: 'unknown',
      circumstances: {
        confidentiality: 'unknown',
        integrity: 'unknown',
        availability: 'unknown',
        intent: 'unknown',
      },
      isUnintelligible: false,
      reasons: { processing: 'A year of loans shows habits.' },
      features: ['website'],
    })
    .expect(201);
  await azulOwner
    .post(part(azul, '/decisions', id), {
      notifyAuthority: true,
      communicateToSubjects: true,
      reason: 'Habits became known.',
    })
    .expect(201);
  await azulOwner
    .post(part(azul, '/notifications', id), { type: 'new', completeness: 'incomplete', answers: {} })
    .expect(201);
  return id;
}

const WORDS = {
  nature: 'An export with your loans lay open.',
  consequences: 'Somebody may know what you read.',
  measures: 'We closed it.',
  advice: 'Be careful with letters that name your loans.',
  contact: 'Ask at the desk.',
};

const messageIdTo = async ({ email }: TestReader) => {
  const letter = (await lettersTo(carrel, email)).find(({ text }) => text.includes(WORDS.nature));
  return String(letter?.headers.get('message-id'));
};

/** Letters to Ana and Bea, of which Bea’s comes back after a server had taken it, and a draft that nobody approved. */
async function writeToReaders(id: string) {
  const letters = part(azul, '/communications', id);
  const draft = {
    texts: { en: WORDS, es: { ...WORDS, advice: 'Tenga cuidado.' } },
    readers: [ana.id, bea.id],
  };
  const { body } = await olga.post(letters, draft).expect(201);
  const communication = `${letters}/${body.id as string}`;
  await azulOwner.post(`${communication}/approve`).expect(200);
  await eventually('the letters', async () => {
    const { body: shown } = await olga.get(communication).expect(200);
    return shown.state === 'sent';
  });
  await olga.post(`${communication}/bounces`, { messageIds: [await messageIdTo(bea)] }).expect(200);
  await olga.post(letters, { ...draft, readers: [ana.id] }).expect(201);
}

/** Waits until every entry of both logs stands under a checkpoint, so that nothing in a pack is a promise only. */
async function isSettled() {
  await eventually('all entries numbered', async () => {
    const { rows } = await superuser.query('select 1 from ledger_entry where seq is null limit 1');
    return !rows.length;
  });
}

function proofIn(files: Map<string, Buffer>, name: string): Proof {
  return JSON.parse(files.get(name)?.toString() ?? 'null') as Proof;
}

it('holds the whole incident for an officer, verified offline with the platform’s key alone', async () => {
  await isSettled();
  const { bytes, headers } = await pack(olga).expect(200);
  expect(headers.get('content-type')).toBe('application/zip');
  const files = await unzipped(bytes);
  const phases = ['notification-1.json', 'notification-1.pdf'];
  const parts = [
    ...['breach', 'timeline', 'custody', 'assessments', 'decisions', 'scopes', 'notices', 'communications'],
    ...['communication-steps', 'scope-countries'],
  ];
  const letters = ['letters-1.jsonl', 'communication-1.json', 'communication-2.json'];
  expect([...files.keys()].sort()).toEqual(
    [
      ...['incident', 'timeline', 'actions', 'custody', 'evidence'].map(
        (name) => `platform/${name}.proof.json`,
      ),
      ...[azul, verde].flatMap(({ slug }) => parts.map((name) => `${slug}/${name}.proof.json`)),
      ...[...phases, ...letters].map((name) => `${azul.slug}/${name}`),
      ...['plan.json', 'people.json', 'ledger.json', 'README.txt', 'proof.json'],
    ].sort(),
  );

  const declared = proofIn(files, 'platform/incident.proof.json').record.items[0];
  expect(declared.content).toMatchObject({
    title: 'An export lay open',
    description: 'Words for officers alone.',
  });
  expect(declared.event.fact.contentHash).toBe(hash('sha256', JSON.stringify(declared.content)));
  const snapshot = proofIn(files, 'platform/evidence.proof.json').record.items[0];
  expect(Object.keys(snapshot.content.libraries as object)).toEqual(['platform', azul.slug, verde.slug]);
  expect(proofIn(files, `${azul.slug}/decisions.proof.json`).record.items).toMatchObject([
    { content: { reason: 'Habits became known.' }, event: { fact: { notifyAuthority: true } } },
  ]);
  expect(files.get(`${azul.slug}/notification-1.pdf`)?.toString('latin1', 0, 5)).toBe('%PDF-');
  expect(JSON.parse(files.get('people.json')?.toString() ?? '')).toContainEqual(
    expect.objectContaining({ id: olgaHerself.id, role: 'security-officer', library: 'platform' }),
  );

  const found = (await verified(bytes, await keyOf('platform'))).join('\n');
  expect(found).toContain(`exactly the ${files.size - 1} files of its list`);
  expect(found.match(/A part of the record of an incident/g)).toHaveLength(25);
  expect(found).toContain('The keys of 2 other logs are vouched for');
  expect(found).not.toContain('closed');
});

it('accounts for each letter to a reader, without a name or an address, as the ledger states it', async () => {
  await isSettled();
  const { bytes } = await pack(azulOwner).expect(200);
  const files = await unzipped(bytes);
  const file = files.get(`${azul.slug}/letters-1.jsonl`)?.toString() ?? '';
  const lines = file
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { letter: string; reader: string; addressee: string; state: string });
  expect(lines).toMatchObject(
    [ana, bea]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id }) => ({
        reader: id,
        addressee: 'reader',
        state: id === ana.id ? 'accepted' : 'bounced',
        isDoubtful: false,
        settledAt: expect.any(String),
      })),
  );
  const toAna = lines.find(({ reader }) => reader === ana.id);
  expect(await messageIdTo(ana)).toContain(`<${toAna?.letter}@`);

  const told = JSON.parse(files.get(`${azul.slug}/communication-1.json`)?.toString() ?? '') as object;
  expect(told).toMatchObject({
    state: 'sent',
    approvedBy: azulOwnerHerself.id,
    approvedAt: expect.any(String),
    frozen: 2,
    audience: { kind: 'readers' },
    texts: expect.arrayContaining([
      { language: 'en', words: WORDS, sha256: hash('sha256', JSON.stringify(WORDS)) },
    ]),
    letters: {
      file: 'letters-1.jsonl',
      sha256: hash('sha256', file),
      letters: 2,
      states: { accepted: 1, bounced: 1 },
    },
  });
  const draft = files.get(`${azul.slug}/communication-2.json`)?.toString() ?? '';
  expect(JSON.parse(draft)).toMatchObject({ state: 'draft', approvedBy: null, letters: null });
  const drafted = proofIn(files, `${azul.slug}/communications.proof.json`).record.items[0];
  expect(drafted.content.texts.en).toEqual(WORDS);
  expect(drafted.event.fact.contentHash).toBe(hash('sha256', JSON.stringify(drafted.content)));

  const steps = proofIn(files, `${azul.slug}/communication-steps.proof.json`).record.items as {
    event: { fact: { detail: string; recordedBy: string } };
    content: { text: string } | null;
  }[];
  const textOf = (detail: string) =>
    steps.find(({ event }) => event.fact.detail === detail)?.content?.text ?? '';
  expect(steps.map(({ event }) => event.fact.detail)).toEqual(
    ['drafted', 'approved', 'frozen', 'sent', 'bounced', 'drafted'].map((step) => `letters-${step}`),
  );
  expect(steps[1]?.event.fact.recordedBy).toBe(azulOwnerHerself.id);
  const recipients = lines.reduce(
    (before, { reader, addressee }) =>
      createHash('sha256').update(before).update(reader).update(addressee).digest(),
    Buffer.alloc(32),
  );
  expect(textOf('letters-frozen')).toContain(recipients.toString('hex'));
  expect(textOf('letters-bounced')).toContain(hash('sha256', file));
  expect(textOf('letters-sent')).toMatch(/letters SHA-256 [0-9a-f]{64}/);
  const everything = [...files.values()].join();
  for (const { email } of [ana, bea]) expect(everything).not.toContain(email);
  const { body: looks } = await ana.get('/me/looks?limit=200').expect(200);
  expect(looks.items).toContainEqual(
    expect.objectContaining({
      who: expect.objectContaining({ key: 'owner' }),
      what: expect.objectContaining({ table: 'breach_letter' }),
    }),
  );
  expect((await verified(bytes, await keyOf(azul.slug))).join()).toContain('A part of the record');
});

it('finds a changed byte in any file, the list among them', async () => {
  const files = await unzipped((await pack(olga).expect(200)).bytes);
  const key = await keyOf('platform');
  const zipOf = (contents: Map<string, Buffer>) => Buffer.from(zipSync(Object.fromEntries(contents)));
  await verified(zipOf(files), key);
  for (const [name, content] of files) {
    const changed = Buffer.from(content);
    const at = Math.floor(changed.length / 2);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(verified(zipOf(new Map([...files, [name, changed]])), key)).rejects.toThrow(name);
  }
  const without = new Map(files);
  without.delete('plan.json');
  await expect(verified(zipOf(without), key)).rejects.toThrow('plan.json');
});

it('vouches for each part by itself, without the pack around it', async () => {
  const files = await unzipped((await pack(olga).expect(200)).bytes);
  const proof = proofIn(files, `${azul.slug}/decisions.proof.json`);
  const key = await keyOf(azul.slug);
  await verified(proof, key);
  const [item] = proof.record.items;
  item.content.reason = 'Nothing became known.';
  await expect(verified(proof, key)).rejects.toThrow('signed for another record');
});

it('holds the own part for an owner, with the platform’s words closed and nothing of another library', async () => {
  await isSettled();
  const { bytes } = await pack(azulOwner).expect(200);
  const files = await unzipped(bytes);
  expect([...files.keys()].filter((name) => name.startsWith(`${verde.slug}/`))).toEqual([]);
  const everything = [...files.values()].join();
  expect(everything).toContain('An export of Azul lay open.');
  for (const closed of [
    'Words for officers alone',
    'Between officers',
    'An export of Verde',
    verde.id,
    verde.slug,
  ])
    expect(everything).not.toContain(closed);
  expect(proofIn(files, 'platform/evidence.proof.json').record.items).toMatchObject([
    { content: null, event: { fact: { contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) } } },
  ]);

  const found = (await verified(bytes, await keyOf(azul.slug))).join('\n');
  expect(found).toContain('1 contents are closed');
  expect(found).toContain('The keys of 1 other logs are vouched for');
  await expect(verified(bytes, await keyOf(verde.slug))).rejects.toThrow('is not among those given');
  const stranger = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
  await pack(stranger).expect(404);
});

it('brings the whole logs along where they are asked for, and is checked by the command line with neither database nor network', async () => {
  await isSettled();
  const { bytes } = await pack(olga, '?logs=whole').expect(200);
  const files = await unzipped(bytes);
  expect(files.get(`${azul.slug}.log.jsonl`)?.toString()).toContain('{"format":"carrel-log/1"');
  const path = join(folder, 'pack.zip');
  writeFileSync(path, bytes);
  const forged = join(folder, 'forged.zip');
  const plan = Buffer.from('{"roles":[],"plan":[]}\n');
  writeFileSync(forged, zipSync(Object.fromEntries(new Map([...files, ['plan.json', plan]]))));
  const key = (await keyOf('platform')).trim();
  const command = aloneCommand(['ledger', 'verify', '--key', key, path, forged]);
  expect(await command.ended).toBe(1);
  expect(command.output).toContain(`${path}: verified.`);
  expect(command.output).toMatch(/forged.zip: NOT verified. plan.json/);
});

it('notes in the chain of custody who was handed which pack, and whoever asked without having it', async () => {
  const before = (await olga.get(`/incidents/${incident}/custody`).expect(200)).body.items.length as number;
  const { bytes } = await pack(azulOwner).expect(200);
  await pack(olga).expect(200);
  const { items } = (await olga.get(`/incidents/${incident}/custody`).expect(200)).body;
  const added = (items as { library: string; detail: string; text: string | null }[]).slice(before);
  expect(added).toMatchObject([
    { library: azul.slug, detail: 'pack-asked-for' },
    { library: azul.slug, detail: 'pack-handed-out', text: expect.stringContaining(hash('sha256', bytes)) },
    { library: 'platform', detail: 'pack-asked-for', recordedBy: olgaHerself.id },
    { library: 'platform', detail: 'pack-handed-out', recordedBy: olgaHerself.id },
  ]);
  await azulOwner.get(`/incidents/${incident}/custody`).expect(403);
});

it('is taken by itself before a containment action changes anything, where nobody took it', async () => {
  const words = { title: 'A laptop is gone', description: 'It was signed in.', mode: 'live' };
  const { body } = await olga
    .post('/incidents', { ...words, detectedAt: ago(2), awareAt: ago(1) })
    .expect(201);
  const actions = `/incidents/${body.id as string}/actions`;
  const { body: action } = await olga
    .post(actions, { kind: 'freeze-exports', library: verde.slug })
    .expect(201);
  await olga.post(`${actions}/${action.id as string}/approve`, {}).expect(200);
  expect((await olga.get(`/incidents/${body.id as string}/evidence`).expect(200)).body.items).toEqual([]);
  await olga.post(`${actions}/${action.id as string}/apply`, {}).expect(200);
  await olga.post(`${actions}/${action.id as string}/revert`, { reason: 'All clear.' }).expect(200);
  const { body: timeline } = await olga.get(`/incidents/${body.id as string}/timeline`).expect(200);
  const kinds = (timeline.items as { kind: string; detail: string | null }[]).map((one) =>
    one.kind === 'evidence' ? 'evidence' : one.detail,
  );
  expect(kinds.indexOf('evidence')).toBeGreaterThan(0);
  expect(kinds.indexOf('evidence')).toBeLessThan(kinds.indexOf('freeze-exports-applied'));
});

describe('a legal hold for an incident', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const hold = (readers: string[], given: object = {}) => ({
    readers,
    ground: '17(3)(e)',
    citation: 'Case 12/2026',
    words: 'Their loans show what the export held.',
    purposes: ['account'],
    reviewOn: inDays(90),
    ...given,
  });

  it('keeps an erasure waiting until it is lifted, stands on the incident, and is named when that closes', async () => {
    const id = await aLedIncident();
    const ana = await aReader(carrel, { library: azul });
    const unknown = randomUUID();
    const holds = part(azul, '/holds', id);
    const everything = hold([ana.id], { purposes: [] });
    expect((await olga.post(holds, everything).expect(422)).body.errors[0].pointer).toBe('/purposes');
    const placed = await olga.post(holds, hold([ana.id, unknown])).expect(201);
    expect(placed.body).toEqual({ holds: [expect.any(String)], unknown: [unknown], next: null });
    const [held] = placed.body.holds as string[];
    const again = await azulOwner.post(holds, hold([ana.id])).expect(201);
    expect(again.body).toEqual({ holds: [held], unknown: [], next: null });

    const { body: asked } = await ana.delete('/me', { password: ana.password }).expect(202);
    const state = async () => {
      const address = String(asked.certificateUrl).replace('http://carrel.test/api/v1', '');
      return (await new Caller(carrel.url).get(address).expect(200)).body as {
        state: string;
        live: { isComplete: boolean };
      };
    };
    expect(await state()).toMatchObject({ state: 'held' });
    expect((await olga.get(`/incidents/${id}`).expect(200)).body.libraries).toMatchObject([
      { library: azul.slug, holds: 1 },
      { library: verde.slug, holds: 0 },
    ]);
    await olga.put(`/incidents/${id}/phase`, { phase: 'closed', reason: 'Done.' }).expect(200);
    const { body: timeline } = await olga.get(`/incidents/${id}/timeline`).expect(200);
    const items = timeline.items as object[];
    expect(items.at(-1)).toMatchObject({
      detail: 'holds-standing',
      text: `Legal holds that still stand: ${azul.slug} 1`,
    });

    await olga.patch(`${holds}/${held}`, { reviewOn: inDays(120) }).expect(200);
    const lifted = await olga.delete(`${holds}/${held}`).expect(200);
    expect(lifted.body).toMatchObject({ reader: ana.id, incident: id, liftedAt: expect.any(String) });
    await eventually('the erasure', async () => (await state()).live.isComplete);
    await olga.delete(`${holds}/${held}`).expect(404);
  });

  it('goes by a frozen list of the scope in the place of ids', async () => {
    const id = await aLedIncident();
    const ana = await aReader(carrel, { library: azul });
    await azulOwner.get(`/library/readers/${ana.id}`);
    const asked = { kind: 'database', from: ago(1), libraries: [azul.slug] };
    await olga.post(`/incidents/${id}/scope`, asked).expect(202);
    const scope = await eventually('the scope', async () => {
      const { body } = await olga.get(`/incidents/${id}/scope`).expect(200);
      return (body.items as { version: number; possible: number }[])[0];
    });
    const given = { ...hold([]), readers: undefined, scope: scope.version, band: 'possible' };
    const { body } = await olga.post(part(azul, '/holds', id), given).expect(201);
    const { items } = (await olga.get(part(azul, '/holds', id)).expect(200)).body;
    expect((items as { reader: string }[]).map(({ reader }) => reader)).toContain(ana.id);
    expect(body).toMatchObject({ holds: expect.arrayContaining([expect.any(String)]), next: null });
    const both = { ...given, readers: [ana.id] };
    expect((await olga.post(part(azul, '/holds', id), both).expect(422)).body.errors[0].pointer).toBe(
      '/readers',
    );
  });

  it('is nobody’s to see or lift but the own library’s, and never another incident’s', async () => {
    const ana = await aReader(carrel, { library: azul });
    const holds = part(azul, '/holds');
    const { body } = await azulOwner.post(holds, hold([ana.id])).expect(201);
    const [held] = body.holds as string[];
    const verdeOwner = await asStaff(carrel, await aStaffMember(carrel, verde));
    await verdeOwner.get(holds).expect(404);
    await verdeOwner.delete(`${holds}/${held}`).expect(404);
    expect((await verdeOwner.post(part(verde, '/holds'), hold([ana.id])).expect(201)).body).toEqual({
      holds: [],
      unknown: [ana.id],
      next: null,
    });
    const other = await aLedIncident();
    await olga.delete(`${part(azul, '/holds', other)}/${held}`).expect(404);
    expect((await olga.get(holds).expect(200)).body.items).toMatchObject([
      { id: held, reader: ana.id, citation: 'Case 12/2026', liftedAt: null },
    ]);
    await olga.delete(`${holds}/${held}`).expect(200);
    await olga.delete(`${holds}/${held}`).expect(409);
  });
});

describe('the retention of evidence', () => {
  const night = (now: Date) => carrel.app.get(EvidenceRetentionService, { strict: false }).run(now);
  const inMonths = (months: number) => {
    const at = new Date();
    at.setUTCMonth(at.getUTCMonth() + months);
    return at;
  };
  const evidenceOf = async (id: string) => {
    const { body } = await olga.get(`/incidents/${id}/evidence`).expect(200);
    return body.items[0] as Record<string, unknown> & { custody: { detail: string; text: string }[] };
  };
  const counts = async () => {
    const { rows } = await superuser.query(
      'select counts from retention_run where library_id = $1 order by id desc limit 1',
      [PLATFORM],
    );
    return rows[0].counts as Record<string, number>;
  };

  it('ends after a period of its own, counted, and leaves the hash, which a pack shows as closed', async () => {
    const id = await aLedIncident();
    await olga.put(`/incidents/${id}/phase`, { phase: 'closed', reason: 'Done.' }).expect(200);
    const before = await evidenceOf(id);
    await night(inMonths(59));
    expect(await evidenceOf(id)).toMatchObject({ manifest: expect.any(Object), endedAt: null });

    const at = inMonths(61);
    await night(at);
    const after = await evidenceOf(id);
    expect(after).toMatchObject({
      manifest: null,
      salt: null,
      hash: before.hash,
      endedAt: expect.any(String),
    });
    expect(after.custody.at(-1)).toMatchObject({ detail: 'retention-ended' });
    const { rows } = await superuser.query('select id from incident_evidence where ended_at = $1', [at]);
    expect((await counts()).incident_evidence).toBe(rows.length);
    expect(rows).toContainEqual({ id: after.id });
    await isSettled();
    const { bytes } = await olga.get(`/incidents/${id}/evidence-pack`).expect(200);
    expect((await verified(bytes, await keyOf('platform'))).join()).toContain('1 contents are closed');
  });

  it('is put to review instead, while the incident is open or a hold stands', async () => {
    const id = await aLedIncident();
    await night(inMonths(61));
    expect(await evidenceOf(id)).toMatchObject({ endedAt: null });
    const ana = await aReader(carrel, { library: azul });
    const given = {
      readers: [ana.id],
      ground: '17(3)(e)',
      citation: 'Case 12',
      words: 'Loans.',
      purposes: ['account'],
    };
    const reviewOn = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
    await olga.post(part(azul, '/holds', id), { ...given, reviewOn }).expect(201);
    await olga.put(`/incidents/${id}/phase`, { phase: 'closed', reason: 'Done.' }).expect(200);
    await night(inMonths(61));
    await night(inMonths(63));
    const { custody, manifest } = await evidenceOf(id);
    expect(manifest).not.toBeNull();
    const reviews = custody.filter(({ detail }) => detail === 'retention-review');
    expect(reviews.map(({ text }) => /because (.*?)\./.exec(text)?.[1])).toEqual([
      'the incident is not closed',
      'a legal hold stands',
    ]);
    expect((await counts())['incident_evidence waiting']).toBeGreaterThan(0);
  });
});
