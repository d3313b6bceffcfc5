import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EpochTick } from '../src/foundation/encryption/epoch-tick.js';
import { Ledger } from '../src/foundation/ledger/ledger.js';
import { versionOf } from '../src/foundation/law/text-version.js';
import { LibrariesService } from '../src/modules/libraries/libraries.service.js';
import { Caller, type Answer } from './support/caller.js';
import { aCarrel, type Carrel } from './support/carrel.js';
import {
  aLibrary,
  aReader,
  asStaff,
  aStaffMember,
  eventually,
  type TestLibrary,
  type TestReader,
} from './support/people.js';
import { checked, verified, type Proof } from './support/proofs.js';
import { carrelCommand } from './support/server.js';
import { unzipped } from './support/zip.js';

let carrel: Carrel;
let superuser: pg.Client;
let anyone: Caller;
beforeAll(async () => {
  carrel = await aCarrel();
  anyone = new Caller(carrel.url);
  superuser = new pg.Client({ connectionString: carrel.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await carrel.stop();
});

/** The key of a library's log, which begins within a second of the library. */
const keyOf = ({ slug }: Pick<TestLibrary, 'slug'>) =>
  eventually('the key of a log', async () => {
    const { status, text } = await anyone.get(`/ledger/${slug}/key`);
    return status === 200 && text;
  });

/** The latest entry of a reader's history. */
async function latest(reader: TestReader) {
  const { body } = await reader.get('/me/consents/history?limit=1').expect(200);
  return body.items[0] as { id: string; decision: string; purpose: string };
}

const pathOf = (entry: string, query = '') => `/me/consents/history/${entry}/receipt${query}`;

/** The receipt of a decision once the log includes it, which takes two seconds at most. */
const receiptOf = (reader: TestReader, entry: string) =>
  eventually(
    'an inclusion proof',
    async () => {
      const { body } = await reader.get(pathOf(entry)).expect(200);
      return (body as Proof).proofs.length === 1 && (body as Proof);
    },
    2,
  );

const versionNow = async ({ slug }: TestLibrary, purpose: string, language = 'en') => {
  const { body } = await anyone.get(`/libraries/${slug}/purposes?language=${language}`).expect(200);
  return (body.items as { key: string; version: string; title: string; text: string }[]).find(
    (one) => one.key === purpose,
  );
};

async function erased(reader: TestReader): Promise<{ certificate: string }> {
  const { body } = await reader.delete('/me', { password: reader.password }).expect(202);
  const certificate = (body.certificateUrl as string).replace('http://carrel.test/api/v1', '');
  await eventually(
    'the erasure',
    async () => (await anyone.get(certificate)).body.live.isComplete as boolean,
  );
  return { certificate };
}

describe('a receipt', () => {
  it('is a signed promise at once, and proves the entry within two seconds', async () => {
    const reader = await aReader(carrel);
    const key = await keyOf(reader.library);
    await reader.delete('/me/consents/newsletter').expect(200);
    const { id } = await latest(reader);

    const { body: promised } = await reader.get(pathOf(id)).expect(200);
    expect(promised).toMatchObject({ format: 'carrel-proof/1', type: 'receipt', record: { record_id: id } });
    expect(checked(promised as Proof, key).length).toBeLessThanOrEqual(1);

    const receipt = await receiptOf(reader, id);
    const [payload] = checked(receipt, key);
    expect(payload).toMatchObject({
      kind: 'consent',
      library: reader.library.id,
      fact: { id, decision: 'refused' },
    });
    expect(receipt.record.entries).toEqual([receipt.record.receipt_id]);
    const found = (await verified(receipt, key)).join('\n');
    expect(found).toContain(`Entry ${receipt.record.receipt_id} (consent) stands in the log`);
    expect((await verified(promised as Proof, key)).length).toBeGreaterThan(1);
    // One letter changed, and it is nobody's receipt any more.
    const forged = { ...receipt, record: { ...receipt.record, pii_principal_id: reader.library.id } };
    expect(() => checked(forged, key)).toThrow('the digest');
    await expect(verified(forged, key)).rejects.toThrow('another record');
  });

  it('can be promised before the log has its first entry', async () => {
    const ledger = carrel.app.get(Ledger);
    const slug = 'not-yet-open';
    let proof: Proof | undefined;
    const controller = {
      name: 'N',
      address: 'A',
      contact: 'c@example.org',
      dataProtectionOfficer: 'd@example.org',
    };
    await carrel.app
      .get(LibrariesService, { strict: false })
      .create({ slug, name: 'N', country: 'ES', languages: ['en'], controller }, async (db) => {
        proof = await ledger.document(db, 'evidence-pack', { files: [] }, [], new Date());
      });

    expect(proof && checked(proof, await keyOf({ slug }))).toEqual([]);
  });

  it.each([
    ['given', 'dpv:ConsentGiven', 'newsletter'],
    ['refused', 'dpv:ConsentRefused', 'newsletter'],
    ['withdrawn', 'dpv:ConsentWithdrawn', 'newsletter'],
    ['objected', 'carrel:Objected', 'service-messages'],
    ['objection-withdrawn', 'carrel:ObjectionWithdrawn', 'service-messages'],
    ['late', 'dpv:ConsentInvalidated', 'newsletter'],
  ])('is there for what was %s', async (decision, state, purpose) => {
    const reader = await aReader(carrel);
    const shown = await versionNow(reader.library, purpose);
    await decide(reader, decision, shown?.version ?? '');
    const entry = await latest(reader);
    expect(entry.decision).toBe(decision);

    const receipt = await receiptOf(reader, entry.id);
    expect(checked(receipt, await keyOf(reader.library))).toMatchObject([{ fact: { purpose, decision } }]);
    expect(receipt.record.events).toMatchObject([
      { event_state: state, entity_id: reader.id, actor: 'self', surface: 'opt-in-section' },
    ]);
    expect(receipt.record.pii_processing.privacy_notice).toMatchObject({ ...textOf(shown), language: 'en' });
    expect(receipt.record.pii_processing.purposes[0].lawful_basis).toBe(
      purpose === 'newsletter' ? 'eu-gdpr:A6-1-a' : 'eu-gdpr:A6-1-f',
    );
  });

  it('says what was shown then, not what is shown now, so that its version can be computed again', async () => {
    const reader = await aReader(carrel, { language: 'es', consents: ['newsletter'] });
    const shown = await versionNow(reader.library, 'newsletter', 'es');
    const { body: history } = await reader.get('/me/consents/history').expect(200);
    const given = (history.items as { id: string; decision: string }[]).find(
      (one) => one.decision === 'given',
    );
    await publish(reader.library, false);

    const { record } = await receiptOf(reader, given?.id ?? '');
    const { language, title, text, version } = record.pii_processing.privacy_notice;
    expect({ title, text, version }).toEqual(textOf(shown));
    expect(versionOf(language as string, title as string, text as string).toString('hex')).toBe(version);
    expect(record.event.fact.version).toBe(version);
    expect((await versionNow(reader.library, 'newsletter', 'es'))?.version).not.toBe(version);
  });

  it('is nobody else’s, and not of what was never decided', async () => {
    const ana = await aReader(carrel);
    const eva = await aReader(carrel, { library: ana.library });
    const elsewhere = await aReader(carrel);
    const { id } = await latest(ana);
    await eva.get(pathOf(id)).expect(404);
    await elsewhere.get(pathOf(id)).expect(404);
    await anyone.get(pathOf(id)).expect(401);
    await ana.get(pathOf(ana.id)).expect(404);
    await ana.get(pathOf('not-an-id')).expect(404);
    await ana.get(pathOf(id, '?format=docx')).expect(422);
  });

  it('is refused with a sentence for a decision from before the ledger', async () => {
    const reader = await aReader(carrel);
    const { id } = await latest(reader);
    await superuser.query('update consent_event set opening = null where id = $1', [id]);

    const { body } = await reader.get(pathOf(id)).expect(409);
    expect(body).toMatchObject({
      type: '/problems/before-ledger',
      detail: expect.stringContaining('before the library'),
    });
  });

  it('is a file to keep, a proof alone, a page and a PDF', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    const { id } = await latest(reader);
    const receipt = await receiptOf(reader, id);
    const asked = (format: string, query = '') =>
      reader.get(pathOf(id, `?format=${format}${query}`)).expect(200);
    const called = ({ headers }: Answer) => [headers.get('content-type'), headers.get('content-disposition')];

    expect(called(await asked('json'))).toEqual([
      'application/json',
      `attachment; filename="receipt-${id}.proof.json"`,
    ]);
    const alone = await asked('tlog-proof');
    expect(alone.text.split('\n').slice(0, 2)).toEqual(receipt.proofs[0]?.split('\n').slice(0, 2));
    expect(called(alone)[0]).toBe('text/plain; charset=utf-8');

    const page = await asked('html', '&language=es');
    expect(called(page)).toEqual(['text/html; charset=utf-8', `inline; filename="receipt-${id}.html"`]);
    expect(page.text).toContain('<html lang="es">');
    for (const words of [
      'Base jurídica',
      'Delegado de protección de datos',
      id,
      reader.id,
      `receipt-….proof.json`,
    ])
      expect(page.text).toContain(words);
    expect(page.text).not.toMatch(/<script|src=|href=/);

    const pdf = await asked('pdf');
    expect(called(pdf)).toEqual(['application/pdf', `attachment; filename="receipt-${id}.pdf"`]);
    expect(pdf.bytes.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
    expect(pdf.bytes.includes('/StructTreeRoot')).toBe(true);
  });

  it('says when the proof alone is not there yet', async () => {
    const reader = await aReader(carrel);
    await receiptOf(reader, (await latest(reader)).id);
    // As long as the log's row is held, no sequencer numbers anything.
    await superuser.query('begin');
    await superuser.query('select 1 from ledger_log where library_id = $1 for update', [reader.library.id]);
    await reader.delete('/me/consents/newsletter').expect(200);
    const { id } = await latest(reader);

    const { body: promised } = await reader.get(pathOf(id)).expect(200);
    expect(checked(promised as Proof, await keyOf(reader.library))).toEqual([]);
    expect(promised.record.entries).toHaveLength(1);
    const { body, headers } = await reader.get(pathOf(id, '?format=tlog-proof')).expect(409);
    expect(body).toMatchObject({ type: '/problems/not-yet-included' });
    expect(headers.get('retry-after')).toBe('2');
    expect((await reader.get(pathOf(id, '?format=html')).expect(200)).text).toContain('within two seconds');

    await superuser.query('rollback');
    await eventually(
      'a proof',
      async () => (await reader.get(pathOf(id, '?format=tlog-proof'))).status === 200,
    );
  });

  it('that was handed out before an erasure still holds after it, and the log reveals nothing', async () => {
    const reader = await aReader(carrel, { name: 'Wendelkuh Perdida', consents: ['newsletter'] });
    const { id } = await latest(reader);
    const receipt = await receiptOf(reader, id);
    await erased(reader);
    const key = await keyOf(reader.library);

    expect(checked(receipt, key)).toMatchObject([{ fact: { id, subjectId: reader.id } }]);
    await reader.get(pathOf(id)).expect(401);
    const { text } = await anyone.get(`/ledger/${reader.library.slug}/checkpoint`).expect(200);
    const log = await anyone
      .get(`/ledger/${reader.library.slug}/tile/entries/000.p/${text.split('\n')[1]}`)
      .expect(200);
    const hexadecimal = log.bytes.toString('hex');
    for (const planted of [reader.id, reader.email, 'Wendelkuh', id, 'refused', 'withdrawn'])
      expect(hexadecimal).not.toContain(Buffer.from(planted).toString('hex'));
    for (const one of [reader.id, id]) expect(hexadecimal).not.toContain(one.replaceAll('-', ''));
    // The payload is known to whoever holds the receipt; without its salt it is found nowhere in the log.
    const payload = Buffer.from(JSON.stringify(receipt.record.event));
    for (const guess of [payload, Buffer.concat([Buffer.of(0), payload])])
      expect(hexadecimal).not.toContain(hash('sha256', guess));
  });
});

describe('the certificate of an erasure', () => {
  it('is proven step by step, offline, without naming anybody, also after the epoch', async () => {
    const reader = await aReader(carrel, { name: 'Olvidadela Ruiz' });
    const { certificate } = await erased(reader);
    const { body: shown } = await anyone.get(certificate).expect(200);
    expect(shown.proof).toBe(`http://carrel.test/api/v1${certificate}/proof`);
    const steps = ['requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted', 'live_complete'];

    const proofNow = (count: number) =>
      eventually('all steps in the log', async () => {
        const { body } = await anyone.get(`${certificate}/proof`).expect(200);
        return (body as Proof).proofs.length === count && (body as Proof);
      });
    const proof = await proofNow(steps.length);
    const key = await keyOf(reader.library);
    expect(checked(proof, key)).toMatchObject(steps.map((state) => ({ kind: 'erasure', fact: { state } })));
    expect(proof).toMatchObject({ type: 'erasure-certificate', record: shown });
    expect((await verified(proof, key)).join('\n').match(/\(erasure\) stands in the log/g)).toHaveLength(5);
    expect(proof.record.events).toHaveLength(steps.length);
    const opened = proof.proofs.map((one) =>
      Buffer.from(/^extra (.+)$/m.exec(one)?.[1] ?? '', 'base64').toString(),
    );
    for (const planted of ['Olvidadela', reader.email, reader.id])
      expect(JSON.stringify(proof) + opened.join()).not.toContain(planted);

    const tick = carrel.app.get(EpochTick);
    await tick.run(new Date(), { atOnce: true });
    await tick.destroy(new Date(), true);
    expect(checked(proof, key)).toHaveLength(steps.length);
    expect(checked(await proofNow(proof.record.entries.length as number), key).length).toBeGreaterThanOrEqual(
      steps.length,
    );
  });

  it('has no proof where there is no certificate, or where it is older than the ledger', async () => {
    await anyone.get('/certificates/nothing/proof').expect(404);
    const reader = await aReader(carrel);
    const { certificate } = await erased(reader);
    await superuser.query(`delete from fact where library_id = $1`, [reader.library.id]);

    const { body } = await anyone.get(`${certificate}/proof`).expect(409);
    expect(body.type).toBe('/problems/before-ledger');
    await anyone.get(certificate).expect(200);
  });
});

describe('an evidence pack', () => {
  /** The files of a pack, which are exactly those of its signed list; each proof among them checked. */
  async function opened(bytes: Buffer, library: TestLibrary) {
    const files = await unzipped(bytes);
    const key = await keyOf(library);
    const list = JSON.parse(files.get('proof.json')?.toString() ?? '') as Proof;
    expect(list.type).toBe('evidence-pack');
    checked(list, key);
    const others = [...files].filter(([name]) => name !== 'proof.json');
    expect(list.record.files).toEqual(
      others.map(([name, content]) => ({ name, bytes: content.length, sha256: hash('sha256', content) })),
    );
    const receipts = others
      .filter(([name]) => name.endsWith('.proof.json'))
      .map(([, content]) => JSON.parse(content.toString()) as Proof);
    for (const receipt of receipts) expect(checked(receipt, key)).toHaveLength(1);
    const found = (await verified(bytes, key)).join('\n');
    expect(found).toContain(`exactly the ${others.length} files of its list`);
    expect(found.match(/A receipt of library/g)).toHaveLength(receipts.length);
    return { files, list, receipts };
  }
  const pack = (owner: Caller, reader: TestReader) =>
    owner.get(`/library/readers/${reader.id}/evidence-pack`);
  const looks = async (reader: TestReader) => {
    const { rows } = await superuser.query<{ actor_kind: string; actor_id: string }>(
      `select actor_kind, actor_id from access_entry where $1 = any(subject_ids) and entity = 'consent_event'
       and actor_kind <> 'reader'`,
      [reader.id],
    );
    return rows.map((row) => row.actor_kind);
  };

  it('holds every receipt and the whole log for the owner, before and after the reader is erased', async () => {
    const reader = await aReader(carrel, { name: 'Evidentia Gómez', consents: ['newsletter'] });
    const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library));
    await reader.delete('/me/consents/newsletter').expect(200);
    const { body: history } = await reader.get('/me/consents/history').expect(200);
    await receiptOf(reader, (await latest(reader)).id);

    const before = await opened((await pack(owner, reader).expect(200)).bytes, reader.library);
    const decided = before.receipts.map(({ record }) => record.record_id as string);
    expect(decided.sort()).toEqual((history.items as { id: string }[]).map(({ id }) => id).sort());
    expect(before.list.record.entries).toEqual(
      before.receipts.map(({ record }) => record.entries[0] as string),
    );
    const log = before.files.get(`${reader.library.slug}.log.jsonl`)?.toString() ?? '';
    expect(log).toContain('{"format":"carrel-log/1"');
    // The export reaches as far as the proofs, so that both can be held against each other.
    const checkpoint = before.receipts[0]?.proofs[0]?.split('\n\n').slice(1).join('\n\n');
    expect(log).toContain(JSON.stringify({ checkpoint }));
    expect(await looks(reader)).toContain('staff');

    await erased(reader);
    const { bytes, headers } = await pack(owner, reader).expect(200);
    const after = await opened(bytes, reader.library);
    expect(after.receipts.map(({ record }) => record.record_id as string).sort()).toEqual(decided);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="evidence-${reader.id}.zip"`);
    const everything = [...after.files.values()].join();
    for (const planted of ['Evidentia', reader.email]) expect(everything).not.toContain(planted);
  });

  it('is the owner’s alone, of readers of the library, and gone with the key of the evidence', async () => {
    const reader = await aReader(carrel);
    const { library } = reader;
    const owner = await asStaff(carrel, await aStaffMember(carrel, library));
    const librarian = await asStaff(carrel, await aStaffMember(carrel, library, 'librarian'));
    const other = await asStaff(carrel, await aStaffMember(carrel, await aLibrary(carrel)));
    await pack(librarian, reader).expect(403);
    await pack(library.api, reader).expect(401);
    await pack(reader, reader).expect(401);
    await pack(other, reader).expect(404);
    await pack(owner, reader).expect(200);

    await superuser.query(`delete from sealing_key where holder_id = $1 and purpose = 'evidence'`, [
      reader.id,
    ]);
    const { body } = await pack(owner, reader).expect(410);
    expect(body.type).toBe('/problems/evidence-gone');
  });

  it('keeps decisions from before the ledger apart from what the log proves', async () => {
    const reader = await aReader(carrel);
    const owner = await asStaff(carrel, await aStaffMember(carrel, reader.library));
    const { id } = await latest(reader);
    await receiptOf(reader, id);
    await superuser.query('update consent_event set opening = null where id = $1', [id]);

    const { files, receipts } = await opened((await pack(owner, reader).expect(200)).bytes, reader.library);
    expect(receipts.map(({ record }) => record.record_id as string)).not.toContain(id);
    expect(JSON.parse(files.get('before-the-ledger.json')?.toString() ?? '')).toEqual([{ id }]);
  });

  it('is written by the command line, once', async () => {
    const reader = await aReader(carrel, { consents: ['newsletter'] });
    await receiptOf(reader, (await latest(reader)).id);
    const out = join(mkdtempSync(join(tmpdir(), 'carrel-pack-')), 'pack.zip');
    const args = [
      'ledger',
      'evidence-pack',
      '--library',
      reader.library.slug,
      '--reader',
      reader.id,
      '--out',
      out,
    ];
    const command = carrelCommand(carrel, args);
    expect([await command.ended, command.output]).toEqual([0, expect.stringContaining('is written')]);

    const { receipts } = await opened(readFileSync(out), reader.library);
    expect(receipts.length).toBeGreaterThan(3);
    expect(await looks(reader)).toContain('job');
    const verifying = carrelCommand(carrel, [
      'ledger',
      'verify',
      out,
      '--key',
      (await keyOf(reader.library)).trim(),
    ]);
    expect([await verifying.ended, verifying.output]).toEqual([0, expect.stringContaining('verified.')]);
    expect(await carrelCommand(carrel, args).ended).toBe(2);
    const unknown = carrelCommand(carrel, [...args.slice(0, 5), reader.library.id, '--out', `${out}.2`]);
    expect(await unknown.ended).toBe(1);
  }, 120_000);
});

async function decide(reader: TestReader, decision: string, version: string) {
  const give = () => reader.put('/me/consents/newsletter', { version });
  switch (decision) {
    case 'given':
      return give().expect(200);
    case 'refused':
      return reader.delete('/me/consents/newsletter').expect(200);
    case 'withdrawn':
      await give().expect(200);
      return reader.delete('/me/consents/newsletter').expect(200);
    case 'objected':
      return reader.put('/me/objections/service-messages').expect(200);
    case 'objection-withdrawn':
      await reader.put('/me/objections/service-messages').expect(200);
      return reader.delete('/me/objections/service-messages').expect(200);
    default:
      await publish(reader.library, true);
      return give().expect(409);
  }
}

/** Publishes other words for the newsletter. */
async function publish(library: TestLibrary, material: boolean) {
  const owner = await asStaff(carrel, await aStaffMember(carrel, library));
  const texts = ['en', 'es'].map((language) => ({ language, title: 'News', text: `News in ${language}.` }));
  await owner.post('/library/purposes/newsletter/versions', { texts, material }).expect(201);
}

function textOf(shown: { title: string; text: string; version: string } | undefined) {
  return { title: shown?.title, text: shown?.text, version: shown?.version };
}
