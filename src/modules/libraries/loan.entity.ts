import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';

/** What a reader has borrowed. Which item it is, is sealed too: what people read is nobody's business. */
@Entity('loan')
@Check('loan_state', "state in ('active', 'returned')")
@Index('loan_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'lending',
  category: 'reading',
  onErasure: 'delete',
  ends: { from: { recorded: 'lentAt', 'loan-end': ['returnedAt', 'dueAt'] } },
})
export class Loan {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Column('text', { default: 'active' }) state!: Default<'active' | 'returned'>;
  @Sealed('loan.item') @Personal({ rectify: 'DELETE /me/loans/:id' }) itemId!: Text<'loan.item'>;
  /** Where the reader stopped, as their reading program writes it. */
  @Sealed('loan.position', { nullable: true })
  @Personal({ rectify: 'PUT /me/loans/:id/position' })
  position!: Text<'loan.position'> | null;
  @Column('timestamptz') lentAt!: Date;
  /** From then on the item is back by itself. */
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz', { nullable: true }) returnedAt!: Date | null;
}
