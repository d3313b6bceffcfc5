import { Readable } from 'node:stream';
import { ZipFile, type ReadStreamOptions } from 'yazl';

/** A ZIP that is made while it is read, an entry at a time, so that memory does not grow with what is in it. */
export class Bundle {
  private readonly zip = new ZipFile();

  constructor(private readonly madeAt: Date) {}

  /** The bytes; they end after `end`, and fail with whatever an entry fails with. */
  get stream(): AsyncIterable<Buffer> {
    const out = this.zip.outputStream as Readable;
    this.zip.on('error', (error: unknown) => out.destroy(error as Error));
    return out;
  }

  json(path: string, content: object) {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    this.zip.addBuffer(Buffer.from(text), path, { mtime: this.madeAt });
  }

  /** A text that is written as it is asked for. */
  text(path: string, pieces: () => AsyncIterable<string>) {
    this.file(path, {}, () => Promise.resolve(Readable.from(pieces(), { objectMode: false })));
  }

  file(path: string, options: Partial<ReadStreamOptions>, open: () => Promise<Readable>) {
    this.zip.addReadStreamLazy(path, { mtime: this.madeAt, ...options }, (opened) => {
      open().then(
        (stream) => {
          // yazl pipes, and a pipe passes no failure on.
          stream.on('error', (error) => this.zip.emit('error', error));
          opened(null, stream);
        },
        (error: unknown) => opened(error, Readable.from([])),
      );
    });
  }

  end() {
    this.zip.end();
  }
}
