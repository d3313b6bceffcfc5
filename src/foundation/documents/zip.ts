import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of a ZIP; its bytes are asked for when their turn comes. */
export interface ZipEntry {
  path: string;
  /** True for what is compressed already. */
  isStored?: boolean;
  open: () => Promise<AsyncIterable<Buffer | string>> | AsyncIterable<Buffer | string>;
}

/**
 * A ZIP that is made while it is read, an entry at a time, so that memory does not grow with what is in it. It ends with
 * whatever an entry fails with.
 */
export function zipped(entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>, madeAt: Date): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const fail = (error: unknown) => void out.destroy(error as Error);
  zip.on('error', fail);
  void addAll(zip, entries, madeAt).catch(fail);
  return out;
}

/** A document as a file of a ZIP. */
export function asJson(path: string, content: object): ZipEntry {
  return { path, open: () => Readable.from([`${JSON.stringify(content, null, 2)}\n`]) };
}

async function addAll(zip: ZipFile, entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>, mtime: Date) {
  for await (const { path, isStored = false, open } of entries)
    zip.addReadStreamLazy(path, { mtime, compress: !isStored }, (opened) => {
      bytesOf(open).then(
        (stream) => {
          // yazl pipes, and a pipe passes no failure on.
          stream.on('error', (error) => zip.emit('error', error));
          opened(null, stream);
        },
        (error: unknown) => opened(error, Readable.from([])),
      );
    });
  zip.end();
}

async function bytesOf(open: ZipEntry['open']): Promise<Readable> {
  const bytes = await open();
  return bytes instanceof Readable ? bytes : Readable.from(bytes, { objectMode: false });
}
