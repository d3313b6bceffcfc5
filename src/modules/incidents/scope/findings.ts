import type { DataMap } from '../../../foundation/data-map/data-map.js';
import type { Category } from '../../../foundation/data-map/vocabulary.js';
import { BANDS, type Band } from './bands.js';
import type { GapCause } from './coverage.js';
import type { ScopeQuestionWords } from './question.js';

/** What the log tells of one table, as sure as its band. */
export interface Opened {
  band: 'confirmed' | 'probable';
  table: string;
  entries: number;
  records: number;
  bytes: number;
}

/** What a scope rests on, beside its numbers. */
export interface Findings {
  question: ScopeQuestionWords;
  opened: Opened[];
  categories: Record<Band, Category[]>;
  /** Rows opened, as the log counts them; what a gap hides has no number. */
  records: { confirmed: number; probable: number };
  gaps: { cause: GapCause; from: string; to: string }[];
  /** SHA-256 over the hashes of the parts of the frozen list, in their order; hexadecimal. */
  listHash: string;
}

/** Categories by band, from the data map: of the tables that were opened, and of all where anything may have been. */
export function categoriesOf(map: DataMap, opened: Opened[], isOpen: boolean): Record<Band, Category[]> {
  const tables = (bands: readonly Band[]) =>
    new Set(opened.filter(({ band }) => bands.includes(band)).map(({ table }) => table));
  const of = (isMeant: (table: string) => boolean) => {
    const meant = map
      .personal()
      .filter(({ table, personal }) => personal.purpose !== 'staff' && isMeant(table));
    return [...new Set(meant.flatMap(categoriesIn))].sort();
  };
  const [confirmed, probable] = [BANDS.slice(0, 1), BANDS.slice(0, 2)].map(tables);
  return {
    confirmed: of((table) => confirmed?.has(table) ?? false),
    probable: of((table) => probable?.has(table) ?? false),
    possible: of((table) => isOpen || (probable?.has(table) ?? false)),
  };
}

function categoriesIn({ personal, data }: ReturnType<DataMap['personal']>[number]): Category[] {
  const shown = data.filter(({ withheld }) => withheld === undefined).map(({ category }) => category);
  return [personal.category, ...shown];
}
