import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, NotPersonal, Personal, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../foundation/data-map/shapes.js';
import type { Salted } from './bound.js';

export const MODES = ['live', 'drill', 'tabletop'] as const;
export type Mode = (typeof MODES)[number];

export const PHASES = [
  'reported', 'triage', 'declared', 'contained', 'eradicated', 'recovered', 'review', 'closed', 'false-alarm',
] as const; // prettier-ignore
export type Phase = (typeof PHASES)[number];

/** Phases after which nobody is reminded of anything. */
export const ENDED: readonly Phase[] = ['closed', 'false-alarm'];

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');
const OPENING = 'a random number and the columns above it';

/** What is known of an incident, in words. */
export interface IncidentAccount {
  title: string;
  description: string;
  suspected: string | null;
}

/** Something that may have hit personal data of any number of libraries. Lives in the platform library; only its phase ever changes. */
@Entity('incident')
@Check('incident_mode', `mode in (${listed(MODES)})`)
@Check('incident_phase', `phase in (${listed(PHASES)})`)
@Check('incident_occurred', 'occurred_from is null or occurred_to is null or occurred_from <= occurred_to')
@Check('incident_content_hash', 'octet_length(content_hash) = 32')
@Check('incident_pace', "pace between 1 and 10000 and (mode <> 'live' or pace = 1)")
@Index('incident_phases', ['libraryId', 'phase', 'id'])
@Logged({
  kind: 'incident',
  openedBy: 'row',
  states: [
    'id', 'mode', 'occurredFrom', 'occurredTo', 'detectedAt', 'awareAt', 'declaredAt', 'declaredBy', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal(
  'the account of an incident (Art. 33(5)), sealed under the platform’s content key; it names systems, never readers',
)
export class Incident {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Fixed at the declaration: no grant lets it change. */
  @Column('text') mode!: Mode;
  @Column('text', { default: 'declared' }) phase!: Default<Phase>;
  @Column('timestamptz', { nullable: true }) occurredFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) occurredTo!: Date | null;
  @Column('timestamptz') detectedAt!: Date;
  /** When the platform was aware, as it was declared; what moved it since stands in the timeline. */
  @Column('timestamptz') awareAt!: Date;
  @Column('timestamptz') declaredAt!: Date;
  /** Null: by the command line, where nobody is signed in. */
  @Column('uuid', { nullable: true }) declaredBy!: string | null;
  /** Hours that pass in a drill while one passes outside, from the declaration on. */
  @Column('int', { default: 1 }) pace!: Default<number>;
  @Sealed('incident.account', { under: 'content', as: 'json' })
  account!: Json<'incident.account', Salted<IncidentAccount>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

export const ENTRY_KINDS = [
  'declared', 'note', 'phase', 'role', 'step', 'library', 'awareness', 'awareness-proposed', 'awareness-confirmed',
  'evidence', 'custody', 'assessed', 'decided', 'told', 'delivered', 'acknowledged', 'notified', 'reminded',
  'ground-lapsed',
] as const; // prettier-ignore
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * One line of a timeline: of the incident in the platform library, of a library's part in that library. Rows are only ever
 * added; how things stand is read from them.
 */
@Entity('incident_entry')
@Check('incident_entry_kind', `kind in (${listed(ENTRY_KINDS)})`)
@Check('incident_entry_detail', "detail ~ '^[a-z0-9-]{1,60}$'")
@Check('incident_entry_second_person', 'proposed_by <> recorded_by')
@Check('incident_entry_confirmed', "(kind = 'awareness-confirmed') = (proposed_by is not null)")
@Check('incident_entry_confirmed_by', "kind <> 'awareness-confirmed' or recorded_by is not null")
@Check('incident_entry_content_hash', '(note is null) = (content_hash is null)')
@Index('incident_entry_incident', ['libraryId', 'incidentId', 'id'])
@Index('incident_entry_kinds', ['libraryId', 'incidentId', 'kind', 'id'])
@Index('incident_entry_once', ['libraryId', 'about', 'kind'], {
  unique: true,
  where: "kind in ('delivered', 'acknowledged', 'awareness-confirmed', 'ground-lapsed')",
})
@Logged({
  kind: 'incident-entry',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'kind', 'detail', 'about', 'happenedAt', 'recordedAt', 'recordedBy', 'proposedBy', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal('what was done about an incident, sealed under the content key; who did it is an id of staff')
export class IncidentEntry {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') kind!: EntryKind;
  /** A code such as a phase, a role or a step. */
  @Column('text', { nullable: true }) detail!: string | null;
  /** The row, library or staff member that the entry is about. */
  @Column('uuid', { nullable: true }) about!: string | null;
  /** When it happened, which may be long before it was recorded. */
  @Column('timestamptz') happenedAt!: Date;
  @Column('timestamptz') recordedAt!: Date;
  /** Null: by Carrel itself, or the command line. */
  @Column('uuid', { nullable: true }) recordedBy!: string | null;
  /** For a confirmation: the first of the two people. */
  @Column('uuid', { nullable: true }) proposedBy!: string | null;
  @Sealed('incident-entry.note', { under: 'content', as: 'json', nullable: true })
  note!: Json<'incident-entry.note', Salted<{ text: string }>> | null;
  @Column('bytea', { nullable: true }) contentHash!: Buffer | null;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

/** A snapshot taken before anything is changed: heads of logs, counts, names and versions, never a secret. */
@Entity('incident_evidence')
@Check('incident_evidence_content_hash', 'octet_length(content_hash) = 32')
@Check('incident_evidence_ended', '(manifest is null) = (ended_at is not null)')
@Index('incident_evidence_incident', ['libraryId', 'incidentId', 'id'])
@Index('incident_evidence_kept', ['libraryId', 'takenAt'], { where: 'ended_at is null' })
@Logged({
  kind: 'incident-evidence',
  openedBy: 'row',
  states: ['id', 'incidentId', 'takenAt', 'takenBy', 'contentHash'],
})
@NotPersonal('heads of logs, counts, names of settings and versions of keys')
export class IncidentEvidence {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('timestamptz') takenAt!: Date;
  @Column('uuid', { nullable: true }) takenBy!: string | null;
  /** Null once its retention has ended; the hash stays. */
  @Sealed('incident-evidence.manifest', { under: 'content', as: 'json', nullable: true })
  manifest!: Json<'incident-evidence.manifest', Salted<Record<string, unknown>>> | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

/** A reminder that went out: each once. */
@Entity('incident_reminder')
@NotPersonal('ids, duties and instants')
export class IncidentReminder {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') incidentId!: string;
  /** The library whose duty it is about. */
  @PrimaryColumn('uuid') about!: string;
  @PrimaryColumn('text') duty!: string;
  @PrimaryColumn('timestamptz') remindAt!: Date;
  @Column('timestamptz') remindedAt!: Date;
}
