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
  'in-progress',
  'completed',
  'refused',
  'cancelled',
  'failed',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** What a person asked of the library under Art. 15 to 22, and by when it has to be answered (Art. 12(3)). */
@Entity('data_subject_request')
@Check('data_subject_request_kind', `kind in (${listed(REQUEST_KINDS)})`)
@Check('data_subject_request_state', `state in (${listed(REQUEST_STATES)})`)
@Index('data_subject_request_subject', ['libraryId', 'subjectId', 'id'])
@Index('data_subject_request_open', ['libraryId', 'subjectId', 'kind'], {
  unique: true,
  where: "state in ('received', 'in-progress')",
})
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
  ],
  on: ['state', 'promisedBy', 'legalLimit'],
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
