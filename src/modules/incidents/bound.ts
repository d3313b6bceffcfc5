import { createHash, randomBytes } from 'node:crypto';

/** A content with a random number in it, so that its hash tells nothing to who does not have it. */
export type Salted<T> = T & { salt: string };

/** A content as it is sealed, and the hash by which the ledger commits to every word of it. */
export interface Bound<T> {
  content: Salted<T>;
  contentHash: Buffer;
}

/** Binds a content of plain JSON values to what the ledger states of it. */
export function bound<T extends object>(given: T): Bound<T> {
  const content = { ...given, salt: randomBytes(16).toString('base64url') };
  return { content, contentHash: hashOf(content) };
}

/** SHA-256 of a content as JSON writes it. */
export function hashOf(content: object): Buffer {
  return createHash('sha256').update(JSON.stringify(content)).digest();
}

/** The content without its random number. */
export function unbound<T extends { salt: string }>(salted: T): Omit<T, 'salt'> {
  const { salt: _, ...content } = salted;
  return content;
}
