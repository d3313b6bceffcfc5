import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, NotPersonal, Personal } from '../../foundation/data-map/decorators.js';
import type { Default, Secret } from '../../foundation/data-map/shapes.js';

/** That a library's data were looked through for what has been kept long enough, and how many rows went. Rows are only added. */
@Entity('retention_run')
@Check('retention_run_outcome', "outcome in ('done', 'failed')")
@Index('retention_run_as_of', ['libraryId', 'asOf'])
@Logged({
  kind: 'retention-run',
  openedBy: 'row',
  states: ['id', 'asOf', 'outcome', 'counts', 'warned', 'erased'],
})
@NotPersonal('counts and instants')
export class RetentionRun {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The instant by which rows were due. */
  @Column('timestamptz') asOf!: Date;
  @Column('text') outcome!: 'done' | 'failed';
  /** Deleted rows by table. */
  @Column('jsonb') counts!: Record<string, number>;
  /** Letters to readers who have given no sign of life, and how many of them were erased. */
  @Column('int') warned!: number;
  @Column('int') erased!: number;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Default<Date>;
  /** What opens the entry of the ledger. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}

/** A run on its way: one in a library at a time, taken over when its lease runs out. It goes when the run ends. */
@Entity('retention_progress')
@Unique(['libraryId'])
@NotPersonal('counts and instants')
export class RetentionProgress {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The id that the run will have. */
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') asOf!: Date;
  @Column('jsonb', { default: () => "'{}'" }) counts!: Default<Record<string, number>>;
  @Column('int', { default: 0 }) warned!: Default<number>;
  @Column('int', { default: 0 }) erased!: Default<number>;
  @Column('int', { default: 1 }) attempts!: Default<number>;
  @Column('timestamptz') leaseUntil!: Date;
}
