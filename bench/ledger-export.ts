import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const WIDTH = 256;
const EVERY = 1_000;
const LIBRARY = '00000000-0000-4000-8000-000000000001';
const ORIGIN = `bench.example/${LIBRARY}/1`;

/** Writes the export of a log of closed entries with a checkpoint for each thousand, as docs/ledger.md describes it. */
export async function writeLedgerExport(file: string, size: number): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const entries = Array.from({ length: size }, closedEntry);
  const leaves = entries.map((entry) => sha256(Buffer.of(0), entry));
  const signer = signerOf(publicKey, privateKey);
  const out = createWriteStream(file);
  const line = (value: object) => out.write(`${JSON.stringify(value)}\n`);
  line({ format: 'carrel-log/1', library: LIBRARY, origin: ORIGIN, generation: 1, key: signer.key });
  for (const checkpoint of checkpoints(leaves, signer.note)) line({ checkpoint });
  for (let first = 0; first < size; first += WIDTH) {
    const some = entries.slice(first, first + WIDTH);
    const bundle = Buffer.concat(some.flatMap((entry) => [Buffer.of(0, entry.length), entry]));
    line({ entries: first, bundle: bundle.toString('base64') });
    line(tile(0, first / WIDTH, leaves));
  }
  for (let level = 1, row = upper(leaves); row.length; level += 1, row = upper(row))
    for (let index = 0; index * WIDTH < row.length; index += 1) line(tile(level, index, row));
  out.end(`${JSON.stringify({ end: size })}\n`);
  await finished(out);
}

const closedEntry = () => {
  const commitment = createHmac('sha256', randomBytes(32)).update('carrel-leaf-v1\0{}').digest();
  return Buffer.concat([Buffer.of(1), randomBytes(16), commitment]);
};

const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const parent = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right);

function tile(level: number, index: number, row: Buffer[]) {
  const hashes = Buffer.concat(row.slice(index * WIDTH, (index + 1) * WIDTH));
  return { tile: [level, index], hashes: hashes.toString('base64') };
}

/** The row of tiles above: one hash for each full tile. */
function upper(row: Buffer[]): Buffer[] {
  return Array.from({ length: Math.floor(row.length / WIDTH) }, (_, i) =>
    rootOf(row.slice(i * WIDTH, (i + 1) * WIDTH)),
  );
}

/** Of a full tile. */
function rootOf(hashes: Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1)
    row = row.flatMap((left, i) => (i % 2 ? [] : [parent(left, row[i + 1] ?? Buffer.alloc(0))]));
  return row[0] ?? Buffer.alloc(0);
}

function* checkpoints(leaves: Buffer[], note: (text: string) => string): Generator<string> {
  const edge: { height: number; hash: Buffer }[] = [];
  for (const [i, leaf] of leaves.entries()) {
    let [height, hash] = [0, leaf];
    for (let last = edge.at(-1); last?.height === height; last = edge.at(-1)) {
      hash = parent(last.hash, hash);
      height += 1;
      edge.pop();
    }
    edge.push({ height, hash });
    const size = i + 1;
    if (size % EVERY && size < leaves.length) continue;
    const root = edge.map((one) => one.hash).reduceRight((right, left) => parent(left, right));
    yield note(`${ORIGIN}\n${size}\n${root.toString('base64')}\n`);
  }
}

function signerOf(publicKey: KeyObject, privateKey: KeyObject) {
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const material = Buffer.concat([Buffer.of(1), bytes]);
  const id = sha256(`${ORIGIN}\n`, material).subarray(0, 4);
  const note = (text: string) => {
    const signature = sign(null, Buffer.from(text), privateKey);
    return `${text}\n— ${ORIGIN} ${Buffer.concat([id, signature]).toString('base64')}\n`;
  };
  return { key: `${ORIGIN}+${id.toString('hex')}+${material.toString('base64')}`, note };
}
