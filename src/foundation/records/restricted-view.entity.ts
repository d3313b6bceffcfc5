import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, PersonalRecord, Sealed, Personal } from '../data-map/decorators.js';
import type { Text } from '../data-map/shapes.js';
import { STAFF_UNNAMED } from '../data-map/vocabulary.js';

/** That an owner opened restricted data for a legal claim, which and for how long (Art. 18(2)). */
@Entity('restricted_view')
@Index('restricted_view_subject', ['libraryId', 'subjectId', 'staffId'])
@Logged({
  kind: 'restricted-view',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'staffId', 'openedAt', 'untilAt'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'library',
})
export class RestrictedView {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') @Personal({ ofOthers: STAFF_UNNAMED }) staffId!: string;
  /** The claim, in the owner's words; the reader may read it. */
  @Sealed('restricted_view.reason') reason!: Text<'restricted_view.reason'>;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz') untilAt!: Date;
}
