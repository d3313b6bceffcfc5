import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Json, Text } from '../../foundation/data-map/shapes.js';

/** What somebody read, in words: the ids of another library mean nothing here. */
export interface PastItem {
  title: string;
  authors: string[];
}

/** A loan at another library, which the reader brought along. */
@Entity('past_loan')
@Index('past_loan_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'lending',
  category: 'reading',
  onErasure: 'delete',
  rectify: 'DELETE /me/past-loans/:id',
  broughtAlong: {},
  broughtBy: 'reader',
  ends: { from: { recorded: 'lentAt', 'loan-end': ['returnedAt', 'lentAt'] } },
})
export class PastLoan {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Sealed('past_loan.item', { as: 'json' }) @Personal({}) item!: Json<'past_loan.item', PastItem>;
  /** The library that it was lent by. */
  @Sealed('past_loan.brought_from') @Personal({}) broughtFrom!: Text<'past_loan.brought_from'>;
  @Column('timestamptz') lentAt!: Date;
  @Column('timestamptz', { nullable: true }) returnedAt!: Date | null;
}
