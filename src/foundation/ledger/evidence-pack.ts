import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { zipped } from '../documents/zip.js';

/** A file of a pack, as its list names it: docs/ledger.md, Proof documents. */
export interface PackedFile {
  name: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** A file that is made when its turn comes. */
export interface Packing {
  name: string;
  content: () => AsyncIterable<string | Buffer>;
}

/**
 * A ZIP that is made while it is read, a file at a time: first the files, then the list of them, which is signed over
 * what was really written.
 */
export class EvidencePack {
  private readonly files: PackedFile[] = [];

  constructor(private readonly madeAt: Date) {}

  /** The bytes. `list` gives the text of `proof.json`. Fails with whatever a file fails with. */
  stream(packings: Packing[], list: (files: PackedFile[]) => Promise<string>): Readable {
    const files = packings.map((packing) => ({ path: packing.name, open: () => this.counted(packing) }));
    const last = { path: 'proof.json', open: () => once(() => list(this.files)) };
    return zipped([...files, last], this.madeAt);
  }

  private async *counted({ name, content }: Packing): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const some of content()) {
      const piece = typeof some === 'string' ? Buffer.from(some, 'utf8') : some;
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    this.files.push({ name, bytes, sha256: hash.digest('hex') });
  }
}

/** A text or a file's bytes, made when they are asked for. */
export async function* once<T extends string | Buffer>(make: () => Promise<T>): AsyncGenerator<T> {
  yield await make();
}
