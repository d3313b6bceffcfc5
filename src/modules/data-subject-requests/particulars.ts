import { columnTitle, type Language } from '../../foundation/data-map/words.js';
import type { DataMap } from '../../foundation/data-map/data-map.js';
import type { Category, PurposeKey, Retention, Source } from '../../foundation/data-map/vocabulary.js';
import { endOfDay, plainDateIn, plusMonths } from '../../foundation/law/plain-date.js';
import type { SubjectTable } from '../../foundation/records/subject-rows.js';

/** Somebody who really received data of this person (Art. 15(1)(c), CJEU C-154/21). */
export interface Recipient {
  name: string;
  /** What they received, in plain words, and of which categories that is. */
  what: string;
  categories: Category[];
  /** ISO 3166-1 alpha-2, where it is known and not the library's own. */
  country?: string;
  /** On what a transfer there rests (Art. 44 to 49). */
  safeguard?: string;
  lastAt?: Date;
}

/** The instants between which a table's rows reach the end of their time. */
export interface Ends {
  first: Date;
  last: Date;
}

/** What is true of one table for one person: from where their rows came, for what, and when they end. */
export interface OfTable {
  sources: Source[];
  purposes: PurposeKey[];
  span: Ends | null;
}

/** What is true of one person alone, not of everybody whom the library knows (EDPB 01/2022, 113). */
export interface Particulars {
  recipients: Recipient[];
  tables: ReadonlyMap<string, OfTable>;
}

/** When what is held ends, where the calendar knows it: counted in months from an instant, or said by the row itself. */
export function endsOf(
  { personal }: Pick<SubjectTable, 'personal'>,
  { months, from }: Retention,
  span: Ends | null,
  zone: string,
): Ends | null {
  const { ends } = personal;
  if (!ends || !span) return null;
  if ('at' in ends) return span;
  if (from === 'account-end' || from === 'withdrawal') return null;
  const plus = (instant: Date) => endOfDay(plusMonths(plainDateIn(instant, zone), months), zone);
  return { first: plus(span.first), last: plus(span.last) };
}

/** Who of them received data of a category. */
export function receivedBy(recipients: readonly Recipient[], category: Category): string[] {
  return recipients.filter(({ categories }) => categories.includes(category)).map(({ name }) => name);
}

/** Where another person was left out of a copy, or was not, each with the reason (Art. 15(4)). */
export function balanced(map: DataMap, tables: readonly SubjectTable[], language: Language) {
  const held = new Set(tables.map(({ name }) => name));
  return map.data().flatMap(({ table, property, ofOthers }) =>
    ofOthers && held.has(table)
      ? [
          {
            table,
            column: property,
            title: columnTitle(table, property, language),
            isLeftOut: typeof ofOthers === 'string',
            why: typeof ofOthers === 'string' ? ofOthers : ofOthers.shown,
          },
        ]
      : [],
  );
}
