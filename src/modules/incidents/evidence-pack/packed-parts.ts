import type { EntityClass, Opened, Where } from '../../../foundation/data-map/shapes.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { BreachAssessment, BreachDecision, BreachNotice, PersonalDataBreach } from '../breach.entity.js';
import { BreachCommunication } from '../communications/communication.entity.js';
import { ContainmentAction } from '../containment/action.entity.js';
import { Incident, IncidentEntry, IncidentEvidence } from '../incident.entity.js';
import { BreachScopeCountries } from '../scope/scope-countries.entity.js';
import { BreachScope } from '../scope/scope.entity.js';

/** A library that a pack has a part of. */
export interface PackedLibrary {
  id: string;
  slug: string;
}

/** A row that stands in the ledger, with the content whose hash the ledger states. */
export interface Packed {
  id: string;
  content: object | null;
}

/** One file of a pack: rows of one table that belong together. */
export interface PackedPart {
  /** Without its ending. */
  file: string;
  title: string;
  table: string;
  rows: (db: Rows, incidentId: string) => AsyncIterable<Packed>;
}

/** What is shown of each row besides what the ledger states; null where its content is closed or gone. */
type ContentOf<T> = (row: Opened<T>) => object | null;

interface PartOf<T> {
  table: string;
  entity: EntityClass<T>;
  where: (incidentId: string) => Where<T>;
  content: ContentOf<T>;
}

function part<T extends { id: string }>(file: string, title: string, of: PartOf<T>): PackedPart {
  return {
    file,
    title,
    table: of.table,
    rows: async function* (db, incidentId) {
      for await (const row of db.each(of.entity, of.where(incidentId)))
        yield { id: String((row as { id: unknown }).id), content: of.content(row) };
    },
  };
}

const closed = () => null;
const noted = ({ note }: Opened<IncidentEntry>) => note;

const timeline = (where: Where<IncidentEntry>, content: ContentOf<IncidentEntry>) => ({
  table: 'incident_entry',
  entity: IncidentEntry,
  where: (incidentId: string) => ({ ...where, incidentId }),
  content,
});

const incident = (content: ContentOf<Incident>) => ({
  table: 'incident',
  entity: Incident,
  where: (id: string) => ({ id }),
  content,
});

const evidence = (content: ContentOf<IncidentEvidence>) => ({
  table: 'incident_evidence',
  entity: IncidentEvidence,
  where: (incidentId: string) => ({ incidentId }),
  content,
});

const CUSTODY: Where<IncidentEntry> = { kind: ['evidence', 'custody'] };

/** The platform's part, for officers. */
export const PLATFORM_PARTS: readonly PackedPart[] = [
  part(
    'incident',
    'The incident as it was declared',
    incident(({ account }) => account),
  ),
  part('timeline', 'Everything that was noted, the first first', timeline({}, noted)),
  part('actions', 'What was done to contain it, as it was previewed; the timeline says what became of each', {
    table: 'containment_action',
    entity: ContainmentAction,
    where: (incidentId) => ({ incidentId }),
    content: ({ plan }) => plan,
  }),
  part('custody', 'Who had the evidence, and when', timeline(CUSTODY, noted)),
  part(
    'evidence',
    'Snapshots taken before anything was changed',
    evidence(({ manifest }) => manifest),
  ),
];

/** What an owner is shown of the platform's part: instants and hashes, none of its words. */
export const CLOSED_PLATFORM_PARTS: readonly PackedPart[] = [
  part('incident', 'The incident as it was declared', incident(closed)),
  part(
    'awareness',
    'When the platform was aware',
    timeline({ kind: ['declared', 'awareness', 'awareness-proposed', 'awareness-confirmed'] }, closed),
  ),
  part('evidence', 'Snapshots taken before anything was changed', evidence(closed)),
];

const LETTER_STEPS: Where<IncidentEntry> = {
  kind: 'note',
  detail: [
    'letters-drafted', 'letters-approved', 'letters-frozen', 'letters-paused', 'letters-paused-for-errors',
    'letters-resumed', 'letters-sent', 'letters-bounced',
  ],
}; // prettier-ignore

/** A library's part, for its owner and for officers. */
export const LIBRARY_PARTS: readonly PackedPart[] = [
  part('breach', 'What hit this library', {
    table: 'personal_data_breach',
    entity: PersonalDataBreach,
    where: (id) => ({ id }),
    content: ({ account }) => account,
  }),
  part('timeline', 'Everything that was noted, the first first', timeline({}, noted)),
  part('custody', 'Who had a pack of this part, and when', timeline(CUSTODY, noted)),
  part('assessments', 'Every version of how severe it was thought to be (Art. 33, 34)', {
    table: 'breach_assessment',
    entity: BreachAssessment,
    where: (incidentId) => ({ incidentId }),
    content: ({ grounds }) => grounds,
  }),
  part('decisions', 'What the controller decided, and why', {
    table: 'breach_decision',
    entity: BreachDecision,
    where: (incidentId) => ({ incidentId }),
    content: ({ reasons }) => reasons,
  }),
  part('scopes', 'Every version of how many readers it hit, and what the log told (Art. 33(3)(a))', {
    table: 'breach_scope',
    entity: BreachScope,
    where: (incidentId) => ({ incidentId }),
    content: ({ findings }) => findings,
  }),
  part('scope-countries', 'How many of the readers of each version live in which country', {
    table: 'breach_scope_countries',
    entity: BreachScopeCountries,
    where: (incidentId) => ({ incidentId }),
    content: ({ countries }) => ({ countries }),
  }),
  part('notices', 'What the controller was told (Art. 33(2)), and its authority (Art. 33(1), (4))', {
    table: 'breach_notice',
    entity: BreachNotice,
    where: (incidentId) => ({ incidentId }),
    content: ({ content }) => content,
  }),
  part('communications', 'What the readers were to be told, in each language, and which of them (Art. 34)', {
    table: 'breach_communication',
    entity: BreachCommunication,
    where: (incidentId) => ({ incidentId, opening: { not: null } }),
    content: ({ content }) => content,
  }),
  part(
    'communication-steps',
    'Who approved letters to readers, and when; whom they were frozen for, and how they went',
    {
      table: 'incident_entry',
      entity: IncidentEntry,
      where: (incidentId) => ({ ...LETTER_STEPS, incidentId }),
      content: noted,
    },
  ),
];
