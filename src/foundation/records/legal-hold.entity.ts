import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../data-map/decorators.js';
import type { Default, Text } from '../data-map/shapes.js';
import { STAFF_UNNAMED, type PurposeKey } from '../data-map/vocabulary.js';

/** Grounds on which erasure may wait: a duty of the law that binds the library, or legal claims. */
export const HOLD_GROUNDS = ['17(3)(b)', '17(3)(e)'] as const;
export type HoldGround = (typeof HOLD_GROUNDS)[number];

/** What of a reader may not be deleted for now, why, and when that is looked at again (Art. 17(3)(b), (e)). */
@Entity('legal_hold')
@Check('legal_hold_ground', "ground in ('17(3)(b)', '17(3)(e)')")
@Check('legal_hold_review', "review_at > reviewed_at and review_at <= reviewed_at + interval '1 year'")
@Check('legal_hold_lifted', '(lifted_at is null) = (lifted_by is null)')
@Index('legal_hold_subject', ['libraryId', 'subjectId'], { where: 'lifted_at is null' })
@Index('legal_hold_incident', ['libraryId', 'incidentId', 'id'], { where: 'incident_id is not null' })
@Index('legal_hold_review_at', ['libraryId', 'reviewAt'], { where: 'lifted_at is null' })
@Logged({
  kind: 'legal-hold',
  openedBy: 'fact',
  states: [
    'id', 'subjectId', 'ground', 'purposes', 'tables', 'placedAt', 'placedBy', 'reviewedAt', 'reviewedBy', 'reviewAt',
    'liftedAt', 'liftedBy',
  ], // prettier-ignore
  on: ['reviewAt', 'liftedAt'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  source: 'library',
})
export class LegalHold {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') ground!: HoldGround;
  /** The provision or the case, such as an article of a tax law or a docket number. */
  @Sealed('legal-hold.citation') citation!: Text<'legal-hold.citation'>;
  @Sealed('legal-hold.words') words!: Text<'legal-hold.words'>;
  /** Purposes whose rows are held; with no tables either, everything is. */
  @Column('text', { array: true, default: () => "'{}'" })
  @Personal({ plain: 'keys of purposes' })
  purposes!: Default<PurposeKey[]>;
  @Column('text', { array: true, default: () => "'{}'" })
  @Personal({ plain: 'names of tables' })
  tables!: Default<string[]>;
  /** The incident whose evidence it keeps; null: none. */
  @Column('uuid', { nullable: true }) @Personal({ plain: 'the id of an incident' }) incidentId!:
    string | null;
  @Column('timestamptz') placedAt!: Date;
  @Column('uuid') @Personal({ ofOthers: STAFF_UNNAMED }) placedBy!: string;
  @Column('timestamptz') reviewedAt!: Date;
  @Column('uuid') @Personal({ ofOthers: STAFF_UNNAMED }) reviewedBy!: string;
  /** By when an owner says again whether it is still needed; at most a year after the last time. */
  @Column('timestamptz') reviewAt!: Date;
  @Column('timestamptz', { nullable: true }) remindedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) liftedAt!: Date | null;
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) liftedBy!: string | null;
}
