import { createHash } from 'node:crypto';

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
