import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { NotPersonal } from '../../foundation/data-map/decorators.js';
import type { Default } from '../../foundation/data-map/shapes.js';
import type { Controller } from '../../foundation/law/controllers.js';
import type { Body } from '../../foundation/law/supervisory-authorities.js';

/** A library: one controller with its own readers, content and conversations. */
@Entity('library')
@Check('library_region', "region ~ '^[A-Z0-9]{1,3}$'")
@Check('library_body', "body in ('public', 'private')")
@Unique(['libraryId'])
@Check('library_erasure_grace_days', 'erasure_grace_days between 0 and 14')
@Check('library_inactive_months', 'inactive_months between 6 and 120')
@NotPersonal('an organisation and its public contact points')
export class Library {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  @Column('text') country!: string;
  /** ISO 3166-2 without the country's prefix, where holidays or the supervisory authority depend on it. */
  @Column('text', { nullable: true }) region!: string | null;
  @Column('text', { default: 'private' }) body!: Default<Body>;
  /** IANA; null: the country's. */
  @Column('text', { nullable: true }) timeZone!: string | null;
  @Column('text', { array: true }) languages!: string[];
  @Column('jsonb') controller!: Controller;
  /** For how many days a reader may take an erasure back that they asked for: 0 to 14, so that it ends within the month. */
  @Column('int', { default: 0 }) erasureGraceDays!: Default<number>;
  /** After how many months without a sign of life a reader is erased, once warned; null: never. */
  @Column('int', { nullable: true }) inactiveMonths!: number | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
}

/** One language's exact text of the agreement that every reader signs up under. Immutable once published. */
@Entity('agreement')
@Index('agreement_current', ['libraryId', 'language'], { unique: true, where: 'superseded_at is null' })
@NotPersonal('published texts')
export class Agreement {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') language!: string;
  /** SHA-256 of the exact text. */
  @Column('bytea') version!: Buffer;
  @Column('text') title!: string;
  @Column('text') text!: string;
  @Column('timestamptz', { default: () => 'now()' }) publishedAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) supersededAt!: Date | null;
}
