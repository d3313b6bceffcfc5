import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

/** How far one process has written the looks that it gathers; what one that was killed had not written is a gap of the log. */
@Entity('access_log_run')
@Check('access_log_run_lost', '(lost_from is null) = (lost_to is null)')
@NotPersonal('since when and how far a process wrote the access log')
export class AccessLogRun {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') startedAt!: Date;
  /** Every look before is in the log. */
  @Column('timestamptz') writtenTo!: Date;
  /** Null: at work, or killed. */
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  /** Looks that were too many to wait for a database that was away. */
  @Column('timestamptz', { nullable: true }) lostFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) lostTo!: Date | null;
}
