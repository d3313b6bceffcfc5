import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Secret, Text } from '../../foundation/data-map/shapes.js';

export const REQUEST_KINDS = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_STATES = [
  'received',
  'waiting-for-identity',
  'in-progress',
  'completed',
  'refused',
  'cancelled',
  'failed',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** States of a request that is on its way; there is one of a kind at a time. */
export const OPEN_STATES = ['received', 'waiting-for-identity', 'in-progress'] as const;

/** Whether a request in this state is on its way. */
export const isOpen = (state: RequestState) => OPEN_STATES.some((one) => one === state);

/** Why an answer may take three months (Art. 12(3)). */
export const EXTENSION_REASONS = ['complexity', 'number'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

/** Why a request may be refused: Art. 12(5), 12(2) with 11, 15(4) and 20(4), and the exemptions of each right. */
export const REFUSAL_REASONS = [
  'manifestly-unfounded',
  'excessive',
  'cannot-identify',
  'others-rights',
  'exemption',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** What a person asked of the library under Art. 15 to 22, and by when it has to be answered (Art. 12(3)). */
@Entity('data_subject_request')
@Check('data_subject_request_kind', `kind in (${listed(REQUEST_KINDS)})`)
@Check('data_subject_request_state', `state in (${listed(REQUEST_STATES)})`)
@Check('data_subject_request_extension_reason', `extension_reason in (${listed(EXTENSION_REASONS)})`)
@Check('data_subject_request_refusal_reason', `refusal_reason in (${listed(REFUSAL_REASONS)})`)
@Check('data_subject_request_promise', 'promised_by <= legal_limit')
@Check(
  'data_subject_request_waiting',
  "state <> 'waiting-for-identity' or (identity_asked_at is not null and identity_provided_at is null)",
)
@Check('data_subject_request_identity', 'identity_asked_at is null or identity_asked_at >= received_at')
@Check(
  'data_subject_request_identity_provided',
  'identity_provided_at is null or (identity_asked_at is not null and identity_provided_at >= identity_asked_at)',
)
@Check(
  'data_subject_request_extension',
  '(extended_at is null) = (extended_until is null) and (extended_at is null) = (extension_reason is null)',
)
@Check(
  'data_subject_request_extension_told',
  'extended_at is null or (extended_at >= received_at and extended_at <= legal_limit)',
)
@Check('data_subject_request_extended', 'extended_until is null or extended_until > legal_limit')
@Check(
  'data_subject_request_refusal',
  "(state = 'refused') = (refused_at is not null) and (refused_at is null) = (refusal_reason is null)",
)
@Check(
  'data_subject_request_refusal_told',
  'refused_at is null or (refused_at >= received_at and refused_at <= legal_limit)',
)
@Check('data_subject_request_completed', "state <> 'completed' or completed_at is not null")
@Index('data_subject_request_subject', ['libraryId', 'subjectId', 'id'])
@Index('data_subject_request_open', ['libraryId', 'subjectId', 'kind'], {
  unique: true,
  where: `state in (${listed(OPEN_STATES)})`,
})
@Index('data_subject_request_watched', ['libraryId', 'id'], {
  where: `state in (${listed([...OPEN_STATES, 'failed'])})`,
})
@Index('data_subject_request_legal_limit', ['libraryId', 'legalLimit'])
@Index('data_subject_request_expires_at', ['libraryId', 'expiresAt'], { where: 'expires_at is not null' })
@Logged({
  kind: 'data-subject-request',
  openedBy: 'fact',
  states: [
    'id',
    'subjectId',
    'kind',
    'state',
    'receivedAt',
    'promisedBy',
    'legalLimit',
    'completedAt',
    'bytes',
    'identityAskedAt',
    'identityProvidedAt',
    'extendedAt',
    'extendedUntil',
    'extensionReason',
    'refusedAt',
    'refusalReason',
  ],
  on: [
    'state',
    'promisedBy',
    'legalLimit',
    'identityAskedAt',
    'identityProvidedAt',
    'extendedAt',
    'refusedAt',
  ],
  passing: ['bytes'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: { keep: 'when something was asked and answered, without a name', ground: '17(3)(b)' },
})
export class DataSubjectRequest {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: that a request was answered outlives the account. */
  @Column('uuid') subjectId!: string;
  @Column('text') kind!: RequestKind;
  @Column('text', { default: 'received' }) state!: Default<RequestState>;
  @Column('timestamptz') receivedAt!: Date;
  /** What we promise: 30 days or one month, whichever is earlier. */
  @Column('timestamptz') promisedBy!: Date;
  @Column('timestamptz') legalLimit!: Date;
  /** By whose clock the deadlines were counted; null for requests older than this column. */
  @Column('text', { nullable: true }) @Personal({ plain: 'a time zone' }) timeZone!: string | null;
  /** When the library asked who it is, and when it knew (Art. 12(6)); the clock may rest in between. */
  @Column('timestamptz', { nullable: true }) identityAskedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) identityProvidedAt!: Date | null;
  /** When the reader was told that the answer takes longer, and until when at most (Art. 12(3)). */
  @Column('timestamptz', { nullable: true }) extendedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) extendedUntil!: Date | null;
  @Column('text', { nullable: true }) extensionReason!: ExtensionReason | null;
  @Column('timestamptz', { nullable: true }) refusedAt!: Date | null;
  @Column('text', { nullable: true }) refusalReason!: RefusalReason | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  /** When the download is removed. */
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  /** Size of the download; null while there is none. */
  @Column('bigint', { nullable: true }) bytes!: number | null;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  /** Until when an instance works on it; after that another may take it over. */
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
}

/** What a reader adds to data that stay as they were recorded (Art. 16); its id is the request's. */
@Entity('supplementary_statement')
@Index('supplementary_statement_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
})
export class SupplementaryStatement {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('timestamptz') recordedAt!: Date;
  @Sealed('request.statement') statement!: Text<'request.statement'>;
}

/** A link that opens a download once, within five minutes. Using it removes it. */
@Entity('download_link')
@Index('download_link_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('download_link_subject', ['libraryId', 'subjectId'])
@Logged({
  kind: 'download-link',
  openedBy: 'fact',
  states: ['id', 'requestId', 'subjectId', 'expiresAt'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  exported: { no: 'links that open this download and die within minutes' },
})
export class DownloadLink {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') requestId!: string;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret address' }) tokenHash!: Secret<Buffer>;
  @Column('timestamptz') expiresAt!: Date;
}
