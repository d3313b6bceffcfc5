import { isAscii } from 'node:buffer';
import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';

const SAMPLE_BYTES = 64 * 1024;

type Encoding = 'utf8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * The text of a file whose encoding nobody told: by its byte order mark, else UTF-8, else Windows-1252. The first 64 KiB
 * that hold anything but ASCII decide for the whole file. A later byte that does not fit becomes U+FFFD, so that the one
 * row can be refused: two encodings are never mixed, and no name is guessed. Lines end with \n, however the file ends them.
 */
export async function* readText(source: Readable): AsyncGenerator<string> {
  yield* unixNewlines(decoded(source));
}

async function* decoded(source: Readable): AsyncGenerator<string> {
  let decoder: ReturnType<typeof iconv.getDecoder> | undefined;
  let undecided = Buffer.alloc(0);
  let isStart = true;
  for await (const { bytes, isLast } of samples(source)) {
    if (decoder === undefined) {
      undecided = Buffer.concat([undecided, bytes]);
      const encoding = (isStart ? markedEncoding(undecided) : undefined) ?? likelyEncoding(undecided, isLast);
      isStart = false;
      if (encoding === undefined && !isAscii(undecided)) continue; // ends within its first character beyond ASCII
      if (encoding !== undefined) decoder = iconv.getDecoder(encoding);
      yield decoder?.write(undecided) ?? undecided.toString('latin1');
      undecided = Buffer.alloc(0);
    } else {
      yield decoder.write(bytes);
    }
  }
  yield decoder?.end() ?? '';
}

function markedEncoding(bytes: Buffer): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Windows-1252 hardly ever looks like UTF-8; a UTF-8 file with a few damaged bytes still mostly does. */
function likelyEncoding(bytes: Buffer, isLast: boolean): Encoding | undefined {
  const text = new TextDecoder().decode(bytes, { stream: !isLast });
  const whole = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  if (whole + broken === 0) return undefined;
  return broken > whole ? 'windows-1252' : 'utf8';
}

async function* samples(source: Readable): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    held.push(bytes);
    length += bytes.length;
    if (length < SAMPLE_BYTES) continue;
    yield { bytes: Buffer.concat(held), isLast: false };
    held = [];
    length = 0;
  }
  yield { bytes: Buffer.concat(held), isLast: true };
}

async function* unixNewlines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const piece of text) {
    const all = pending + piece;
    pending = all.endsWith('\r') ? '\r' : '';
    yield all.slice(0, all.length - pending.length).replace(/\r\n?/g, '\n');
  }
  if (pending) yield '\n';
}
