import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, NotPersonal, Personal, Sealed } from '../../../foundation/data-map/decorators.js';
import type { Json, Secret } from '../../../foundation/data-map/shapes.js';

/** What is no live incident. */
export type DrillMode = 'drill' | 'tabletop';

const NEVER_LIVE = "mode in ('drill', 'tabletop')";

/** An event of a drill's script, such as a newspaper that calls; it comes when the drill's clock shows its minute. */
@Entity('drill_inject')
@Check('drill_inject_mode', NEVER_LIVE)
@Check('drill_inject_after', 'after_minutes between 0 and 20160')
@Index('drill_inject_incident', ['libraryId', 'incidentId', 'id'])
@NotPersonal('made-up events of a drill, sealed under the platform’s content key')
export class DrillInject {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: DrillMode;
  /** Minutes after the declaration, by the drill's own clock. */
  @Column('int') afterMinutes!: number;
  @Sealed('drill-inject.content', { under: 'content', as: 'json' })
  content!: Json<'drill-inject.content', { text: string }>;
  /** When it came; its answers stand in the timeline. */
  @Column('timestamptz', { nullable: true }) cameAt!: Date | null;
}

/** How a drill went, as it was scored then. Never changed: a later one follows it. */
@Entity('drill_score')
@Check('drill_score_mode', NEVER_LIVE)
@Check('drill_score_points', 'points between 0 and 100 and completeness between 0 and 100')
@Index('drill_score_incident', ['libraryId', 'incidentId', 'id'])
@Logged({
  kind: 'drill-score',
  openedBy: 'row',
  states: [
    'id', 'incidentId', 'mode', 'scoredAt', 'scoredBy', 'declareMinutes', 'snapshotMinutes', 'noticeMinutes',
    'completeness', 'injectsCame', 'injectsAnswered', 'points',
  ], // prettier-ignore
})
@NotPersonal('minutes and counts of a drill; who scored it is an id of staff')
export class DrillScore {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: DrillMode;
  @Column('timestamptz') scoredAt!: Date;
  /** Null: by Carrel itself, once the drill was closed. */
  @Column('uuid', { nullable: true }) scoredBy!: string | null;
  @Column('int') declareMinutes!: number;
  @Column('int', { nullable: true }) snapshotMinutes!: number | null;
  @Column('int', { nullable: true }) noticeMinutes!: number | null;
  @Column('int') completeness!: number;
  @Column('int') injectsCame!: number;
  @Column('int') injectsAnswered!: number;
  @Column('int') points!: number;
  @Column('bytea')
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}
