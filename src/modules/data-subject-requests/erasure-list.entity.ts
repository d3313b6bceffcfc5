import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal, PersonalRecord } from '../../foundation/data-map/decorators.js';

export const LINE_VERDICTS = ['found', 'unknown', 'unreadable', 'held', 'waiting', 'doubled'] as const;
export type LineVerdict = (typeof LINE_VERDICTS)[number];

export const LINE_STATES = ['none', 'waiting', 'begun', 'gone'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** A file of readers to erase: checked at once, confirmed by an owner, then carried out line by line. */
@Entity('erasure_list')
@Check('erasure_list_state', "state in ('checked', 'confirmed', 'begun')")
@Check('erasure_list_confirmed', "(state = 'checked') = (confirmed_at is null)")
@Index('erasure_list_due', ['libraryId', 'nextAttemptAt'], { where: 'next_attempt_at is not null' })
@Index('erasure_list_expires_at', ['libraryId', 'expiresAt'])
@NotPersonal('how far a list is; whom its lines name is in erasure_list_line')
export class ErasureList {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') state!: 'checked' | 'confirmed' | 'begun';
  @Column('timestamptz') madeAt!: Date;
  /** The owner; null: the operator's command line. */
  @Column('uuid', { nullable: true }) madeBy!: string | null;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
  @Column('uuid', { nullable: true }) confirmedBy!: string | null;
  /** When it is removed with its lines. */
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: Date | null;
}

/** A line of such a file: whom it names, if anyone. What stood in it is not kept. */
@Entity('erasure_list_line')
@Check('erasure_list_line_verdict', `verdict in (${LINE_VERDICTS.map((one) => `'${one}'`).join(', ')})`)
@Check('erasure_list_line_state', `state in (${LINE_STATES.map((one) => `'${one}'`).join(', ')})`)
@Check('erasure_list_line_waits', "state <> 'waiting' or subject_id is not null")
@Index('erasure_list_line_list', ['libraryId', 'listId', 'id'])
@Index('erasure_list_line_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'which line of a list asked for which erasure, with ids and without a name',
    ground: '17(3)(b)',
  },
  source: 'library',
})
export class ErasureListLine {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') listId!: string;
  @Column('int') line!: number;
  /** No foreign key to reader: that a line asked for an erasure outlives the account. */
  @Column('uuid', { nullable: true }) subjectId!: string | null;
  @Column('text') verdict!: LineVerdict;
  @Column('text') state!: LineState;
}
