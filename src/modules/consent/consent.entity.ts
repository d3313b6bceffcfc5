import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { Default, Json } from '../../foundation/data-map/shapes.js';

export const DECISIONS = [
  'given',
  'refused',
  'withdrawn',
  'objected',
  'objection-withdrawn',
  'late',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** Where the reader decided. */
export const SURFACES = ['sign-up', 'opt-in-section', 'unsubscribe', 'api', 'owner'] as const;
export type Surface = (typeof SURFACES)[number];

/** What proves a decision after the account is gone: it confirms a claim made with the address and displays none. */
export interface Evidence {
  purpose: string;
  decision: Decision;
  version: string;
  language: string;
  surface: Surface;
  actor: 'self' | 'guardian';
  recordedAt: string;
}

/** One interaction with the opt-in section. Rows are only ever added. */
@Entity('consent_event')
@Check('consent_event_decision', `decision in (${DECISIONS.map((one) => `'${one}'`).join(', ')})`)
@Check('consent_event_surface', `surface in (${SURFACES.map((one) => `'${one}'`).join(', ')})`)
@Check('consent_event_version', 'octet_length(version) = 32')
@Index('consent_event_subject', ['libraryId', 'subjectId', 'id'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: {
    keep: 'proof that consent was lawful, under a key of its own, for as long as claims can be made',
    ground: '17(3)(e)',
  },
})
export class ConsentEvent {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: the evidence outlives the account it was given from. */
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the key of a purpose' }) purpose!: PurposeKey;
  @Column('text') decision!: Decision;
  /** SHA-256 of the text shown. */
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('text') @Personal({ plain: 'the language of a published text' }) language!: string;
  @Column('text') surface!: Surface;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Default<Date>;
  @Sealed('consent.evidence', { under: 'evidence', as: 'json' }) evidence!: Json<
    'consent.evidence',
    Evidence
  >;
}

/** How a reader's consent to one purpose stands: written with its event, in one transaction. */
@Entity('consent')
@Check('consent_state', "state in ('given', 'refused', 'withdrawn')")
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: 'delete',
  rectify: 'PUT /me/consents/:purpose',
})
export class Consent {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') subjectId!: string;
  @PrimaryColumn('text') @Personal({ plain: 'the key of a purpose' }) purpose!: PurposeKey;
  @Column('text') state!: 'given' | 'refused' | 'withdrawn';
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('timestamptz') since!: Date;
}

/** A reader's standing objection to a purpose of legitimate interest (Art. 21). */
@Entity('objection')
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: 'delete',
  rectify: 'DELETE /me/objections/:purpose',
})
export class Objection {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') subjectId!: string;
  @PrimaryColumn('text') @Personal({ plain: 'the key of a purpose' }) purpose!: PurposeKey;
  @Column('timestamptz') since!: Date;
}
