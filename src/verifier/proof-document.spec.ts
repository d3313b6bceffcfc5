import { strToU8, zipSync } from 'fflate';
import { primitives } from '../../test/support/ledger-primitives.js';
import { aLog, exportOf, WrittenLog, type ProofDocument } from '../../test/support/ledger-writer.js';
import { checkPack } from './evidence-pack.js';
import { KnownKeys } from './keys.js';
import { checkProof } from './proof-document.js';
import { Refusal } from './refusal.js';
import { verify } from './verify.js';
import { sentence } from './words/sentences.js';

const trust = (...keys: string[]) => ({ primitives, keys: new KnownKeys(primitives, keys) });

function outcome(check: () => string): string {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal) return `REFUSED ${error.message}`;
    throw error;
  }
}

const result = (document: ProofDocument | string, ...keys: string[]) =>
  outcome(() => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    return checkProof(trust(...keys), text)
      .facts.map((one) => sentence(one, 'en'))
      .join('\n');
  });

/** A receipt in a log of nine entries. */
function aReceipt() {
  const { log, opened } = aLog(9);
  const mine = opened[4] ?? opened[0];
  if (!mine) throw new Error('the log is empty');
  return { log, mine, opened, receipt: log.receipt(mine) };
}

describe('a receipt', () => {
  it('holds, and says what was promised and where the entry stands', () => {
    const { log, mine, receipt } = aReceipt();
    const found = result(receipt, log.key);

    expect(found).toContain(`A receipt of library ${log.library}.`);
    expect(found).toContain(`The log ${log.origin} signed on 2026-11-25T12:00:00.000Z`);
    expect(found).toContain(
      `Entry ${mine.id} (consent) stands in the log ${log.origin} at index 4, under a signed checkpoint over 9 entries.`,
    );
    expect(result(JSON.stringify(receipt, null, 2), log.key)).toBe(found);
  });

  it('is a promise only, as long as the log does not include its entry', () => {
    const { log, mine } = aReceipt();
    const found = result(log.receipt(mine, []), log.key);
    expect(found).toContain('1 of 1 entries are promised only');
    expect(found).not.toContain('stands in the log');
  });

  it('is not checked without its log’s key, or with the key of another', () => {
    const { log, receipt } = aReceipt();
    expect(result(receipt)).toMatch(/REFUSED The promise: a proof is checked with the public key of its log/);
    expect(result(receipt, aLog(1).log.key)).toMatch(/whose key is not among those given/);
    const forger = aLog(1, { library: log.library }).log;
    expect(result(receipt, forger.key)).toMatch(/REFUSED The promise: the key of .* has not signed it/);
  });

  it('is refused when its record was edited, with the promise untouched', () => {
    const { log, receipt } = aReceipt();
    const edited = { ...receipt, record: { ...receipt.record, language: 'es' } };
    expect(result(edited, log.key)).toBe('REFUSED The promise: it was signed for another record.');
  });

  it('is refused when its promise is that of another record, or none at all', () => {
    const { log, mine, opened, receipt } = aReceipt();
    const other = opened[5] ?? mine;
    expect(result({ ...receipt, promise: log.receipt(other).promise }, log.key)).toContain(
      'for another record',
    );
    expect(result({ ...receipt, promise: log.noteAt() }, log.key)).toContain('The promise: it is no promise');
    for (const instant of ['2026-11-25T12:00:00+01:00', '2026-02-30T12:00:00Z', 'today'])
      expect(result({ ...receipt, promise: log.promise(receipt.record, instant) }, log.key)).toContain(
        'no instant',
      );
  });

  it('is refused when its payload was edited, even where record and promise agree with it', () => {
    const { log, mine } = aReceipt();
    const text = mine.extra.toString('latin1').replace('"decision":4', '"decision":5');
    const edited = { ...mine, extra: Buffer.from(text, 'latin1'), payload: { ...mine.payload, decision: 5 } };
    expect(result(log.receipt(edited), log.key)).toMatch(
      /REFUSED Proof 1: the proof for index 4 does not lead to the root/,
    );
  });

  it('is refused when its record says something else than the log holds', () => {
    const { log, mine } = aReceipt();
    const promising = { ...mine, payload: { ...mine.payload, decision: 99 } };
    expect(result(log.receipt(promising, [log.proofOf(mine)]), log.key)).toBe(
      `REFUSED Proof 1: what the log holds as entry ${mine.id} is not what the record says.`,
    );
  });

  it('is refused with the proof of another entry, another log, or a checkpoint of another origin', () => {
    const { log, mine, opened, receipt } = aReceipt();
    const other = opened[5] ?? mine;
    expect(result({ ...receipt, proofs: [log.proofOf(other)] }, log.key)).toContain(
      `Proof 1: it is for entry ${other.id}`,
    );
    const { log: another, opened: theirs } = aLog(9);
    const foreign = another.proofOf(theirs[4] ?? mine);
    expect(result({ ...receipt, proofs: [foreign] }, log.key, another.key)).toContain(
      'Proof 1: it belongs to the log',
    );
    const proof = receipt.proofs[0] ?? '';
    const grafted = proof.slice(0, proof.indexOf('\n\n') + 2) + another.noteAt();
    expect(result({ ...receipt, proofs: [grafted] }, log.key, another.key)).toContain(
      'Proof 1: it belongs to the log',
    );
    const twin = aLog(9, { library: log.library }).log;
    const forged = proof.slice(0, proof.indexOf('\n\n') + 2) + twin.noteAt();
    expect(result({ ...receipt, proofs: [forged] }, log.key)).toContain(
      'Proof 1, its checkpoint: the key of',
    );
  });

  it('is refused when its payload is of another library than its log', () => {
    const { log } = aReceipt();
    const strange = log.closed({ kind: 'consent', library: aLog(1).log.library });
    expect(result(log.receipt(strange), log.key)).toMatch(
      /Proof 1, the payload, field “library”: it is of library/,
    );
  });

  it('may be promised by the generation after the one that includes its entry', () => {
    const { log, mine } = aReceipt();
    const next = new WrittenLog(log.library, 2);
    const receipt = next.receipt(mine, [log.proofOf(mine)]);
    expect(result(receipt, log.key, next.key)).toContain(`stands in the log ${log.origin}`);
    expect(result(receipt, next.key)).toMatch(
      /Proof 1: it is of the log .*, whose key is not among those given/,
    );
  });

  it('is refused with anything that does not belong, twice, or in another form', () => {
    const { log, receipt } = aReceipt();
    const text = JSON.stringify(receipt);
    expect(result(`${text} x`, log.key)).toContain('It is no JSON');
    expect(result(text.replace('{', '{"note":"",'), log.key)).toContain(
      'Field “note”: it does not belong here',
    );
    expect(result(text.replace('{', '{"type":"receipt",'), log.key)).toContain(
      'Field “type”: it stands here twice',
    );
    expect(result(text.replace('receipt', 'invoice'), log.key)).toContain(
      'Field “type”: it is none of these',
    );
    expect(result(text.replace('proof/1', 'proof/2'), log.key)).toContain('Field “format”');
    const { promise: _, ...without } = receipt;
    expect(result(JSON.stringify(without), log.key)).toContain('Field “promise”: it is missing');
    const proof = receipt.proofs[0] ?? '';
    const withProof = (changed: string) => result({ ...receipt, proofs: [changed] }, log.key);
    expect(withProof(`${proof}\n`)).toContain('no signed note');
    expect(withProof(proof.replace('index 4', 'index 04'))).toContain(
      'its index line: it is no whole number',
    );
    expect(withProof(proof.replace('index 4', 'index 9'))).toContain('the index 9 is beyond the 9 entries');
    expect(withProof(proof.replace('extra ', 'extra  '))).toContain('its extra line: it is not base64');
    expect(result({ ...receipt, proofs: [proof, proof] }, log.key)).toContain(
      'Field “proofs”: there are 2 of them',
    );
  });

  it('is refused at every length but its own', () => {
    const { log, receipt } = aReceipt();
    const text = JSON.stringify(receipt);
    for (let length = 0; length < text.length; length += 1)
      expect(result(text.slice(0, length), log.key)).toContain('REFUSED');
    for (const part of [receipt.promise, receipt.proofs[0] ?? ''])
      for (let length = 0; length < part.length; length += 1) {
        const cut = part.slice(0, length);
        const document =
          part === receipt.promise ? { ...receipt, promise: cut } : { ...receipt, proofs: [cut] };
        expect(result(document, log.key)).toContain('REFUSED');
      }
  });

  it('is refused when any bit of it is flipped', () => {
    const { log, receipt } = aReceipt();
    const bytes = Buffer.from(JSON.stringify(receipt));
    const keys = new KnownKeys(primitives, [log.key]);
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const spoilt = Buffer.from(bytes);
      spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      // What is no UTF-8 any more is shown to be refused where bytes are read.
      if (!spoilt.equals(Buffer.from(spoilt.toString()))) refused += 1;
      else
        expect(outcome(() => checkProof({ primitives, keys }, spoilt.toString()).type)).toMatch(/^REFUSED /);
    }
    expect(refused).toBeLessThan(bytes.length * 2);
  }, 120_000);
});

describe('an erasure certificate', () => {
  function aCertificate() {
    const log = new WrittenLog();
    const steps = ['requested', 'keys-destroyed', 'live-complete'].map((step) => {
      log.closed();
      return log.closed({ kind: 'erasure', step });
    });
    return { log, steps, certificate: log.certificate(steps) };
  }

  it('holds, step by step', () => {
    const { log, certificate } = aCertificate();
    const found = result(certificate, log.key);
    expect(found).toContain('A certificate of an erasure');
    expect(found.match(/\(erasure\) stands in the log/g)).toHaveLength(3);
  });

  it('shows which steps are in the log, and how many are promised only', () => {
    const { log, steps } = aCertificate();
    const proofs = steps.slice(0, 2).map((step) => log.proofOf(step));
    expect(result(log.certificate(steps, proofs), log.key)).toContain('1 of 3 entries are promised only');
  });

  it('is refused with a step missing, doubled, changed or out of order', () => {
    const { log, steps, certificate } = aCertificate();
    const [first, second] = steps;
    if (!first || !second) throw new Error('no steps');
    const proofs = [second, first].map((step) => log.proofOf(step));
    expect(result({ ...certificate, proofs }, log.key)).toMatch(
      /Proof 2: it is for entry .*, which does not come next/,
    );
    expect(result({ ...certificate, proofs: [proofs[0] ?? '', proofs[0] ?? ''] }, log.key)).toContain(
      'does not come next',
    );
    expect(result(log.certificate([first, first]), log.key)).toContain('its id is that of another entry');
    expect(result(log.certificate([]), log.key)).toContain('there are 0 of them');
    const changed = [first, { ...second, payload: { ...second.payload, step: 'cancelled' } }];
    expect(result(log.certificate(changed), log.key)).toContain(
      `Proof 2: what the log holds as entry ${second.id}`,
    );
    const record = { entries: steps.map(({ id }) => id), events: [first.payload] };
    const short = { ...certificate, record, promise: log.promise(record) };
    expect(result(short, log.key)).toContain('field “events”: there are 1 of them');
  });
});

describe('an evidence pack', () => {
  function aPack(spoil: (files: Record<string, Uint8Array>) => void = () => undefined) {
    const { log, opened, mine, receipt } = aReceipt();
    const contents = new Map([
      ['consent.csv', Buffer.from('who,when\n')],
      ['receipt.proof.json', Buffer.from(JSON.stringify(receipt))],
      ['harbour.log.jsonl', Buffer.from(exportOf(log))],
    ]);
    const files: Record<string, Uint8Array> = {
      'proof.json': strToU8(JSON.stringify(log.evidence([mine, ...opened.slice(6)], contents))),
      ...Object.fromEntries(contents),
    };
    spoil(files);
    return { log, files, zip: zipSync(files, { level: 0 }) };
  }
  const checked = (zip: Uint8Array, ...keys: string[]) =>
    outcome(() =>
      checkPack(trust(...keys), zip)
        .facts.map((one) => sentence(one, 'en'))
        .join('\n'),
    );

  it('holds with every file on its list, and with the proofs and logs among them', async () => {
    const { log, zip } = aPack();
    expect(checked(zip, log.key)).toContain('The pack holds exactly the 3 files of its list');
    async function* stream() {
      yield await Promise.resolve(zip);
    }
    const found = (await verify(trust(log.key), stream())).map((one) => sentence(one, 'en')).join('\n');
    expect(found).toContain('A receipt of library');
    expect(found).toContain('9 entries and 1 tiles agree');
  });

  it.each<[string, (files: Record<string, Uint8Array>) => void, string]>([
    [
      'changed',
      (files) => (files['consent.csv'] = strToU8('who,what\n')),
      'consent.csv: its content is not that',
    ],
    [
      'longer',
      (files) => (files['consent.csv'] = strToU8('who,when\n\n')),
      'consent.csv: it has 10 bytes; the list says 9',
    ],
    ['missing', (files) => delete files['consent.csv'], 'consent.csv: the list names it'],
    ['too many', (files) => (files['more.csv'] = strToU8('')), 'more.csv: the archive has it'],
    ['its own list', (files) => delete files['proof.json'], 'The archive has no proof.json'],
  ])('is refused with a file that is %s', (_, spoil, words) => {
    const { log, zip } = aPack(spoil);
    expect(checked(zip, log.key)).toContain(words);
  });

  it('names the proof inside that does not hold', async () => {
    const { mine, log } = aReceipt();
    const forged = { ...log.receipt(mine), promise: log.promise({}) };
    const contents = new Map([['receipt.proof.json', Buffer.from(JSON.stringify(forged))]]);
    const list = strToU8(JSON.stringify(log.evidence([mine], contents)));
    const zip = zipSync({ 'proof.json': list, ...Object.fromEntries(contents) });
    async function* stream() {
      yield await Promise.resolve(zip);
    }
    await expect(verify(trust(log.key), stream())).rejects.toThrow(
      'receipt.proof.json, the promise: it was signed',
    );
  });

  it('is refused when cut, continued or spoilt anywhere that bears meaning', () => {
    const { log, zip } = aPack();
    for (let length = 0; length < zip.length; length += 97)
      expect(checked(zip.slice(0, length), log.key)).toContain('REFUSED');
    expect(checked(Buffer.concat([zip, Buffer.of(0)]), log.key)).toContain(
      'does not end where its last part says',
    );
    const twice = Buffer.from(zip);
    const name = Buffer.from('consent.csv');
    for (let at = twice.indexOf(name); at >= 0; at = twice.indexOf(name, at + 1))
      if (twice.subarray(at - 46, at - 42).toString('latin1') === 'PK\x01\x02')
        twice.write('proof.jsonx', at);
    expect(checked(twice, log.key)).toContain('REFUSED');
  });

  it('is no receipt in a pack’s clothes', () => {
    const { log, receipt } = aReceipt();
    expect(checked(zipSync({ 'proof.json': strToU8(JSON.stringify(receipt)) }), log.key)).toContain(
      'none of these: evidence-pack',
    );
  });
});
