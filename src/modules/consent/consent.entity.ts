import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { Bytes, Default, Json, Secret } from '../../foundation/data-map/shapes.js';

export const DECISIONS = [
  'given',
  'refused',
  'withdrawn',
  'expired',
  'handed-over',
  'objected',
  'objection-withdrawn',
  'objection-upheld',
  'objection-overridden',
  'late',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** Where the reader decided; `calendar`: nobody did, time passed. */
export const SURFACES = [
  'sign-up',
  'opt-in-section',
  'unsubscribe',
  'api',
  'owner',
  'imported',
  'calendar',
] as const;
export type Surface = (typeof SURFACES)[number];

/** Whose word it is: the reader's, a guardian's for a child, the library's, or nobody's but that of time. */
export const ACTORS = ['self', 'guardian', 'library', 'time'] as const;
export type Actor = (typeof ACTORS)[number];

/**
 * Whose word a given consent still waits for. `due`: it is a minor's alone and counts for nothing until the guardian, who
 * is to be asked, or the reader of age confirms it; `asked`: the same, and the guardian was written to; `offered`: it is
 * a guardian's and counts, and the reader, of age by now, may confirm or withdraw it (EDPB 05/2020, 149).
 */
export const CONFIRMATIONS = ['due', 'asked', 'offered'] as const;
export type ConfirmationState = (typeof CONFIRMATIONS)[number];

/** What proved a decision before the ledger did. */
export interface Evidence {
  purpose: string;
  decision: Decision;
  version: string;
  language: string;
  surface: Surface;
  actor: Actor;
  recordedAt: string;
}

/** How the library says that a decision was collected elsewhere, such as on a paper form, and where the proof lies. */
export interface Provenance {
  method: string;
  proof: string;
}

/** One interaction with the opt-in section. Rows are only ever added. */
@Entity('consent_event')
@Check('consent_event_decision', `decision in (${DECISIONS.map((one) => `'${one}'`).join(', ')})`)
@Check('consent_event_surface', `surface in (${SURFACES.map((one) => `'${one}'`).join(', ')})`)
@Check('consent_event_version', 'octet_length(version) = 32')
@Check('consent_event_actor', `actor in (${ACTORS.map((one) => `'${one}'`).join(', ')})`)
@Check(
  'consent_event_imported',
  "(surface = 'imported') = (decided_at is not null) and (surface = 'imported') = (provenance is not null)",
)
@Check('consent_event_served', '(served_at is null) = (served_id is null)')
@Index('consent_event_served_once', ['libraryId', 'subjectId', 'servedId', 'decision'], {
  unique: true,
  where: 'served_id is not null',
})
@Index('consent_event_subject', ['libraryId', 'subjectId', 'id'])
@Logged({
  kind: 'consent',
  openedBy: 'row',
  states: [
    'id',
    'subjectId',
    'purpose',
    'decision',
    'version',
    'language',
    'surface',
    'actor',
    'recordedAt',
    'servedAt',
    'servedId',
    'decidedAt',
    'validUntil',
  ],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: {
    keep: 'proof that consent was lawful, under a key of its own, for as long as claims can be made',
    ground: '17(3)(e)',
  },
  broughtAlong: { surface: 'imported' },
})
export class ConsentEvent {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** No foreign key to reader: the evidence outlives the account it was given from. */
  @Column('uuid') subjectId!: string;
  @Column('text') @Personal({ plain: 'the key of a purpose', codes: 'purposes' }) purpose!: PurposeKey;
  @Column('text') decision!: Decision;
  /** SHA-256 of the text shown. */
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('text') @Personal({ plain: 'the language of a published text' }) language!: string;
  @Column('text') surface!: Surface;
  @Column('text', { default: 'self' }) actor!: Actor;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Date;
  /** When the notice was served that this decision answers, by this server's clock; null: nothing proves a serving. */
  @Column('timestamptz', { nullable: true }) servedAt!: Date | null;
  /** Of that serving: it answers once in each direction. */
  @Column('uuid', { nullable: true }) @Personal({ plain: 'the number of a showing' }) servedId!:
    string | null;
  /** When the reader decided elsewhere, by the library's word; null: here, when it was recorded. */
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  @Sealed('consent.provenance', { under: 'evidence', as: 'json', nullable: true }) provenance!: Json<
    'consent.provenance',
    Provenance
  > | null;
  /** Until when a consent was given, where its purpose names a period. */
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
  /** Of decisions recorded before the ledger; later ones have an opening. */
  @Sealed('consent.evidence', { under: 'evidence', as: 'json', nullable: true }) evidence!: Json<
    'consent.evidence',
    Evidence
  > | null;
  /** What opens the entry of the ledger: the reader's receipt, and the library's proof. */
  @Sealed('consent.opening', { under: 'evidence', as: 'bytes', nullable: true })
  @Personal({ withheld: 'a random number and the columns above it; the receipt shows them' })
  opening!: Secret<Bytes<'consent.opening'>> | null;
}

/** How a reader's consent to one purpose stands: written with its event, in one transaction. */
@Entity('consent')
@Check('consent_state', "state in ('given', 'refused', 'withdrawn', 'expired')")
@Check('consent_confirmation', `confirmation in (${CONFIRMATIONS.map((one) => `'${one}'`).join(', ')})`)
@Index('consent_valid_until', ['libraryId', 'validUntil'], {
  where: "state = 'given' and valid_until is not null",
})
@Index('consent_confirmation_due', ['libraryId', 'subjectId'], { where: "confirmation = 'due'" })
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: 'delete',
  withdrawals: { at: 'since', purpose: 'purpose', states: ['withdrawn', 'expired'] },
  rectify: 'PUT /me/consents/:purpose',
  broughtAlong: { isImported: true },
})
export class Consent {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') subjectId!: string;
  @PrimaryColumn('text') @Personal({ plain: 'the key of a purpose', codes: 'purposes' }) purpose!: PurposeKey;
  @Column('text') state!: 'given' | 'refused' | 'withdrawn' | 'expired';
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('timestamptz') since!: Date;
  /** The decision was made elsewhere, and the library brought it along. */
  @Column('boolean', { default: false }) isImported!: Default<boolean>;
  /** For how long it was given; a later change of the purpose's period does not move it. */
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
  @Column('text', { nullable: true }) confirmation!: ConfirmationState | null;
}
