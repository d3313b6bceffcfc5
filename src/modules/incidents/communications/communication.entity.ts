import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import {
  Logged,
  NotPersonal,
  Personal,
  PersonalRecord,
  Sealed,
} from '../../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../../foundation/data-map/shapes.js';
import type { Salted } from '../bound.js';
import { PersonalDataBreach } from '../breach.entity.js';
import { MODES, type Mode } from '../incident.entity.js';
import type { Band } from '../scope/bands.js';
import type { LetterText } from './letter-text.js';

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const COMMUNICATION_STATES = ['draft', 'freezing', 'sending', 'paused', 'sent'] as const;
export type CommunicationState = (typeof COMMUNICATION_STATES)[number];
export const PAUSED_FOR = ['person', 'errors'] as const;

/** To whom a communication goes: all readers of the library, those of a list, or those that a version of the scope found. */
export type Audience =
  { kind: 'all' } | { kind: 'readers'; readers: string[] } | { kind: 'scope'; version: number; band: Band };

/** What a communication says, to whom, and the code by which its letters can be checked. */
export interface CommunicationContent {
  texts: Record<string, LetterText>;
  audience: Audience;
  code: string;
}

/** Letters of a controller to its readers about a breach (Art. 34). Once approved, only how far they have come changes. */
@Entity('breach_communication')
@Check('breach_communication_mode', `mode in (${listed(MODES)})`)
@Check('breach_communication_state', `state in (${listed(COMMUNICATION_STATES)})`)
@Check('breach_communication_paused_for', `paused_for in (${listed(PAUSED_FOR)})`)
@Check('breach_communication_content_hash', 'octet_length(content_hash) = 32')
@Check('breach_communication_pace', 'per_domain_per_minute between 1 and 100000')
@Check('breach_communication_errors', 'pause_at_percent between 1 and 100')
@Check(
  'breach_communication_totals',
  "state <> 'sent' or coalesce(frozen = accepted + bounced + unreachable + ambiguous + recorded, false)",
)
@Unique('breach_communication_code', ['libraryId', 'codeHash'])
@Unique('breach_communication_in_mode', ['libraryId', 'id', 'mode'])
@ForeignKey(() => PersonalDataBreach, ['libraryId', 'incidentId', 'mode'], ['libraryId', 'id', 'mode'], {
  name: 'breach_communication_breach',
})
@Index('breach_communication_incident', ['libraryId', 'incidentId', 'id'])
@Index('breach_communication_under_way', ['libraryId', 'id'], { where: "state in ('freezing', 'sending')" })
@Logged({
  kind: 'breach-communication',
  openedBy: 'row',
  states: ['id', 'incidentId', 'mode', 'draftedAt', 'draftedBy', 'contentHash'],
})
@NotPersonal('what a library tells its readers of a breach, sealed under its content key, and counts')
export class BreachCommunication {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') incidentId!: string;
  @Column('text') mode!: Mode;
  @Column('text', { default: 'draft' }) state!: Default<CommunicationState>;
  @Column('text', { nullable: true }) pausedFor!: (typeof PAUSED_FOR)[number] | null;
  @Sealed('breach-communication.content', { under: 'content', as: 'json' })
  content!: Json<'breach-communication.content', Salted<CommunicationContent>>;
  @Column('bytea') contentHash!: Buffer;
  @Column('bytea') codeHash!: Buffer;
  /** Letters that one domain is sent in a minute at most; null: as many as it takes. */
  @Column('int', { nullable: true }) perDomainPerMinute!: number | null;
  /** From which share of errors on the sending pauses by itself. */
  @Column('int', { default: 25 }) pauseAtPercent!: Default<number>;
  @Column('timestamptz') draftedAt!: Date;
  @Column('uuid') draftedBy!: string;
  @Column('timestamptz', { nullable: true }) approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) approvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) frozenAt!: Date | null;
  /** When the first letter was accepted. */
  @Column('timestamptz', { nullable: true }) firstAt!: Date | null;
  /** When every letter had been tried once: the readers were told, as far as they could be. */
  @Column('timestamptz', { nullable: true }) triedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
  /** The cursor up to which readers are frozen; moved with the rows of each batch, in one transaction. */
  @Column('text', { nullable: true }) reached!: string | null;
  /** SHA-256 over the recipients in their order, each hashed upon the one before. */
  @Column('bytea', { nullable: true }) recipientsHash!: Buffer | null;
  @Column('int', { default: 0 }) frozen!: Default<number>;
  @Column('int', { nullable: true }) accepted!: number | null;
  @Column('int', { nullable: true }) bounced!: number | null;
  @Column('int', { nullable: true }) unreachable!: number | null;
  @Column('int', { nullable: true }) ambiguous!: number | null;
  /** Of a drill: letters that were recorded where live ones would have been sent. */
  @Column('int', { nullable: true }) recorded!: number | null;
  /** Until when an instance has it in its hands. */
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  /** Of the draft; null where it was written before drafts stood in the ledger by themselves. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'a random number and the states above it' })
  opening!: Secret<Buffer> | null;
}

export const ADDRESSEES = ['reader', 'their-guardian'] as const;
export type Addressee = (typeof ADDRESSEES)[number];
export const BREACH_LETTER_STATES = [
  'pending', 'claimed', 'deferred', 'accepted', 'bounced', 'unreachable', 'ambiguous', 'recorded',
] as const; // prettier-ignore
export type BreachLetterState = (typeof BREACH_LETTER_STATES)[number];

/**
 * One letter of a communication: whom it is for and how it went. It is the outbox and the ledger at once, so that the two
 * cannot disagree. The address stands with the reader; a drill's letter is `recorded` and never anything else.
 */
@Entity('breach_letter')
@Check('breach_letter_addressee', `addressee in (${listed(ADDRESSEES)})`)
@Check('breach_letter_mode', `mode in (${listed(MODES)})`)
@Check('breach_letter_state', `state in (${listed(BREACH_LETTER_STATES)})`)
@Check('breach_letter_drill', "(mode = 'live') = (state <> 'recorded')")
@ForeignKey(
  () => BreachCommunication,
  ['libraryId', 'communicationId', 'mode'],
  ['libraryId', 'id', 'mode'],
  {
    name: 'breach_letter_communication',
  },
)
@Index('breach_letter_due', ['libraryId', 'communicationId', 'nextAttemptAt'], {
  where: "state in ('pending', 'claimed', 'deferred')",
})
@Unique('breach_letter_once', ['libraryId', 'communicationId', 'readerId', 'addressee'])
@Index('breach_letter_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'accountability',
  category: 'contact',
  onErasure: {
    keep: 'whom a breach was told to and how it went, with ids and without a name or an address',
    ground: '17(3)(b)',
  },
  source: 'library',
})
export class BreachLetter {
  @PrimaryColumn('uuid') libraryId!: string;
  /** In its Message-ID, the same on every try, so that a recipient's server can drop a double. */
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') communicationId!: string;
  /** No foreign key to reader: whom a breach was told to outlives the account. */
  @Column('uuid') readerId!: string;
  @Column('text') addressee!: Addressee;
  @Column('text') mode!: Mode;
  @Column('text') state!: BreachLetterState;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  /** A try of it ended without anybody knowing how: it may have come twice. */
  @Column('boolean', { default: false }) isDoubtful!: Default<boolean>;
  /** When it is due; while an instance is at it, when its lease runs out. */
  @Column('timestamptz') nextAttemptAt!: Date;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
}
