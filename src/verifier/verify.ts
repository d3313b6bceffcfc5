import { isArchive } from './archive.js';
import { joined, textOf } from './bytes.js';
import { checkPack } from './evidence-pack.js';
import type { KnownKeys } from './keys.js';
import { checkLog } from './log-export.js';
import type { Primitives } from './primitives.js';
import { checkProof } from './proof-document.js';
import { Refusal, within } from './refusal.js';
import type { Fact } from './saying.js';

type Bytes = AsyncIterable<Uint8Array>;

/** What is needed besides the file. */
export interface Given {
  primitives: Primitives;
  keys: KnownKeys;
  /** The export of the library `platform`. */
  anchor?: (() => Bytes) | undefined;
}

const LONGEST_PROOF = 64 * 1024 ** 2;
const LONGEST_ARCHIVE = 1024 ** 3;
/** The first line of a log is shorter. */
const ENOUGH = 4_096;
const BEGINNING_OF_LOG = /^\s*\{"format":"carrel-log\//;

/**
 * Checks a file, whose kind its content tells: a proof document, an export of a log, or an evidence pack.
 * @throws {Refusal} that names the first thing in it that does not hold; nothing else.
 */
export async function verify(given: Given, file: Bytes): Promise<Fact[]> {
  const pieces = file[Symbol.asyncIterator]();
  const start = await beginning(pieces);
  const all = rejoined(start, pieces);
  if (isArchive(start)) return pack(given, await whole(all, LONGEST_ARCHIVE));
  if (BEGINNING_OF_LOG.test(new TextDecoder().decode(start.subarray(0, ENOUGH))))
    return checkLog({ ...given, anchor: given.anchor?.() }, all);
  const text = textOf(await whole(all, LONGEST_PROOF));
  if (!/^\s*\{/.test(text)) throw new Refusal('unknownFile');
  return checkProof(given, text).facts;
}

async function pack(given: Given, archive: Uint8Array): Promise<Fact[]> {
  const { facts, files, keys } = checkPack(given, archive);
  const inside = { ...given, keys };
  const found = [...facts];
  for (const [name, bytes] of files) {
    if (name.endsWith('.proof.json'))
      found.push(...within({ file: name }, () => checkProof(inside, textOf(bytes)).facts));
    if (name.endsWith('.log.jsonl')) found.push(...(await packedLog(inside, name, bytes)));
  }
  return found;
}

async function packedLog(given: Given, name: string, bytes: Uint8Array): Promise<Fact[]> {
  try {
    return await checkLog({ ...given, anchor: given.anchor?.() }, once(bytes));
  } catch (error) {
    throw error instanceof Refusal ? error.inside({ file: name }) : error;
  }
}

async function beginning(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let start: Uint8Array = new Uint8Array();
  while (start.length < ENOUGH) {
    const next = await pieces.next();
    if (next.done) break;
    start = joined(start, next.value);
  }
  return start;
}

async function* rejoined(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length) yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function whole(file: Bytes, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file) {
    pieces.push(piece);
    length += piece.length;
    if (length > most) throw new Refusal('fileTooLarge', { most });
  }
  return joined(...pieces);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
