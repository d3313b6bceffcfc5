import { unzipSync } from 'fflate';
import { Refusal } from './refusal.js';

const MOST_BYTES = 1024 ** 3;
const MOST_FILES = 10_000;
const FIRST_FILE = [0x50, 0x4b, 0x03, 0x04];
const END = [0x50, 0x4b, 0x05, 0x06];
const END_BYTES = 22;

export function isArchive(bytes: Uint8Array): boolean {
  return FIRST_FILE.every((byte, i) => bytes[i] === byte);
}

/**
 * The files of a ZIP, by name.
 * @throws {Refusal} for a broken one, one with anything after its end, two files of a name, or more than a gigabyte.
 */
export function filesIn(archive: Uint8Array): Map<string, Uint8Array> {
  const end = archive.length - END_BYTES;
  if (!END.every((byte, i) => archive[end + i] === byte)) throw new Refusal('archiveEnd');
  const names = new Set<string>();
  let bytes = 0;
  const files = opened(archive, ({ name, originalSize }) => {
    if (names.has(name)) throw new Refusal('twice', {}, { file: name });
    names.add(name);
    bytes += originalSize;
    if (names.size > MOST_FILES || bytes > MOST_BYTES) throw new Refusal('archiveTooLarge');
    return true;
  });
  const lost = [...names].find((name) => !Object.hasOwn(files, name));
  if (lost !== undefined) throw new Refusal('notArchive', {}, { file: lost });
  return new Map(Object.entries(files));
}

function opened(archive: Uint8Array, filter: (file: { name: string; originalSize: number }) => boolean) {
  try {
    return unzipSync(archive, { filter });
  } catch (error) {
    // The library throws errors of several classes for bytes that are no archive.
    throw error instanceof Refusal ? error : new Refusal('notArchive');
  }
}
