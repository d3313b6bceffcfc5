import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { once, type Packing } from '../../../foundation/ledger/evidence-pack.js';
import { Records } from '../../../foundation/records/records.js';
import { BreachCommunication } from '../communications/communication.entity.js';
import { letterLinesAfter, linesOf, type LetterLine } from '../communications/letter-lines.js';
import { inLibrary } from '../entries.js';
import type { PackedLibrary } from './packed-parts.js';
import { text } from './packed-records.service.js';

/** One communication on its way into a pack, and what was counted of its letters. */
interface Packed {
  me: Staff;
  id: string;
  /** Null for a draft, which has no letters yet. */
  file: string | null;
  counted: { sha256: string; letters: number; states: Record<string, number>; perhapsTwice: number };
}

/** Letters to readers in a pack (Art. 34): what they said, who approved them when, and what became of each, under ids. */
@Injectable()
export class PackedLettersService {
  constructor(private readonly records: Records) {}

  /** For each communication its letters, a line each, and then what it said and what was counted of them. */
  async files(me: Staff, incidentId: string, { id: libraryId, slug }: PackedLibrary): Promise<Packing[]> {
    const own = inLibrary(me, libraryId);
    const communications = await this.records.in(own, (db) => db.all(BreachCommunication, { incidentId }));
    return communications.flatMap(({ id, approvedAt }, i) => {
      const counted = { sha256: '', letters: 0, states: {}, perhapsTwice: 0 };
      const file = approvedAt ? `letters-${i + 1}.jsonl` : null;
      const packed: Packed = { me: own, id, file, counted };
      return [
        ...(file ? [{ name: `${slug}/${file}`, content: () => this.letters(packed) }] : []),
        {
          name: `${slug}/communication-${i + 1}.json`,
          content: () => once(() => this.communication(packed)),
        },
      ];
    });
  }

  /** Page by page, each in a transaction of its own: a slow reader of the pack holds none open. */
  private async *letters({ me, id, counted }: Packed): AsyncGenerator<string> {
    const hash = createHash('sha256');
    let letters: LetterLine[] = [];
    do {
      const after = letters.at(-1)?.letter;
      letters = await this.records.in(me, async (db) => {
        const found = await letterLinesAfter(db, id, after);
        const subjectIds = [...new Set(found.map(({ reader }) => reader))];
        if (found.length)
          db.looks.push({ entity: 'breach_letter', subjectIds, count: found.length, bytes: 0 });
        return found;
      });
      for (const one of letters) count(counted, one);
      const lines = linesOf(letters);
      hash.update(lines);
      yield lines;
    } while (letters.length);
    counted.sha256 = hash.digest('hex');
  }

  /** After its letters, so that what it counts is what the file beside it holds. */
  private async communication({ me, id, file, counted }: Packed): Promise<string> {
    const communication = await this.records.in(me, (db) => db.get(BreachCommunication, { id }));
    return text({ ...shown(communication), letters: file && { file, ...counted } });
  }
}

function count(counted: Packed['counted'], { state, isDoubtful }: LetterLine): void {
  counted.letters += 1;
  counted.states[state] = (counted.states[state] ?? 0) + 1;
  if (isDoubtful) counted.perhapsTwice += 1;
}

/** Everything but how the sending is led, and the secrets of the row. */
function shown({ content, contentHash, recipientsHash, ...row }: Opened<BreachCommunication>) {
  const { codeHash: _code, leaseUntil: _lease, reached: _reached, ...told } = row;
  return {
    ...told,
    recipientsHash: recipientsHash?.toString('hex') ?? null,
    contentHash: contentHash.toString('hex'),
    audience: content.audience,
    texts: Object.entries(content.texts).map(([language, words]) => ({
      language,
      sha256: createHash('sha256').update(JSON.stringify(words)).digest('hex'),
      words,
    })),
  };
}
