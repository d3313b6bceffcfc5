import canonicalize from 'canonicalize';
import { createHmac, createPublicKey, hash, verify as isSigned, type KeyObject } from 'node:crypto';
import { Readable } from 'node:stream';
import { nodePrimitives } from '../../src/verifying/node-primitives.js';
import { KnownKeys } from '../../src/verifier/keys.js';
import { verify } from '../../src/verifier/verify.js';
import { sentence } from '../../src/verifier/words/sentences.js';

/** What the independent verifier finds in a file, a sentence each; throws its refusal. */
export async function verified(file: Buffer | object, verifierKey: string): Promise<string[]> {
  const bytes = Buffer.isBuffer(file) ? file : Buffer.from(JSON.stringify(file));
  const keys = new KnownKeys(nodePrimitives, [verifierKey.trim()]);
  const facts = await verify({ primitives: nodePrimitives, keys }, Readable.from([bytes]));
  return facts.map((one) => sentence(one, 'en'));
}

/** A proof document as it was handed out. */
export interface Proof {
  format: string;
  type: string;
  // The record is whatever was handed out; tests look into it with matchers.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  record: any;
  promise: string;
  proofs: string[];
}

const sha256 = (...parts: Buffer[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/**
 * Checks a proof document with its log's verifier key, written from docs/ledger.md alone.
 * @returns what the opened entries say, in order; throws at the first thing that does not hold
 */
export function checked(proof: Proof, verifierKey: string): unknown[] {
  const [, origin = '', encoded = ''] = /^(.+?)\+[0-9a-f]{8}\+(\S+)\n$/.exec(verifierKey) ?? [];
  const key = publicKey(Buffer.from(encoded, 'base64').subarray(1));
  const [kind, of, digest] = noteText(proof.promise, origin, key).split('\n');
  holds('the promise', kind === 'carrel-promise-v1' && of === origin);
  const canonical = canonicalize(proof.record) ?? '';
  holds('the digest', digest === hash('sha256', canonical, 'buffer').toString('base64'));
  const payloads = proof.proofs.map((one, i) =>
    included(one, proof.record.entries[i] as string, origin, key),
  );
  const said =
    proof.type === 'receipt' ? [proof.record.event] : (proof.record.events as unknown[] | undefined);
  if (said)
    for (const [i, payload] of payloads.entries())
      holds('the event', canonicalize(said[i]) === canonicalize(payload));
  return payloads;
}

/** The payload of an entry whose proof leads to a signed root. */
function included(text: string, entry: string, origin: string, key: KeyObject): unknown {
  const end = text.indexOf('\n\n');
  const [head, extra = '', index = '', ...path] = text.slice(0, end).split('\n');
  holds('the header', head === 'c2sp.org/tlog-proof@v1');
  const opening = Buffer.from(extra.replace('extra ', ''), 'base64');
  const id = opening.subarray(0, 16);
  holds('the entry', id.toString('hex') === entry.replaceAll('-', ''));
  const payload = opening.subarray(48);
  const commitment = createHmac('sha256', opening.subarray(16, 48))
    .update(Buffer.concat([Buffer.from('carrel-leaf-v1\0'), payload]))
    .digest();
  const leaf = sha256(Buffer.of(0), Buffer.from([1]), id, commitment);
  const [of, size = '', root = ''] = noteText(text.slice(end + 2), origin, key).split('\n');
  holds('the log', of === origin);
  const hashes = path.map((one) => Buffer.from(one, 'base64'));
  const found = rootFrom(leaf, Number(index.replace('index ', '')), Number(size), hashes);
  holds('the root', found.toString('base64') === root);
  return JSON.parse(payload.toString('utf8'));
}

/** RFC 9162, 2.1.3.2. */
function rootFrom(leaf: Buffer, index: number, size: number, path: Buffer[]): Buffer {
  let at = index;
  let last = size - 1;
  let node = leaf;
  for (const sibling of path) {
    holds('the length of the path', last > 0);
    if (at % 2 === 1 || at === last) {
      node = sha256(Buffer.of(1), sibling, node);
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else node = sha256(Buffer.of(1), node, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  holds('the length of the path', last === 0);
  return node;
}

function noteText(note: string, origin: string, key: KeyObject): string {
  const end = note.indexOf('\n\n') + 1;
  const [dash, name, signature = ''] = note
    .slice(end + 1)
    .trim()
    .split(' ');
  const text = note.slice(0, end);
  const signed = Buffer.from(signature, 'base64').subarray(4);
  holds('the signature', dash === '—' && name === origin && isSigned(null, Buffer.from(text), key, signed));
  return text;
}

function publicKey(raw: Buffer): KeyObject {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  });
}

function holds(what: string, isSo: boolean) {
  if (!isSo) throw new Error(`${what} does not hold`);
}
