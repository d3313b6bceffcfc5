import { filesIn } from './archive.js';
import { hexOf, textOf } from './bytes.js';
import { exactly, listAt, numberAt, objectIn, textAt, textsAt } from './fields.js';
import type { JsonObject } from './json.js';
import type { KnownKeys } from './keys.js';
import { sha256 } from './primitives.js';
import { checkProof, type Trust } from './proof-document.js';
import { Refusal, within } from './refusal.js';
import { fact, type Fact } from './saying.js';
import { verifierKey } from './verifier-key.js';

export const PACK_LIST = 'proof.json';

/** A pack whose list holds, and its files, each of which is the one on the list. */
export interface CheckedPack {
  facts: Fact[];
  files: Map<string, Uint8Array>;
  /** Those known, and those of other logs that the signed list vouches for. */
  keys: KnownKeys;
}

/**
 * Checks the list of an evidence pack, and that its files are exactly those on the list.
 * @throws {Refusal} that names the first file that is missing, changed, or too many.
 */
export function checkPack(trust: Trust, archive: Uint8Array): CheckedPack {
  const files = filesIn(archive);
  const list = files.get(PACK_LIST);
  if (!list) throw new Refusal('packWithoutList', { name: PACK_LIST });
  const { record, facts } = within({ file: PACK_LIST }, () => {
    const proof = checkProof(trust, textOf(list));
    if (proof.type !== 'evidence-pack')
      throw new Refusal('otherType', { known: 'evidence-pack' }, { field: 'type' });
    return proof;
  });
  files.delete(PACK_LIST);
  const listed = within({ file: PACK_LIST }, () => checkFiles(trust, record, files));
  const unlisted = [...files.keys()].find((name) => !listed.has(name));
  if (unlisted !== undefined) throw new Refusal('fileUnlisted', {}, { file: unlisted });
  const { keys, told } = within({ file: PACK_LIST }, () => vouched(trust, record));
  return { facts: [...facts, fact('packFiles', { count: files.size }), ...told], files, keys };
}

/** Keys of the other logs that parts of the pack stand in: who signed the list answers for them. */
function vouched({ primitives, keys }: Trust, record: JsonObject): { keys: KnownKeys; told: Fact[] } {
  if (!record.has('keys')) return { keys, told: [] };
  const named = textsAt(record, 'keys');
  const all = keys.and(primitives, named);
  const unknown = named.filter((text) => !keys.get(verifierKey(primitives, text).name));
  return { keys: all, told: unknown.length ? [fact('keysVouched', { count: unknown.length })] : [] };
}

function checkFiles(
  { primitives }: Trust,
  record: JsonObject,
  files: ReadonlyMap<string, Uint8Array>,
): Set<string> {
  const listed = new Set<string>();
  listAt(record, 'files').forEach((value, i) => {
    const entry = within({ field: `files/${i}` }, () =>
      exactly(objectIn(value), ['name', 'bytes', 'sha256']),
    );
    const name = textAt(entry, 'name');
    if (listed.has(name)) throw new Refusal('twice', {}, { file: name });
    listed.add(name);
    const file = files.get(name);
    const size = numberAt(entry, 'bytes');
    if (!file) throw new Refusal('fileMissing', {}, { file: name });
    if (file.length !== size)
      throw new Refusal('fileSize', { found: file.length, expected: size }, { file: name });
    if (hexOf(sha256(primitives, file)) !== textAt(entry, 'sha256'))
      throw new Refusal('fileChanged', {}, { file: name });
  });
  return listed;
}
