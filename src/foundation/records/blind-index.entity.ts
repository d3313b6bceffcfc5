import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord } from '../data-map/decorators.js';

/** Keyed tokens by which the door finds sealed values; re-keyed each epoch, removed at erasure. */
@Entity('blind_index')
@Index('blind_index_unique', ['libraryId', 'fieldId', 'epoch', 'token'], { unique: true, where: 'is_unique' })
@Index('blind_index_row', ['libraryId', 'rowId'])
@Index('blind_index_subject', ['libraryId', 'subjectId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'contact',
  onErasure: 'delete',
  exported: { no: 'keyed tokens of values that the export shows in full' },
})
export class BlindIndex {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('text') @Personal({ plain: 'the name of a field' }) fieldId!: string;
  @PrimaryColumn('int') epoch!: number;
  @PrimaryColumn('bytea')
  @Personal({ withheld: 'a keyed token that means nothing without its key' })
  token!: Buffer;
  @PrimaryColumn('uuid') rowId!: string;
  @Column('uuid') subjectId!: string;
  @Column('boolean') isUnique!: boolean;
}
