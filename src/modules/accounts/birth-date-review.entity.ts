import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';

export type ReviewDecision = 'accepted' | 'refused';

/** A change of birth date or country that would free a minor of the age rule: it waits for the library's owner. */
@Entity('birth_date_review')
@Check('birth_date_review_state', "state in ('open', 'accepted', 'refused')")
@Index('birth_date_review_open', ['libraryId', 'subjectId'], { unique: true, where: "state = 'open'" })
@Index('birth_date_review_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'minor',
  onErasure: 'delete',
  rectify: 'PATCH /me',
})
export class BirthDateReview {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text', { default: 'open' }) state!: Default<'open' | ReviewDecision>;
  @Sealed('birth_date_review.birth_date') @Personal({}) birthDate!: Text<'birth_date_review.birth_date'>;
  @Sealed('birth_date_review.country') @Personal({}) country!: Text<'birth_date_review.country'>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  /** The staff member who decided. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) decidedBy!: string | null;
}
