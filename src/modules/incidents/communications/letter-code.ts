import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that are taken for each other. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const GROUPS = 4;
const IN_GROUP = 4;

/** The code in the letters of one communication, such as `7KQM-…`; 30^16 of them, so that none is found by trying. */
export function newLetterCode(): string {
  const group = () => Array.from({ length: IN_GROUP }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** The hash that a code is found by, however it was typed. */
export function hashOfLetterCode(code: string): Buffer {
  return createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest();
}
