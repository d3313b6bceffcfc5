import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import { STAFF_UNNAMED, type PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';

export const OBJECTION_STATES = ['pending', 'upheld', 'overridden'] as const;
export type ObjectionState = (typeof OBJECTION_STATES)[number];

/**
 * A reader's objection to a purpose of legitimate interest or public task (Art. 21). Processing rests from the first
 * moment; only an answer that shows compelling grounds lets it go on, and none does for direct marketing.
 */
@Entity('objection')
@Check('objection_state', `state in (${OBJECTION_STATES.map((one) => `'${one}'`).join(', ')})`)
@Check('objection_decided', "(state = 'pending') = (decided_at is null)")
@Check('objection_reasoned', "state <> 'overridden' or reason is not null")
@Check('objection_to_marketing', "not direct_marketing or state = 'upheld'")
@Index('objection_standing', ['libraryId', 'subjectId', 'purpose'], {
  unique: true,
  where: 'ended_at is null',
})
@Index('objection_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: 'delete',
  rectify: 'PUT /me/objections/:purpose',
})
export class Objection {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the key of a purpose', codes: 'purposes' }) purpose!: PurposeKey;
  @Column('text', { default: 'pending' }) state!: Default<ObjectionState>;
  /** Whether the purpose was direct marketing when the reader objected. */
  @Column('boolean', { default: false }) directMarketing!: Default<boolean>;
  /** The reader's particular situation, where they tell it. */
  @Sealed('objection.grounds', { nullable: true }) grounds!: Text<'objection.grounds'> | null;
  /** The library's answer, in its words. */
  @Sealed('objection.reason', { nullable: true })
  @Personal({ source: 'library' })
  reason!: Text<'objection.reason'> | null;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  /** The owner who answered; null where the law did. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) decidedBy!: string | null;
  /** When it was taken back, or followed by another. */
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}
