import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { primitives } from '../../test/support/ledger-primitives.js';
import { WrittenLog, type Opened, type ProofDocument } from '../../test/support/ledger-writer.js';
import { checkPack } from './evidence-pack.js';
import { KnownKeys } from './keys.js';
import { checkProof } from './proof-document.js';
import { sentence } from './words/sentences.js';

const trust = (...keys: string[]) => ({ primitives, keys: new KnownKeys(primitives, keys) });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

type Content = Record<string, unknown> | null;

/** A log that states the hash of each content, and a record of it that its own key signs, whatever it shows. */
function aRecord(stated: Content[], shown = stated) {
  const log = new WrittenLog();
  const opened = stated.map((content) => {
    const contentHash = content && sha256(JSON.stringify(content));
    return log.closed({ kind: 'incident-entry', fact: { contentHash } });
  });
  log.publish();
  return { log, document: signed(log, opened, shown) };
}

function signed(log: WrittenLog, opened: Opened[], shown: Content[]): ProofDocument {
  const items = opened.map(({ payload }, i) => ({ event: payload, content: shown[i] ?? null }));
  const record = { entries: opened.map(({ id }) => id), items };
  const proofs = opened.map((one) => log.proofOf(one));
  return { format: 'carrel-proof/1', type: 'incident-record', record, promise: log.promise(record), proofs };
}

const found = ({ log, document }: ReturnType<typeof aRecord>) =>
  checkProof(trust(log.key), JSON.stringify(document, null, 2)).facts.map((one) => sentence(one, 'en'));

const NOTE = { text: 'Found at noon.', nested: { b: [1, 'two', null], a: true }, salt: 'x7' };

describe('a part of an incident’s record', () => {
  it('holds where each content is the one whose hash the log holds, in the order of its own fields', () => {
    const said = found(aRecord([NOTE, null])).join('\n');
    expect(said).toContain('A part of the record of an incident');
    expect(said.match(/stands in the log/g)).toHaveLength(2);
    expect(said).not.toContain('closed');
  });

  it('says how many contents are stated and not shown', () => {
    expect(found(aRecord([NOTE, NOTE, null], [null, NOTE, null]))).toContain(
      '1 contents are closed: the log states their SHA-256, and the file does not show them.',
    );
  });

  it.each<[string, Content[], Content[]]>([
    ['another word', [NOTE], [{ ...NOTE, text: 'Found at one.' }]],
    ['another order', [NOTE], [{ salt: 'x7', nested: NOTE.nested, text: NOTE.text }]],
    ['a content where the log states none', [null], [NOTE]],
  ])('does not hold with %s, though the log’s own key signed it', (_, stated, shown) => {
    expect(() => found(aRecord(stated, shown))).toThrow(
      'field “items/0/content”: it is not the content whose SHA-256 the log holds.',
    );
  });

  it('does not hold with another event than the entry’s', () => {
    const { log, document } = aRecord([NOTE, null]);
    const [first, second] = document.record.items as { event: unknown; content: unknown }[];
    const record = { ...document.record, items: [{ ...first, event: second?.event, content: null }, second] };
    const forged = { ...document, record, promise: log.promise(record) };
    expect(() => found({ log, document: forged })).toThrow('is not what the record says');
  });
});

describe('a pack over several logs', () => {
  /** A pack of one log that holds a part of another's, and names keys. */
  function aPack(...keys: string[]) {
    const own = new WrittenLog();
    own.closed();
    own.publish();
    const part = Buffer.from('{}');
    const list = own.evidence([], new Map([['plan.json', part]]));
    const record = { ...list.record, keys };
    const whole = { ...list, record, promise: own.promise(record) };
    return { own, bytes: zipSync({ 'proof.json': strToU8(JSON.stringify(whole)), 'plan.json': part }) };
  }

  it('is checked with one key: the signed list vouches for the others, and says so', () => {
    const other = new WrittenLog();
    const { own, bytes } = aPack(other.key);
    const { facts, keys } = checkPack(trust(own.key), bytes);
    expect(facts.map((one) => sentence(one, 'en')).join()).toContain(
      'The keys of 1 other logs are vouched for',
    );
    expect(keys.get(other.origin)).toBeDefined();
    expect(() => checkPack(trust(other.key), bytes)).toThrow('whose key is not among those given');
  });

  it('is refused where its list names another key than the one known', () => {
    const other = new WrittenLog();
    const impostor = new WrittenLog(other.library);
    const { own, bytes } = aPack(impostor.key);
    expect(() => checkPack(trust(own.key, other.key), bytes)).toThrow('names another key than the one given');
  });
});
