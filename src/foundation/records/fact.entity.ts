import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord } from '../data-map/decorators.js';
import type { Default, Secret } from '../data-map/shapes.js';

/** What opens an entry of the ledger about a row that goes on changing, such as a request on its way. */
@Entity('fact')
@Index('fact_about', ['libraryId', 'about', 'id'])
@Index('fact_subject', ['libraryId', 'subjectId', 'id'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: {
    keep: 'proof of when something was asked and done, with ids, states, times and counts and without a name',
    ground: '17(3)(b)',
  },
  source: 'observed',
})
export class Fact {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: what proves an erasure outlives the account. */
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the kind of a fact' }) kind!: string;
  /** The row that the fact is about. */
  @Column('uuid') @Personal({ plain: 'the id of a row' }) about!: string;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Default<Date>;
  @Column('bytea')
  @Personal({ withheld: 'a random number and the states above it, which receipts and certificates show' })
  opening!: Secret<Buffer>;
}
