import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

/** A restore that was tried out elsewhere: from which backup, and how it ended. Lives in the platform library. */
@Entity('restore_drill')
@Check('restore_drill_outcome', "outcome in ('done', 'failed')")
@Index('restore_drill_started_at', ['libraryId', 'startedAt'])
@NotPersonal('names and instants of backups, and counts')
export class RestoreDrill {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') backup!: string;
  @Column('timestamptz') backupAt!: Date;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz') endedAt!: Date;
  @Column('text') outcome!: 'done' | 'failed';
  @Column('bigint') rows!: number;
  @Column('bigint') files!: number;
  /** Readers whose name opened. */
  @Column('bigint') opened!: number;
  /** Readers of the erasure ledger, none of whom did. */
  @Column('bigint') erased!: number;
}
