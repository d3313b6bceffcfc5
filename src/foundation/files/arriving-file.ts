import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { codeOf } from '../encryption/durable-file.js';
import { invalid, Problem } from '../http/problem.js';
import { HEAD_LENGTH, isText, mediaTypeIn, startsAs, type MediaTypeName } from './media-types.js';

/** What an arriving file has to be. */
export interface Expected {
  mediaType: MediaTypeName;
  atMostBytes: number;
}

/** @throws 415 when the media type of the header is none of those allowed. */
export function expectedType<T extends MediaTypeName>(header: string | undefined, allowed: readonly T[]): T {
  const found = mediaTypeIn(header, allowed);
  if (!found)
    throw new Problem(415, 'wrong-content-type', `Send a file of one of these types: ${allowed.join(', ')}.`);
  return found;
}

/**
 * The bytes of an upload as they come, looked at on their way: not too many, not none, and of the type that was said.
 * The request itself is left readable, so that the refusal can still be answered.
 * @throws 413, 415, 422 when empty, 400 when the upload breaks off
 */
export async function* arriving(
  source: Readable,
  { mediaType, atMostBytes }: Expected,
): AsyncGenerator<Buffer> {
  const text = isText(mediaType) ? new TextDecoder('utf-8', { fatal: true }) : undefined;
  let head = Buffer.alloc(0);
  let isKnown = false;
  let size = 0;
  for await (const bytes of piecesOf(source)) {
    size += bytes.length;
    if (size > atMostBytes) throw tooLarge(atMostBytes);
    if (text) demandText(text, bytes);
    if (isKnown) {
      yield bytes;
      continue;
    }
    head = Buffer.concat([head, bytes]);
    if (head.length < HEAD_LENGTH) continue;
    demandStart(mediaType, head);
    isKnown = true;
    yield head;
  }
  if (size === 0) throw invalid('', 'The file is empty. Send its bytes as the body.');
  if (text) demandText(text);
  if (!isKnown) {
    demandStart(mediaType, head);
    yield head;
  }
}

/** The bytes of an upload as they come, and no more of them than these. @throws 413, 400 when the upload breaks off */
export async function* atMost(source: Readable, bytes: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of piecesOf(source)) {
    size += piece.length;
    if (size > bytes) throw tooLarge(bytes);
    yield piece;
  }
}

async function* piecesOf(source: Readable): AsyncGenerator<Buffer> {
  try {
    yield* source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    // Whatever ends a request's stream early, the sender has gone or sent no whole form.
    throw new Problem(
      400,
      'interrupted',
      'The upload broke off and nothing of it was kept. Send the file again.',
    );
  } finally {
    // What is refused has to be read to its end all the same, or the sender would wait for ever to be heard.
    source.resume();
  }
}

function demandStart(mediaType: MediaTypeName, head: Buffer) {
  if (startsAs(mediaType, head.subarray(0, HEAD_LENGTH))) return;
  throw new Problem(
    415,
    'wrong-content-type',
    `These bytes are no ${mediaType}. Send the file with its own type.`,
  );
}

function demandText(decoder: TextDecoder, bytes?: Buffer) {
  const plain = bytes?.includes(0) !== true && isUtf8(decoder, bytes);
  if (!plain)
    throw new Problem(
      415,
      'wrong-content-type',
      'These bytes are no text in UTF-8. Save it as UTF-8 and send it again.',
    );
}

function isUtf8(decoder: TextDecoder, bytes: Buffer | undefined): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

function tooLarge(atMostBytes: number): Problem {
  const megabytes = Math.floor(atMostBytes / 1024 ** 2);
  return new Problem(413, 'too-large', `The file is too large. It may have ${megabytes} MB at most.`);
}
