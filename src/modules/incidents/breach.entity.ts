import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, NotPersonal, Personal, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../foundation/data-map/shapes.js';
import { SEVERITY_BANDS, type BreachFacts, type SeverityBand } from '../../foundation/law/breach-severity.js';
import type { CaseFeature } from '../../foundation/law/edpb-cases.js';
import type { Salted } from './bound.js';
import type { Claim } from './grounds/claim.js';
import type { Ground } from './grounds/ground.js';
import { MODES, type Mode } from './incident.entity.js';
import type { TemplateRow } from './template-rows.js';

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');
const OPENING = 'a random number and the columns above it';

/** A library's part of an incident, under the incident's id: its controller reads this and nobody else's. */
@Entity('personal_data_breach')
@Check('personal_data_breach_mode', `mode in (${listed(MODES)})`)
@Check('personal_data_breach_content_hash', 'octet_length(content_hash) = 32')
@Unique('personal_data_breach_in_mode', ['libraryId', 'id', 'mode'])
@Logged({
  kind: 'personal-data-breach',
  openedBy: 'row',
  states: ['id', 'mode', 'foundAt', 'addedAt', 'addedBy', 'contentHash'],
})
@NotPersonal('what hit the library’s data, sealed under its content key; it names systems, never readers')
export class PersonalDataBreach {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') mode!: Mode;
  /** When it was found that this library's data were hit; null: together with the incident. */
  @Column('timestamptz', { nullable: true }) foundAt!: Date | null;
  @Column('timestamptz') addedAt!: Date;
  @Column('uuid', { nullable: true }) addedBy!: string | null;
  @Sealed('breach.account', { under: 'content', as: 'json' })
  account!: Json<'breach.account', Salted<{ title: string; what: string }>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

/** What an assessment was made from, and why each step was chosen. */
export interface AssessmentGrounds {
  facts: BreachFacts;
  reasons: Record<string, string>;
  features: CaseFeature[];
  /** Where somebody said that the data are unintelligible: what showed it, or not. Left out of versions from before it was looked at. */
  unintelligible?: Claim | null;
}

/** One version of how severe a breach is for a library, by ENISA's method. Never changed: a later one follows it. */
@Entity('breach_assessment')
@Check('breach_assessment_quarters', 'quarters between 1 and 24')
@Check('breach_assessment_band', `band in (${listed(SEVERITY_BANDS)})`)
@Check('breach_assessment_content_hash', 'octet_length(content_hash) = 32')
@Unique(['libraryId', 'incidentId', 'version'])
@Logged({
  kind: 'breach-assessment',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'version', 'quarters', 'band', 'presumesAuthority', 'presumesSubjects', 'assessedAt',
    'assessedBy', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal('kinds of data, steps and reasons, sealed under the library’s content key')
export class BreachAssessment {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('int') version!: number;
  /** The score in quarters, 1 to 24. */
  @Column('int') quarters!: number;
  @Column('text') band!: SeverityBand;
  @Column('boolean') presumesAuthority!: boolean;
  @Column('boolean') presumesSubjects!: boolean;
  @Column('timestamptz') assessedAt!: Date;
  @Column('uuid') assessedBy!: string;
  @Sealed('breach-assessment.grounds', { under: 'content', as: 'json' })
  grounds!: Json<'breach-assessment.grounds', Salted<AssessmentGrounds>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

/** Why a controller decided so; a ground of Art. 34(3) with what showed it then. */
export interface DecisionReasons {
  reason: string;
  departure: string | null;
  /** Left out of decisions from before grounds were named. */
  ground?: Ground | null;
}

/** What the controller decided under Art. 33 and 34, on which assessment and why. Never changed: a later one follows it. */
@Entity('breach_decision')
@Check('breach_decision_content_hash', 'octet_length(content_hash) = 32')
@Index('breach_decision_incident', ['libraryId', 'incidentId', 'id'])
@Logged({
  kind: 'breach-decision',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'assessmentId', 'notifyAuthority', 'communicateToSubjects', 'departs', 'decidedAt', 'decidedBy',
    'contentHash',
  ], // prettier-ignore
})
@NotPersonal('decisions and their reasons, sealed under the library’s content key')
export class BreachDecision {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('uuid') assessmentId!: string;
  @Column('boolean') notifyAuthority!: boolean;
  @Column('boolean') communicateToSubjects!: boolean;
  /** Whether it is another decision than the assessment speaks for. */
  @Column('boolean') departs!: boolean;
  @Column('timestamptz') decidedAt!: Date;
  @Column('uuid') decidedBy!: string;
  @Sealed('breach-decision.reasons', { under: 'content', as: 'json' })
  reasons!: Json<'breach-decision.reasons', Salted<DecisionReasons>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}

export const NOTICE_KINDS = ['to-controller', 'to-authority'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
export const NOTICE_TYPES = ['new', 'follow-up', 'withdraw'] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];
export const COMPLETENESS = ['complete', 'incomplete'] as const;
export type Completeness = (typeof COMPLETENESS)[number];

/** What a notice says, as it was sent. */
export interface NoticeContent {
  rows: TemplateRow[];
  lateReasons: string | null;
  reference: string | null;
}

/** A notice in its phase: of the processor to the controller (Art. 33(2)), or of the controller to its authority (33(1), (4)). */
@Entity('breach_notice')
@Check('breach_notice_mode', `mode in (${listed(MODES)})`)
@Check('breach_notice_kind', `kind in (${listed(NOTICE_KINDS)})`)
@Check('breach_notice_type', `type in (${listed(NOTICE_TYPES)})`)
@Check('breach_notice_completeness', `completeness in (${listed(COMPLETENESS)})`)
@Check('breach_notice_content_hash', 'octet_length(content_hash) = 32')
// A drill never points at a letter that leaves.
@Check('breach_notice_drill', "mode = 'live' or letter_ids = '{}'")
@Unique(['libraryId', 'incidentId', 'kind', 'phase'])
@Logged({
  kind: 'breach-notice',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'mode', 'kind', 'phase', 'type', 'completeness', 'sentAt', 'recordedAt', 'sentBy', 'isLate',
    'readersInformedAt', 'contentHash',
  ], // prettier-ignore
})
@NotPersonal('what was told of a breach, sealed under the library’s content key')
export class BreachNotice {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: Mode;
  @Column('text') kind!: NoticeKind;
  /** 1 for the first of its kind, then 2 and so on. */
  @Column('int') phase!: number;
  @Column('text') type!: NoticeType;
  @Column('text') completeness!: Completeness;
  @Column('timestamptz') sentAt!: Date;
  @Column('timestamptz') recordedAt!: Date;
  @Column('uuid') sentBy!: string;
  @Column('boolean') isLate!: boolean;
  /** When the controller informed its readers, as it tells the authority. */
  @Column('timestamptz', { nullable: true }) readersInformedAt!: Date | null;
  @Column('uuid', { array: true, default: () => "'{}'" }) letterIds!: Default<string[]>;
  @Sealed('breach-notice.content', { under: 'content', as: 'json' })
  content!: Json<'breach-notice.content', Salted<NoticeContent>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') @Personal({ withheld: OPENING }) opening!: Secret<Buffer> | null;
}
