import { createHash } from 'node:crypto';

/** How a version is computed, for whoever checks it with other means. */
export const VERSION_HASH =
  'SHA-256 over the four texts "carrel-text-v1", language, title and text, each in UTF-8 and with the number of its bytes before it (4 bytes, big endian)';

/** The version of a published text: SHA-256 over the exact words shown, each part with its length before it. */
export function versionOf(language: string, title: string, text: string): Buffer {
  const hash = createHash('sha256');
  for (const part of ['carrel-text-v1', language, title, text]) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest();
}
