/** Length of a page of a text, in bytes. */
export const PAGE_BYTES = 4_000;
/** How far beyond its end a page looks for the end of its last word. */
const BEYOND = 400;

/** The bytes that a page needs: one before it, to see whether a word goes on, and some after it. Both ends belong. */
export function sliceOf(page: number, size: number): { start: number; end: number } {
  const from = page * PAGE_BYTES;
  return { start: Math.max(0, from - 1), end: Math.min(size, from + PAGE_BYTES + BEYOND) - 1 };
}

/** The words that begin on a page. A word that runs over the edge belongs to the page on which it begins. */
export function wordsIn(
  bytes: Buffer,
  { start, page, size }: { start: number; page: number; size: number },
): string {
  const from = page * PAGE_BYTES - start;
  const to = Math.min(size, (page + 1) * PAGE_BYTES) - start;
  return bytes.subarray(edge(bytes, from), edge(bytes, to)).toString('utf8');
}

/** The first place from `at` where no word is cut; where words have no spaces, where no character is. */
function edge(bytes: Buffer, at: number): number {
  if (at <= 0 || at >= bytes.length) return Math.min(Math.max(at, 0), bytes.length);
  for (let place = at; place < Math.min(at + BEYOND, bytes.length); place += 1)
    if (isSpace(bytes[place - 1])) return place;
  let place = at;
  while (place < bytes.length && ((bytes[place] ?? 0) & 0b1100_0000) === 0b1000_0000) place += 1;
  return place;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
