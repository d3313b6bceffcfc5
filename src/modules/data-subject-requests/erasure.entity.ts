import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, Personal, PersonalRecord } from '../../foundation/data-map/decorators.js';
import type { Default, Secret } from '../../foundation/data-map/shapes.js';

/** The steps of an erasure, in order; each is a transaction of its own and is never undone. */
export const ERASURE_STATES = [
  'requested',
  'keys_destroyed',
  'indexes_removed',
  'rows_deleted',
  'live_complete',
  'backup_horizon_passed',
] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

const KEPT = {
  keep: 'that an erasure was asked for and done, with counts and times and without a name',
  ground: '17(3)(b)',
} as const;

/** An erasure on its way (Art. 17): how far it is, which keys died, and how many rows went from each table. */
@Entity('erasure')
@Check('erasure_asked_by', "asked_by in ('reader', 'library', 'staff', 'retention')")
@Check('erasure_state', `state in (${ERASURE_STATES.map((state) => `'${state}'`).join(', ')})`)
@Unique(['libraryId', 'subjectId'])
@Index('erasure_certificate', ['libraryId', 'certificateHash'], { unique: true })
@Index('erasure_requested_at', ['libraryId', 'requestedAt'])
@Index('erasure_due', ['libraryId', 'nextAttemptAt'], {
  where:
    "state in ('requested', 'keys_destroyed', 'indexes_removed', 'rows_deleted') or farewell_id is not null",
})
// Without the reader's id: the certificate shows these states, and names nobody.
@Logged({
  kind: 'erasure',
  openedBy: 'fact',
  states: [
    'id', 'askedBy', 'state', 'requestedAt', 'keysDestroyedAt', 'liveCompleteAt', 'horizonPassedAt', 'kids', 'counts',
  ], // prettier-ignore
  on: ['state'],
  passing: ['counts'],
})
@PersonalRecord({ subject: 'subjectId', purpose: 'accountability', category: 'request', onErasure: KEPT })
export class Erasure {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The id of the request that asked for it. */
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: proof of an erasure outlives the account. */
  @Column('uuid') subjectId!: string;
  /** Null where a restore found it in the erasure ledger, which does not say. */
  @Column('text', { nullable: true }) askedBy!: 'reader' | 'library' | 'staff' | 'retention' | null;
  @Column('text', { default: 'requested' }) state!: Default<ErasureState>;
  /** The last step that the erasure ledger holds. */
  @Column('text', { nullable: true }) @Personal({ plain: 'a state' }) recorded!: ErasureState | null;
  @Column('timestamptz') requestedAt!: Date;
  @Column('timestamptz', { nullable: true }) keysDestroyedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) liveCompleteAt!: Date | null;
  @Column('timestamptz', { nullable: true }) horizonPassedAt!: Date | null;
  @Column('text', { array: true }) @Personal({ plain: 'ids of keys' }) kids!: string[];
  /** The last epoch that ever wrapped the key: when it is destroyed, no backup opens anything of theirs. */
  @Column('int', { nullable: true }) lastEpoch!: number | null;
  @Column('jsonb', { default: () => "'{}'" })
  @Personal({ plain: 'counts by table' })
  counts!: Default<Record<string, number>>;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret address' }) certificateHash!: Secret<Buffer>;
  /** Who the farewell letter is sealed for: someone made for it and forgotten with it. */
  @Column('uuid', { nullable: true }) @Personal({ plain: 'the id of a key' }) farewellId!: string | null;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  @Column('timestamptz') nextAttemptAt!: Date;
}

/** A code sent by letter that proves who asks to be erased, for those who have no password. */
@Entity('erasure_code')
@Index('erasure_code_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'credential',
  onErasure: 'delete',
  source: 'library',
  exported: { no: 'codes that prove who asks, dead within minutes' },
})
export class ErasureCode {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('bytea') @Personal({ withheld: 'a secret sent by letter' }) codeHash!: Secret<Buffer>;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('int', { default: 0 }) attempts!: Default<number>;
}
