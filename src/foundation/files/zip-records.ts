/** What is known of a file of a ZIP once its bytes are written. */
export interface Written {
  name: Buffer;
  isStored: boolean;
  crc: number;
  /** Bytes as they stand in the ZIP, and as they were. */
  packed: number;
  size: number;
  /** Where its header begins. */
  offset: number;
}

/** From this number on a length or a place is written with 64 bits. */
export const LARGE = 0xffff_ffff;

const MOST_IN_16_BITS = 0xffff;
const SIZES_FOLLOW = 1 << 3;
const NAME_IS_UTF8 = 1 << 11;
const FLAGS = SIZES_FOLLOW | NAME_IS_UTF8;
const DEFLATED = 8;
const NEEDED = 20;
const NEEDED_FOR_LARGE = 45;
const MADE_BY_UNIX = (3 << 8) | 63;
const ORDINARY_FILE = (0o100664 << 16) >>> 0;

/** The record before a file's bytes; their lengths and checksum follow them (APPNOTE 4.3.7). */
export function localHeader({ name, isStored }: Written, madeAt: Date): Buffer {
  const header = [int(0x04034b50, 4), int(NEEDED, 2), int(FLAGS, 2), int(isStored ? 0 : DEFLATED, 2)];
  return Buffer.concat([...header, ...dosTime(madeAt), int(0, 12), int(name.length, 2), int(0, 2), name]);
}

/** The record after a file's bytes (APPNOTE 4.3.9). */
export function descriptor(written: Written, large = LARGE): Buffer {
  const { crc, packed, size } = written;
  const width = isLarge(written, large) ? 8 : 4;
  return Buffer.concat([int(0x08074b50, 4), int(crc, 4), int(packed, width), int(size, width)]);
}

/** A file's line in the directory at the end (APPNOTE 4.3.12). */
export function directoryRecord(written: Written, madeAt: Date, large = LARGE): Buffer {
  const { name, isStored, crc, packed, size, offset } = written;
  const is64 = isLarge(written, large);
  const seconds = Math.min(Math.floor(madeAt.getTime() / 1_000), 0x7fff_ffff);
  const changed = Buffer.concat([int(0x5455, 2), int(5, 2), int(3, 1), int(seconds, 4)]);
  const extra = is64
    ? [changed, int(1, 2), int(24, 2), int(size, 8), int(packed, 8), int(offset, 8)]
    : [changed];
  const [packedHere, sizeHere, offsetHere] = is64 ? [LARGE, LARGE, LARGE] : [packed, size, offset];
  const how = [int(is64 ? NEEDED_FOR_LARGE : NEEDED, 2), int(FLAGS, 2), int(isStored ? 0 : DEFLATED, 2)];
  return Buffer.concat([
    ...[int(0x02014b50, 4), int(MADE_BY_UNIX, 2), ...how, ...dosTime(madeAt)],
    ...[int(crc, 4), int(packedHere, 4), int(sizeHere, 4)],
    ...[int(name.length, 2), int(lengthOf(extra), 2), int(0, 6), int(ORDINARY_FILE, 4), int(offsetHere, 4)],
    ...[name, ...extra],
  ]);
}

/** What follows the directory of `count` files that begins at `start` and ends at `end` (APPNOTE 4.3.14 to 4.3.16). */
export function directoryEnd(count: number, start: number, end: number, large = LARGE): Buffer {
  const length = end - start;
  const is64 = count >= MOST_IN_16_BITS || end >= large;
  const [countHere, lengthHere, startHere] = is64 ? [MOST_IN_16_BITS, LARGE, LARGE] : [count, length, start];
  const sizes64 = [int(count, 8), int(count, 8), int(length, 8), int(start, 8)];
  const record64 = [
    int(0x06064b50, 4),
    int(44, 8),
    int(MADE_BY_UNIX, 2),
    int(NEEDED_FOR_LARGE, 2),
    int(0, 8),
  ];
  const locator64 = [int(0x07064b50, 4), int(0, 4), int(end, 8), int(1, 4)];
  return Buffer.concat([
    ...(is64 ? [...record64, ...sizes64, ...locator64] : []),
    ...[int(0x06054b50, 4), int(0, 4), int(countHere, 2), int(countHere, 2)],
    ...[int(lengthHere, 4), int(startHere, 4), int(0, 2)],
  ]);
}

function isLarge({ packed, size, offset }: Written, large: number): boolean {
  return Math.max(packed, size, offset) >= large;
}

/** Time and date as DOS wrote them, in steps of two seconds (APPNOTE 4.4.6); in UTC. */
function dosTime(at: Date): Buffer[] {
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return [int(time, 2), int(date, 2)];
}

function lengthOf(pieces: Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** A whole number with its least byte first. */
function int(value: number, bytes: number): Buffer {
  const written = Buffer.alloc(bytes);
  for (let i = 0, rest = value; i < bytes && rest > 0; i += 1, rest = Math.floor(rest / 256))
    written[i] = rest % 256;
  return written;
}
