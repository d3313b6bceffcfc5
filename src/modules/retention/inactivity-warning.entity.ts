import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Personal, PersonalRecord } from '../../foundation/data-map/decorators.js';
import type { Secret } from '../../foundation/data-map/shapes.js';

/** That a reader was told that their account ends for want of a sign of life: each of the two letters once. */
@Entity('inactivity_warning')
@Check('inactivity_warning_stage', "stage in ('first', 'last')")
@Check('inactivity_warning_ahead', "erases_at >= warned_at + interval '7 days'")
@Unique(['libraryId', 'subjectId', 'since', 'stage'])
@Index('inactivity_warning_token', ['libraryId', 'tokenHash'], { unique: true })
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'contact',
  onErasure: 'delete',
  source: 'observed',
})
export class InactivityWarning {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  /** The last sign of life that it counts from; a later one makes it void. */
  @Column('timestamptz') since!: Date;
  @Column('text') stage!: 'first' | 'last';
  @Column('timestamptz') warnedAt!: Date;
  /** The instant that the letter names: nothing is erased before it. */
  @Column('timestamptz') erasesAt!: Date;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret address' }) tokenHash!: Secret<Buffer>;
}
