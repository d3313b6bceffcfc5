import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

const ED25519 = Buffer.of(1);
const ID_BYTES = 4;
/** What comes before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Who signs notes: a name, and an Ed25519 key (C2SP signed-note). */
export class Signer {
  private readonly id: Buffer;
  /** The verifier key, `<name>+<key id>+<base64>`, which is public. */
  readonly key: string;
  private readonly publicKey: KeyObject;
  private readonly privateKey: KeyObject;

  /** @param seed 32 bytes, blanked here */
  constructor(
    readonly name: string,
    seed: Buffer,
  ) {
    const der = Buffer.concat([PKCS8, seed]);
    this.privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    der.fill(0);
    seed.fill(0);
    this.publicKey = createPublicKey(this.privateKey);
    const raw = Buffer.from(this.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const typed = Buffer.concat([ED25519, raw]);
    this.id = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), typed]), 'buffer').subarray(
      0,
      ID_BYTES,
    );
    this.key = `${name}+${this.id.toString('hex')}+${typed.toString('base64')}`;
  }

  /** The note over a text that ends with a line feed. */
  sign(text: string): string {
    const signature = sign(null, Buffer.from(text, 'utf8'), this.privateKey);
    return `${text}\n— ${this.name} ${Buffer.concat([this.id, signature]).toString('base64')}\n`;
  }

  /** The text of a note that this signer signed, or null. */
  textOf(note: string): string | null {
    const end = note.indexOf('\n\n') + 1;
    const [, name, encoded = ''] = /^— (\S+) (\S+)\n$/.exec(note.slice(end + 1)) ?? [];
    if (end <= 0 || name !== this.name) return null;
    const bytes = Buffer.from(encoded, 'base64');
    const text = note.slice(0, end);
    const isOurs =
      bytes.length === ID_BYTES + 64 &&
      bytes.toString('base64') === encoded &&
      bytes.subarray(0, ID_BYTES).equals(this.id) &&
      verify(null, Buffer.from(text, 'utf8'), this.publicKey, bytes.subarray(ID_BYTES));
    return isOurs ? text : null;
  }
}

/** A tree head as a checkpoint states it (C2SP tlog-checkpoint). */
export interface TreeHead {
  origin: string;
  size: number;
  root: Buffer;
}

/** The text of a checkpoint. */
export function checkpointText({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** What a checkpoint's text states, or null when it is none. */
export function headOf(text: string): TreeHead | null {
  const [, origin, size, root] = /^(.+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(text) ?? [];
  if (origin === undefined || size === undefined || root === undefined) return null;
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}
