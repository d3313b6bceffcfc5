import type { Command } from 'commander';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { KnownKeys } from '../verifier/keys.js';
import { Refusal } from '../verifier/refusal.js';
import { verify } from '../verifier/verify.js';
import { sentence } from '../verifier/words/sentences.js';
import { nodePrimitives } from '../verifying/node-primitives.js';
import { Progress } from './progress.js';
import { say } from './say.js';
import { WrongUsage } from './wrong-usage.js';

const READ_BYTES = 1024 ** 2;

interface Options {
  key: string[];
  anchor?: string;
}

/** Something that was to be verified does not hold; the message says what, a line for each file. */
export class NotVerified extends Error {
  override name = 'NotVerified';
}

/** `carrel ledger verify`: needs files and keys only, neither a database nor a server. */
export function ledgerVerifyCommand(ledger: Command) {
  ledger
    .command('verify <file...>')
    .description(
      'check receipts and certificates (.proof.json), packs of evidence (.zip) and exports of logs (.log.jsonl), offline. ' +
        'Prints what holds and exits 0, or names the first thing that does not and exits 1.',
    )
    .option(
      '--key <key>',
      'the public key of the log, or a file with keys, one a line; may be said again for each generation. Without it an ' +
        'export is held against the key that it names itself, which proves nothing about who made it',
      (key: string, before: string[]) => [...before, ...keysIn(key)],
      [],
    )
    .option('--anchor <file>', 'the export of the library “platform”: finds a log whose tail was cut off')
    .action(verifyFiles);
}

async function verifyFiles(files: string[], { key, anchor }: Options) {
  const keys = knownKeys(key);
  const refused: string[] = [];
  [...files, ...(anchor ? [anchor] : [])].forEach(sizeOf);
  for (const file of files) {
    try {
      const facts = await verified(file, keys, anchor);
      say([`${file}: verified.`, ...facts.map((one) => `  ${sentence(one, 'en')}`)].join('\n'));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.refused === 'keyNeeded') throw new WrongUsage(`${file}: ${error.message} (--key)`);
      refused.push(`${file}: NOT verified. ${error.message}`);
    }
  }
  if (refused.length) throw new NotVerified(refused.join('\n'));
}

async function verified(file: string, keys: KnownKeys, anchor: string | undefined) {
  const bar = new Progress('Verifying', sizeOf(file) + (anchor ? sizeOf(anchor) : 0));
  let read = 0;
  const stream = (path: string) => bytesOf(path, (bytes) => bar.at((read += bytes)));
  try {
    const given = { primitives: nodePrimitives, keys, anchor: anchor ? () => stream(anchor) : undefined };
    return await verify(given, stream(file));
  } finally {
    bar.end();
  }
}

/** A key as it is, or the keys in a file. */
function keysIn(text: string): string[] {
  if (!statSync(text, { throwIfNoEntry: false })?.isFile()) return [text];
  return readFileSync(text, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function knownKeys(texts: string[]): KnownKeys {
  try {
    return new KnownKeys(nodePrimitives, texts);
  } catch (error) {
    throw error instanceof Refusal ? new WrongUsage(`--key: ${error.message}`) : error;
  }
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new WrongUsage(`There is no file ${path}.`);
  return found.size;
}

async function* bytesOf(path: string, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: READ_BYTES });
  for await (const piece of pieces) {
    count(piece.length);
    yield piece;
  }
}
