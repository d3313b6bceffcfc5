import type { Opened } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { enter } from '../entries.js';
import type { ContainmentAction } from './action.entity.js';
import type { Target } from './measure.js';

/** Writes what became of an action into the incident's timeline, and so into the ledger, in the caller's transaction. */
export async function enterAction(
  db: Rows,
  { id, incidentId, kind }: Pick<Opened<ContainmentAction>, 'id' | 'incidentId' | 'kind'>,
  step: string,
  text: string | undefined,
  now: Date,
): Promise<void> {
  const at = { happenedAt: now, recordedAt: now };
  await enter(db, { incidentId, kind: 'note', detail: `${kind}-${step}`, about: id, ...at, text });
}

/** What a row says that its measure is about. */
export function targetOf({ id, aboutLibrary, aboutSubject, plan }: Opened<ContainmentAction>): Target {
  return {
    actionId: id,
    libraryId: aboutLibrary,
    subjectId: aboutSubject,
    provider: plan.provider,
    addresses: plan.addresses,
  };
}

/** An action as the API shows it. */
export function shownAction(
  action: Opened<ContainmentAction>,
  slugs: Map<string, string>,
  canBeUndone: boolean,
) {
  const { plan, aboutLibrary, aboutSubject, ...row } = action;
  return {
    id: row.id,
    kind: row.kind,
    mode: row.mode,
    state: row.state,
    library: aboutLibrary === PLATFORM ? null : (slugs.get(aboutLibrary) ?? ''),
    account: aboutSubject,
    provider: plan.provider,
    addresses: plan.addresses,
    who: plan.who,
    howMany: row.howMany,
    breaks: plan.breaks,
    canBeUndone,
    twoPeople: row.twoPeople,
    previewedAt: row.previewedAt,
    previewedBy: row.previewedBy,
    approvedAt: row.approvedAt,
    approvedBy: row.approvedBy,
    breakGlass: row.breakGlass,
    reviewDueAt: row.reviewDueAt,
    reviewedAt: row.reviewedAt,
    reviewedBy: row.reviewedBy,
    appliedAt: row.appliedAt,
    appliedBy: row.appliedBy,
    effect: row.effect,
    verifiedAt: row.verifiedAt,
    expiresAt: row.expiresAt,
    endedAt: row.endedAt,
  };
}
