import { hash, randomBytes } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { nodePrimitives } from '../src/verifying/node-primitives.js';
import { KnownKeys } from '../src/verifier/keys.js';
import { verify } from '../src/verifier/verify.js';
import { writeLedgerExport } from './ledger-export.js';

const ENTRIES = 1_000_000;
const READ = 1024 ** 2;
const LEAF = 50;
const NODE = 65;

/** Seconds for the verification of a log of a million closed entries from its file, and for its bare hashes. */
export async function ledgerVerified(
  file: string,
  rounds: number,
): Promise<{ ours: number[]; bare: number[] }> {
  await writeLedgerExport(file, ENTRIES);
  const seconds: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  const inputs = randomBytes(ENTRIES * (LEAF + NODE));
  bareHashes(inputs);
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    bareHashes(inputs);
    seconds.bare.push((performance.now() - started) / 1_000);
    const begun = performance.now();
    await verifyExport(file);
    seconds.ours.push((performance.now() - begun) / 1_000);
  }
  rmSync(file);
  return seconds;
}

async function verifyExport(file: string) {
  const keys = new KnownKeys(nodePrimitives, []);
  const stream = createReadStream(file, { highWaterMark: READ });
  await verify({ primitives: nodePrimitives, keys }, stream);
}

/** As many hashes of a leaf's 50 bytes and a node's 65 as the log has entries, each of other bytes, as in the log. */
function bareHashes(inputs: Uint8Array) {
  for (let i = 0; i < ENTRIES; i += 1) {
    const start = i * (LEAF + NODE);
    hash('sha256', inputs.subarray(start, start + LEAF));
    hash('sha256', inputs.subarray(start + LEAF, start + LEAF + NODE));
  }
}
