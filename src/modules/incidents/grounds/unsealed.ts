import type { DataMap } from '../../../foundation/data-map/data-map.js';
import { notesOf } from '../../../foundation/data-map/decorators.js';

/** A personal column that stands in the database as it is. */
export interface UnsealedColumn {
  table: string;
  column: string;
  /** Why it may stand so, in the data map's words. */
  what: string;
  /** Whether it names nobody without what is sealed. A reason that is not known here counts as if it did. */
  isPseudonymous: boolean;
}

/** What the data map declares of columns that tell nothing of a person but what befell an id; each is listed in the proof. */
const PSEUDONYMOUS = new RegExp(
  `^(${[
    'an id',
    '(the id|ids) of',
    '(the number|counts) (of|by)',
    'a random (number|id)',
    '(the key|keys|the kind|the name|names) of',
    'the kind of letter',
    'a state',
    'a (keyed )?(hash|token)',
    'the hash of',
    'a secret (that protects the account|sent by letter|that opens the link)',
    'the route’s template',
    'the table’s name',
    'categories of data',
    'the language of a published text',
    'the country of the library',
    'a time zone',
  ].join('|')})\\b`,
);

/** Whether a reason of the data map is one of those that name nobody. */
export function isPseudonymous(what: string): boolean {
  return PSEUDONYMOUS.test(what);
}

/** How many personal columns are sealed, and which of the declared ones are not; ids, instants and counts are neither. */
export function columnsOf(map: DataMap): { sealed: number; unsealed: UnsealedColumn[] } {
  const personal = map.personal();
  const unsealed = personal.flatMap(({ table, entity, data }) => {
    const { columns } = notesOf(entity);
    return data.flatMap(({ property, sealed }) => {
      const { plain, withheld } = columns.get(property) ?? {};
      const what = plain ?? withheld;
      // Without a reason the map lets only ids, instants, counts and listed codes stand.
      if (sealed || what === undefined) return [];
      return [{ table, column: property, what, isPseudonymous: isPseudonymous(what) }];
    });
  });
  return { sealed: map.data().filter(({ sealed }) => sealed).length, unsealed };
}
