import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal } from '../../foundation/data-map/decorators.js';

/**
 * That staff were told of something by letter, once: a rung of a deadline's ladder, or an alarm. Lives in the platform
 * library beside the staff, so that it is written in one transaction with their letters.
 */
@Entity('staff_notice')
@Unique(['libraryId', 'aboutLibraryId', 'key'])
@NotPersonal('ids of rows, names of rungs and alarms, and instants')
export class StaffNotice {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Whose deadline or alarm it was; the platform's own for jobs. */
  @Column('uuid') aboutLibraryId!: string;
  @Column('text') key!: string;
  @Column('timestamptz') toldAt!: Date;
}
