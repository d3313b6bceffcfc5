import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../data-map/decorators.js';
import type { Json } from '../data-map/shapes.js';
import { STAFF_UNNAMED } from '../data-map/vocabulary.js';

/** What a corrected datum was and became, by whom and when: proof that the library rectifies (Art. 5(1)(d), 5(2), 16). */
@Entity('correction')
@Check('correction_by_kind', "by_kind in ('reader', 'visitor', 'staff', 'api-key', 'job')")
@Index('correction_subject', ['libraryId', 'subjectId', 'id'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'observed',
})
export class Correction {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the name of a datum' }) datum!: string;
  /** The row that it stands in. */
  @Column('uuid') @Personal({ plain: 'the id of a row' }) rowId!: string;
  @Sealed('correction.old', { as: 'json', nullable: true }) old!: Json<
    'correction.old',
    { value: unknown }
  > | null;
  @Sealed('correction.new', { as: 'json', nullable: true }) new!: Json<
    'correction.new',
    { value: unknown }
  > | null;
  @Column('text') byKind!: 'reader' | 'visitor' | 'staff' | 'api-key' | 'job';
  @Column('text', { nullable: true }) @Personal({ plain: 'an id', ofOthers: STAFF_UNNAMED }) byId!:
    string | null;
  @Column('timestamptz') correctedAt!: Date;
}
