import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

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
  private readonly zip = new ZipFile();
  private readonly files: PackedFile[] = [];

  constructor(private readonly madeAt: Date) {}

  /** The bytes. `list` gives the text of `proof.json`. Fails with whatever a file fails with. */
  stream(packings: Packing[], list: (files: PackedFile[]) => Promise<string>): Readable {
    const out = this.zip.outputStream as Readable;
    this.zip.on('error', (error: unknown) => out.destroy(error as Error));
    for (const packing of packings) this.add(packing.name, () => this.counted(packing));
    this.add('proof.json', () => once(() => list(this.files)));
    this.zip.end();
    return out;
  }

  private add(name: string, content: () => AsyncIterable<string | Buffer>) {
    this.zip.addReadStreamLazy(name, { mtime: this.madeAt }, (opened) => {
      const stream = Readable.from(content(), { objectMode: false });
      // yazl pipes, and a pipe passes no failure on.
      stream.on('error', (error) => this.zip.emit('error', error));
      opened(null, stream);
    });
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
