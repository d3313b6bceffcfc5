import { PassThrough, pipeline, type Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromRandomAccessReader, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import type { Range } from '../../foundation/files/sealed-store.js';
import { invalid } from '../../foundation/http/problem.js';

const DOCUMENT = 'portability.json';
const MOST_ENTRIES = 20_000;
const MOST_DOCUMENT_BYTES = 32 * 1024 ** 2;

/** Bytes at rest, of which any range can be opened. */
export interface Stored {
  size: number;
  open: (range?: Range) => Promise<Readable>;
}

/** A file that a reader brought: its document, and the files beside it where it is a ZIP. Nothing of it is unpacked. */
export class ImportFile {
  private constructor(
    private readonly stored: Stored,
    private readonly zip: ZipFile | undefined,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws 422 for what is no ZIP and yet begins as one, or holds more than a library gives */
  static async open(stored: Stored): Promise<ImportFile> {
    if (stored.size < 4) throw notReadable();
    const head = await buffer(await stored.open({ start: 0, end: 3 }));
    if (head.toString('latin1', 0, 2) !== 'PK') return new ImportFile(stored, undefined, new Map());
    const zip = await opened(stored);
    return new ImportFile(stored, zip, await entriesOf(zip));
  }

  /** The document, parsed. @throws 422 where there is none, or one that is too large or no JSON */
  async document(): Promise<unknown> {
    const entry = this.zip && this.entries.get(DOCUMENT);
    if (this.zip && !entry)
      throw invalid('/file', `The ZIP holds no ${DOCUMENT}. Send the file as the other library gave it.`);
    if ((entry?.uncompressedSize ?? this.stored.size) > MOST_DOCUMENT_BYTES) throw tooLarge();
    const stream = entry ? await this.read(entry) : await this.stored.open();
    return parsed(await whole(stream));
  }

  /** The bytes of a file in the ZIP; undefined where it holds none of that name. */
  async file(path: unknown): Promise<Readable | undefined> {
    const entry = typeof path === 'string' ? this.entries.get(path) : undefined;
    return entry && this.read(entry);
  }

  close() {
    this.zip?.close();
  }

  private read(entry: Entry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.zip?.openReadStream(entry, (error, stream) => {
        if (error) reject(notReadable());
        else resolve(stream);
      });
    });
  }
}

/** Lets yauzl read from where the sealed store opens ranges. */
class SealedRanges extends RandomAccessReader {
  constructor(private readonly stored: Stored) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const through = new PassThrough();
    this.stored.open({ start, end: end - 1 }).then(
      (stream) => pipeline(stream, through, () => undefined),
      (error: unknown) => through.destroy(error as Error),
    );
    return through;
  }
}

function opened(stored: Stored): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new SealedRanges(stored), stored.size, options, (error, zip) => {
      if (error) reject(notReadable());
      else resolve(zip);
    });
  });
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) return Promise.reject(tooLarge());
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('end', () => {
      resolve(entries);
    });
    zip.on('error', () => {
      reject(notReadable());
    });
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function whole(stream: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > MOST_DOCUMENT_BYTES) throw tooLarge();
      pieces.push(piece);
    }
  } catch (error) {
    // Whatever the ZIP promised of this entry, its bytes are not that.
    throw size > MOST_DOCUMENT_BYTES ? error : notReadable();
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) throw notReadable();
    throw error;
  }
}

const notReadable = () =>
  invalid(
    '/file',
    'This is neither a ZIP nor a JSON document of another library. Send the file as that library gave it.',
  );
const tooLarge = () =>
  invalid(
    '/file',
    'The file holds more than one may bring along: 20,000 files and a document of 32 MB at most.',
  );
