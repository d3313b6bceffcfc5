import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, NotPersonal } from '../../foundation/data-map/decorators.js';
import type { Category, PurposeKey, Retention } from '../../foundation/data-map/vocabulary.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { Default } from '../../foundation/data-map/shapes.js';

/** A purpose of processing of one library, with its legal basis (Art. 6(1), 13(1)(c)). */
@Entity('purpose')
@Unique(['libraryId', 'key'])
@Check(
  'purpose_legal_basis',
  "legal_basis in ('consent', 'contract', 'legal-obligation', 'vital-interests', 'public-task', 'legitimate-interests')",
)
@Check('purpose_validity', 'validity_months between 1 and 120')
@Check('purpose_validity_of_consent', "validity_months is null or legal_basis = 'consent'")
@Check(
  'purpose_direct_marketing',
  "not direct_marketing or legal_basis in ('legitimate-interests', 'public-task')",
)
@NotPersonal('what a library does and why')
export class LibraryPurpose {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') key!: PurposeKey;
  @Column('int') position!: number;
  @Column('text') legalBasis!: LegalBasis;
  @Column('text', { array: true }) categories!: Category[];
  @Column('text', { array: true }) recipients!: string[];
  @Column('jsonb') retention!: Retention;
  /** For how many months a consent to it is given; null: until it is withdrawn. */
  @Column('int', { nullable: true }) validityMonths!: number | null;
  /** An objection to direct marketing ends it for good (Art. 21(3)). */
  @Column('boolean', { default: false }) directMarketing!: Default<boolean>;
}

/** One language's exact text of a purpose. Immutable once published; only a later *material* change supersedes it. */
@Entity('purpose_version')
@Unique(['libraryId', 'purpose', 'version'])
@Index('purpose_version_current', ['libraryId', 'purpose', 'language'], {
  unique: true,
  where: 'replaced_at is null',
})
@Check('purpose_version_origin', "origin in ('published', 'imported')")
@Check('purpose_version_imported', "origin = 'published' or replaced_at is not null")
@Logged({
  kind: 'purpose-version',
  openedBy: 'nobody',
  states: ['id', 'purpose', 'language', 'version', 'origin', 'publishedAt', 'supersededAt'],
  on: ['supersededAt'],
})
@NotPersonal('published texts, and words that a library shows to have shown elsewhere')
export class PurposeVersion {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') purpose!: PurposeKey;
  @Column('text') language!: string;
  /** SHA-256 of the exact text. */
  @Column('bytea') version!: Buffer;
  @Column('text') title!: string;
  @Column('text') text!: string;
  /** `imported`: shown elsewhere before the library came here, and never published. */
  @Column('text', { default: 'published' }) origin!: Default<'published' | 'imported'>;
  @Column('timestamptz', { default: () => 'now()' }) publishedAt!: Default<Date>;
  /** When a later text of this language took its place; it still counts unless superseded. */
  @Column('timestamptz', { nullable: true }) replacedAt!: Date | null;
  /** When a material change ended its validity: consent given on it counts no more. */
  @Column('timestamptz', { nullable: true }) supersededAt!: Date | null;
}
