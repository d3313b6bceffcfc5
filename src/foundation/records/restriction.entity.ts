import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord } from '../data-map/decorators.js';

/** Why data are kept and not used: a letter of Art. 18(1), or a claim that they are held for. */
export const RESTRICTION_GROUNDS = ['18(1)(a)', '18(1)(b)', '18(1)(c)', '18(1)(d)', 'legal-hold'] as const;
export type RestrictionGround = (typeof RESTRICTION_GROUNDS)[number];

/** A restriction of someone's data (Art. 18): while one is open, they are stored and little else. */
@Entity('restriction')
@Check('restriction_ground', `ground in (${RESTRICTION_GROUNDS.map((ground) => `'${ground}'`).join(', ')})`)
@Check('restriction_lifted_by', "lifted_by in ('reader', 'library')")
@Check('restriction_lifted', '(lifted_at is null) = (lifted_by is null)')
@Check(
  'restriction_told_before',
  "lifted_at is null or lifted_by = 'reader' or ground = 'legal-hold' or told_at is not null and told_at <= lifted_at",
)
@Index('restriction_subject', ['libraryId', 'subjectId', 'id'])
@Index('restriction_told', ['libraryId', 'toldAt'], { where: 'lifted_at is null' })
@Logged({
  kind: 'restriction',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'ground', 'requestId', 'since', 'toldAt', 'liftedAt', 'liftedBy'],
  on: ['toldAt', 'liftedAt'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: { keep: 'when data were restricted and why, without a name', ground: '17(3)(b)' },
  source: 'observed',
})
export class Restriction {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: that data were restricted outlives the account. */
  @Column('uuid') subjectId!: string;
  @Column('text') ground!: RestrictionGround;
  /** The request that asked for it, where one did. */
  @Column('uuid', { nullable: true }) requestId!: string | null;
  @Column('timestamptz') since!: Date;
  /** When the reader was told that it will be lifted (Art. 18(3)). */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
  @Column('text', { nullable: true })
  @Personal({ plain: 'a state' })
  liftedBy!: 'reader' | 'library' | null;
}
