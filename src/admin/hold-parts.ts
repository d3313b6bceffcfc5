import type { PurposeKey } from '../foundation/data-map/vocabulary.js';
import { isLibraryId } from '../foundation/database/scope.js';
import { invalid } from '../foundation/http/problem.js';
import { HOLD_GROUNDS } from '../foundation/records/legal-hold.entity.js';
import { idIn, Told, type ForLibrary } from './doing.js';
import { chosen, itemsIn, worded } from './fields-read.js';
import { scopeIn } from './letter-parts.js';
import type { PanelServices } from './panel-services.js';
import type { RecordAction } from './section.js';

type Fields = Record<string, string>;

/** Holds for an incident, counted, placed, looked at again and lifted: an officer names the library, an owner's is the own one. */
export function holdActions(
  { incidentHolds }: PanelServices,
  doing: ForLibrary,
): Record<string, RecordAction> {
  return {
    countHolds: doing(
      'Count whom a hold would keep',
      'Users',
      async (me, id, slug, fields) =>
        new Told({ ...(await incidentHolds.count(me, id, slug, whomIn(fields))) }),
    ),
    holdReaders: doing('Hold data as evidence', 'Lock', async (me, id, slug, fields) => {
      const { holds, ...rest } = await incidentHolds.place(me, id, slug, holdFrom(fields), new Date());
      return new Told({ held: holds.length, ...rest });
    }),
    reviewHold: doing('Look at a hold again', 'Calendar', (me, id, slug, { hold, reviewOn = '' }) =>
      incidentHolds.review(me, id, { slug, hold: idIn(hold) }, reviewOn.trim(), new Date()),
    ),
    liftHold: doing('Lift a hold', 'Unlock', (me, id, slug, { hold }) =>
      incidentHolds.lift(me, id, { slug, hold: idIn(hold) }, new Date()),
    ),
  };
}

function holdFrom(fields: Fields) {
  return {
    ...whomIn(fields),
    ground: chosen('ground', HOLD_GROUNDS, fields.ground),
    citation: worded('citation', fields.citation ?? ''),
    words: worded('words', fields.words ?? ''),
    purposes: itemsIn(fields.purposes) as PurposeKey[],
    tables: itemsIn(fields.tables),
    reviewOn: fields.reviewOn ?? '',
  };
}

/** The readers that are named below, or a version of the scope and its band such as `2-probable`. @throws 422 */
function whomIn({ audience = 'readers', readers = '', after }: Fields) {
  if (audience === 'readers') return { readers: idsIn(readers) };
  if (readers.trim())
    throw invalid('/readers', 'Choose “the readers named below” as whose data, or take the ids out.');
  const { version, band } = scopeIn(audience);
  return { scope: version, band, after: after || undefined };
}

/** @throws 422 */
function idsIn(text: string): string[] {
  const ids = itemsIn(text);
  if (!ids.length || ids.length > 200 || !ids.every(isLibraryId))
    throw invalid('/readers', 'Write 1 to 200 ids of readers as they were given, one a line.');
  return ids;
}
