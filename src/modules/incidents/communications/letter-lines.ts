import { createHash } from 'node:crypto';
import type { Rows } from '../../../foundation/records/rows.js';
import type { Addressee, BreachLetterState } from './communication.entity.js';

const AT_ONCE = 5_000;

/** A letter as it is accounted for to those outside: under ids, without a name or an address. */
export interface LetterLine {
  /** Its Message-ID begins with it. */
  letter: string;
  reader: string;
  addressee: Addressee;
  state: BreachLetterState;
  attempts: number;
  isDoubtful: boolean;
  settledAt: Date | null;
}

/** Some letters of a communication in the order of their ids, which is the order they were frozen in; none at the end. */
export async function letterLinesAfter(
  db: Rows,
  communicationId: string,
  after: string | undefined,
): Promise<LetterLine[]> {
  const { rows } = await db.tell(
    `select id as letter, reader_id as reader, addressee, state, attempts, is_doubtful as "isDoubtful",
       settled_at as "settledAt"
     from breach_letter where library_id = $1 and communication_id = $2 and ($3::uuid is null or id > $3)
     order by id limit $4`,
    [db.me.libraryId, communicationId, after ?? null, AT_ONCE],
  );
  return rows as unknown as LetterLine[];
}

/** Letters as they stand in a file, a line of JSON each. */
export function linesOf(letters: LetterLine[]): string {
  return letters.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** SHA-256 of all letters of a communication as a file of them reads, hexadecimal; in the caller's transaction. */
export async function hashOfLetters(db: Rows, communicationId: string): Promise<string> {
  const hash = createHash('sha256');
  let letters: LetterLine[] = [];
  do {
    letters = await letterLinesAfter(db, communicationId, letters.at(-1)?.letter);
    hash.update(linesOf(letters));
  } while (letters.length);
  return hash.digest('hex');
}
