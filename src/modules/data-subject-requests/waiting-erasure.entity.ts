import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret, Text } from '../../foundation/data-map/shapes.js';
import type { Contact } from '../accounts/contact.service.js';

/** Why an erasure waits: the reader may still change their mind, or a legal hold keeps something. */
export type WaitingReason = 'grace' | 'hold';

/** What the erasure ledger, outside the database, has still to be told of it. */
export type Unrecorded = 'waits' | 'taken-back';

/** An erasure that was asked for and has not begun (Art. 12(4), 17(3)). It goes when the erasure begins or is taken back. */
@Entity('waiting_erasure')
@Check('waiting_erasure_asked_by', "asked_by in ('reader', 'library', 'retention')")
@Check('waiting_erasure_reason', "reason in ('grace', 'hold')")
@Check('waiting_erasure_begins_at', "(reason = 'grace') = (begins_at is not null)")
@Check('waiting_erasure_cancel_hash', "(reason = 'grace') = (cancel_hash is not null)")
@Check('waiting_erasure_grace', "begins_at > requested_at and begins_at <= requested_at + interval '14 days'")
@Check('waiting_erasure_unrecorded', "unrecorded in ('waits', 'taken-back')")
@Unique(['libraryId', 'subjectId'])
@Index('waiting_erasure_certificate', ['libraryId', 'certificateHash'], { unique: true })
@Index('waiting_erasure_cancel', ['libraryId', 'cancelHash'], { unique: true })
@Index('waiting_erasure_due', ['libraryId', 'nextAttemptAt'], { where: 'next_attempt_at is not null' })
@Index('waiting_erasure_owed', ['libraryId'], { where: 'unrecorded is not null' })
@Logged({
  kind: 'waiting-erasure',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'reason', 'askedBy', 'requestedAt', 'beginsAt'],
  on: ['reason'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'observed',
})
export class WaitingErasure {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The id of the request that asked for it. */
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') askedBy!: 'reader' | 'library' | 'retention';
  @Column('text') reason!: WaitingReason;
  @Column('timestamptz') requestedAt!: Date;
  /** The end of the grace period. */
  @Column('timestamptz', { nullable: true }) beginsAt!: Date | null;
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret address' })
  cancelHash!: Secret<Buffer> | null;
  /** The token of the certificate's address, for the farewell letter. */
  @Sealed('waiting-erasure.certificate')
  @Personal({ category: 'credential', withheld: 'a secret address' })
  certificate!: Secret<Text<'waiting-erasure.certificate'>>;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret address' }) certificateHash!: Secret<Buffer>;
  /** Where the reader is told of the end, also when their account is gone before it. */
  @Sealed('waiting-erasure.contact', { as: 'json' })
  @Personal({ category: 'contact' })
  contact!: Json<'waiting-erasure.contact', Contact>;
  @Column('jsonb', { default: () => "'{}'" })
  @Personal({ plain: 'counts by table' })
  counts!: Default<Record<string, number>>;
  /** Null while there is nothing to do but wait for the last hold to be lifted. */
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: Date | null;
  /** Null once the ledger says that it waits. Taken back, it never begins, and goes when the ledger says so. */
  @Column('text', { nullable: true, default: 'waits' }) unrecorded!: Unrecorded | null;
}
