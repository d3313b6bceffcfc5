import { joined } from './bytes.js';
import { Refusal } from './refusal.js';

const LINE_FEED = 0x0a;
/** A bundle of 256 entries of 65,535 bytes each, in base64, and what stands around it. */
const LONGEST = 24 * 1024 ** 2;

/**
 * The lines of a stream of bytes, one after the other, without their line feeds.
 * @throws {Refusal} when the last line does not end, or one is longer than any line of a log.
 */
export async function* linesIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  for await (const piece of stream) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, start)) {
      pieces.push(piece.subarray(start, end));
      const [only, ...more] = pieces;
      yield only && !more.length ? only : joined(...pieces);
      [pieces, length, start] = [[], 0, end + 1];
      number += 1;
    }
    pieces.push(piece.subarray(start));
    length += piece.length - start;
    if (length > LONGEST) throw new Refusal('lineTooLong', { most: LONGEST }, { line: number });
  }
  if (length) throw new Refusal('lineWithoutEnd', {}, { line: number });
}
