import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json } from '../../foundation/data-map/shapes.js';

export const IMPORT_STATES = ['arriving', 'previewed', 'confirmed', 'completed', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Why something in the file is not taken. */
export type LeftBehind = 'consent' | 'not-taken' | 'has-value';

/** What a file from another library holds, and what of it is taken here. */
export interface ImportPlan {
  from: { name: string; country: string };
  madeAt: string;
  takes: { table: string; count: number }[];
  leaves: { table: string; count: number; why: LeftBehind }[];
}

/** A file that a reader brings along from another library: looked at first, and taken once they say so (Art. 20). */
@Entity('portability_import')
@Check('portability_import_state', `state in (${IMPORT_STATES.map((state) => `'${state}'`).join(', ')})`)
@Check('portability_import_planned', "state = 'arriving' or plan is not null")
@Check('portability_import_confirmed', "(state in ('arriving', 'previewed')) = (confirmed_at is null)")
@Index('portability_import_subject', ['libraryId', 'subjectId', 'id'])
@Index('portability_import_open', ['libraryId', 'subjectId'], {
  unique: true,
  where: "state in ('previewed', 'confirmed')",
})
@Index('portability_import_expires', ['libraryId', 'expiresAt'], {
  where: "state in ('arriving', 'previewed')",
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'request',
  onErasure: 'delete',
  ends: { at: 'expiresAt' },
})
export class PortabilityImport {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text', { default: 'arriving' }) state!: Default<ImportState>;
  @Column('timestamptz') receivedAt!: Date;
  /** When a file that nobody confirmed is removed. */
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  @Sealed('portability_import.plan', { as: 'json', nullable: true }) plan!: Json<
    'portability_import.plan',
    ImportPlan
  > | null;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  /** Until when an instance works on it; after that another may take it over. */
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
}
