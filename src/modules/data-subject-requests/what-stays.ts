import type { DataMap } from '../../foundation/data-map/data-map.js';
import { purposeOf } from '../../foundation/data-map/purposes.js';
import { keptBecause } from '../../foundation/data-map/kept-words.js';
import { keptUntil, tableTitle, type Language } from '../../foundation/data-map/words.js';

/** What erasure keeps of someone, on which ground of Art. 17(3), and for how long. */
export interface Kept {
  table: string;
  title: string;
  why: string;
  ground: string;
  until: string;
}

/** Every table whose rows erasure keeps, by the data map alone. */
export function whatStays(map: DataMap, language: Language): Kept[] {
  return map.personal().flatMap(({ table, personal: { onErasure, purpose } }) =>
    onErasure === 'delete' || purpose === 'staff'
      ? []
      : [
          {
            table,
            title: tableTitle(table, language),
            why: keptBecause(onErasure.keep, language),
            ground: `Art. ${onErasure.ground}`,
            until: keptUntil(purposeOf(purpose).retention, language),
          },
        ],
  );
}
