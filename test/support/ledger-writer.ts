import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto';

// Writes logs as docs/ledger.md describes them, and shares nothing with Carrel's writer or verifier.

export const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const b64 = (bytes: Buffer) => bytes.toString('base64');
const uint = (bytes: number, value: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
export const idBytes = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
export const leafOf = (entry: Buffer) => sha256(Buffer.of(0), entry);
const nodeOf = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right);
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1));

/** RFC 6962 section 2.1, word by word. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return sha256('');
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return nodeOf(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** PATH(m, D[n]) of RFC 6962 section 2.1.1. */
export function inclusionProof(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(index, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...inclusionProof(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** PROOF(m, D[n]) of RFC 6962 section 2.1.2. */
export function consistencyProof(first: number, leaves: readonly Buffer[]): Buffer[] {
  return first === 0 || first === leaves.length ? [] : subproof(first, leaves, true);
}

function subproof(m: number, leaves: readonly Buffer[], isWhole: boolean): Buffer[] {
  if (m === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), isWhole), rootOf(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

/** RFC 8785 for what tests write: no numbers but small whole ones. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`).join(',')}}`;
}

/** A fact with what opens its closed entry. */
export interface Opened {
  id: string;
  payload: Record<string, unknown>;
  extra: Buffer;
}

/** The log of one library in one generation, with the key that signs it. */
export class WrittenLog {
  readonly entries: Buffer[] = [];
  readonly checkpoints: { size: number; note: string }[] = [];
  readonly origin: string;
  readonly key: string;
  private readonly privateKey: KeyObject;
  private readonly keyId: Buffer;

  constructor(
    readonly library: string = randomUUID(),
    readonly generation = 1,
    deployment = 'carrel.example',
  ) {
    this.origin = `${deployment}/${library}/${generation}`;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    const material = Buffer.concat([
      Buffer.of(1),
      publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
    ]);
    this.keyId = sha256(`${this.origin}\n`, material).subarray(0, 4);
    this.key = `${this.origin}+${this.keyId.toString('hex')}+${b64(material)}`;
  }

  get leaves(): Buffer[] {
    return this.entries.map(leafOf);
  }

  closed(about: Record<string, unknown> = { kind: 'consent' }, id: string = randomUUID()): Opened {
    const payload = { v: 1, library: this.library, ...about };
    const [salt, text] = [randomBytes(32), Buffer.from(JSON.stringify(payload))];
    const commitment = createHmac('sha256', salt).update('carrel-leaf-v1\0').update(text).digest();
    this.entries.push(Buffer.concat([Buffer.of(1), idBytes(id), commitment]));
    return { id, payload, extra: Buffer.concat([idBytes(id), salt, text]) };
  }

  open(about: Record<string, unknown>, id: string = randomUUID()): void {
    const payload = Buffer.from(JSON.stringify({ v: 1, library: this.library, ...about }));
    this.entries.push(Buffer.concat([Buffer.of(2), idBytes(id), uint(4, payload.length), payload]));
  }

  sign(text: string): string {
    const signature = sign(null, Buffer.from(text), this.privateKey);
    return `${text}\n— ${this.origin} ${b64(Buffer.concat([this.keyId, signature]))}\n`;
  }

  /** What a checkpoint over the first entries says, without publishing it. */
  noteAt(size = this.entries.length): string {
    return this.sign(`${this.origin}\n${size}\n${b64(rootOf(this.leaves.slice(0, size)))}\n`);
  }

  publish(size = this.entries.length): string {
    const note = this.noteAt(size);
    this.checkpoints.push({ size, note });
    return note;
  }

  proofOf({ id, extra }: Opened, size = this.entries.length): string {
    const index = this.entries.findIndex((entry) => entry.subarray(1, 17).equals(idBytes(id)));
    const hashes = inclusionProof(index, this.leaves.slice(0, size)).map(b64);
    const lines = ['c2sp.org/tlog-proof@v1', `extra ${b64(extra)}`, `index ${index}`, ...hashes];
    return `${lines.join('\n')}\n\n${this.noteAt(size)}`;
  }

  promise(record: unknown, instant = '2026-11-25T12:00:00.000Z'): string {
    return this.sign(
      `carrel-promise-v1\n${this.origin}\n${b64(sha256(canonicalText(record)))}\n${instant}\n`,
    );
  }

  receipt(opened: Opened, proofs = [this.proofOf(opened)]): ProofDocument {
    const record = { entries: [opened.id], event: opened.payload, language: 'en' };
    return { format: 'carrel-proof/1', type: 'receipt', record, promise: this.promise(record), proofs };
  }

  certificate(steps: Opened[], proofs = steps.map((step) => this.proofOf(step))): ProofDocument {
    const record = { entries: steps.map(({ id }) => id), events: steps.map(({ payload }) => payload) };
    const type = 'erasure-certificate';
    return { format: 'carrel-proof/1', type, record, promise: this.promise(record), proofs };
  }

  evidence(opened: Opened[], files: ReadonlyMap<string, Buffer>): ProofDocument {
    const record = {
      entries: opened.map(({ id }) => id),
      files: [...files].map(([name, content]) => ({
        ...{ name, bytes: content.length },
        sha256: sha256(content).toString('hex'),
      })),
    };
    const proofs = opened.map((one) => this.proofOf(one));
    return { format: 'carrel-proof/1', type: 'evidence-pack', record, promise: this.promise(record), proofs };
  }

  /** The lines of an export, as objects, so that tests can spoil them. */
  lines(): Line[] {
    const { origin, library, generation, key, entries } = this;
    const bundles: Line[] = [];
    for (let first = 0; first < entries.length; first += 256) {
      const some = entries.slice(first, first + 256);
      const bundle = b64(Buffer.concat(some.flatMap((entry) => [uint(2, entry.length), entry])));
      bundles.push(
        { entries: first, bundle },
        { tile: [0, first / 256], hashes: b64(Buffer.concat(some.map(leafOf))) },
      );
    }
    return [
      { format: 'carrel-log/1', library, origin, generation, key },
      ...this.checkpoints.map(({ note }) => ({ checkpoint: note })),
      ...bundles,
      ...this.upperTiles(),
      { end: entries.length },
    ];
  }

  private upperTiles(): Line[] {
    const tiles: Line[] = [];
    const { leaves } = this;
    for (let level = 1; 256 ** level <= leaves.length; level += 1) {
      const width = 256 ** level;
      const whole = Array.from({ length: Math.floor(leaves.length / width) }, (_, i) =>
        rootOf(leaves.slice(i * width, (i + 1) * width)),
      );
      for (let first = 0; first < whole.length; first += 256)
        tiles.push({
          tile: [level, first / 256],
          hashes: b64(Buffer.concat(whole.slice(first, first + 256))),
        });
    }
    return tiles;
  }
}

export type Line = Record<string, unknown>;

export interface ProofDocument {
  format: string;
  type: string;
  record: Record<string, unknown>;
  promise: string;
  proofs: string[];
}

/** A log with so many closed entries, and a checkpoint after each of the sizes. */
export function aLog(entries: number, { checkpoints = [entries], library, generation }: LogOptions = {}) {
  const log = new WrittenLog(library, generation);
  const opened = Array.from({ length: entries }, (_, i) => log.closed({ kind: 'consent', decision: i }));
  for (const size of checkpoints) log.publish(size);
  return { log, opened };
}

interface LogOptions {
  checkpoints?: number[];
  library?: string;
  generation?: number;
}

/** The export of generations that follow each other. */
export function exportOf(...parts: (WrittenLog | Line[])[]): string {
  const lines = parts.flatMap((part) => (part instanceof WrittenLog ? part.lines() : part));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
