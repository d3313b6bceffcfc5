import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal } from '../foundation/data-map/decorators.js';
import type { Default } from '../foundation/data-map/shapes.js';

/** One run of a job of the calendar: when it was due, when it ran and how it ended. Lives in the platform library. */
@Entity('job_run')
@Unique(['libraryId', 'job', 'dueAt'])
@Check('job_run_outcome', "outcome in ('done', 'failed')")
@Index('job_run_started_at', ['libraryId', 'startedAt'])
@NotPersonal('names and instants of jobs')
export class JobRun {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') job!: string;
  /** The tick of the calendar; the unique constraint lets one instance take it. */
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) startedAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) outcome!: 'done' | 'failed' | null;
}
