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

/** Tables that may name members of staff, beside those that are about nobody else. */
const OF_STAFF_TOO = ['erasure', 'fact', 'subject'];

/** Every table whose rows erasure keeps of a reader, or of a member of staff, by the data map alone. */
export function whatStays(map: DataMap, language: Language, kind: 'reader' | 'staff' = 'reader'): Kept[] {
  const isOf = (table: string, isStaffs: boolean) =>
    kind === 'staff' ? isStaffs || OF_STAFF_TOO.includes(table) : !isStaffs;
  return map.personal().flatMap(({ table, personal: { onErasure, purpose } }) =>
    onErasure === 'delete' || !isOf(table, purpose === 'staff')
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
