import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';
import {
  OUTSIDE_KINDS,
  type MandatePaper,
  type OutsideKind,
  type Representation,
} from './unverified-request.entity.js';

export const MANDATE_STATES = ['waiting', 'confirmed', 'approved', 'refused', 'closed'] as const;
/** Those that are answered, and forgotten in time. */
export const SETTLED_STATES = MANDATE_STATES.filter((state) => state !== 'waiting');
export type MandateState = (typeof MANDATE_STATES)[number];

const listed = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

/** What a representative asked and showed, without the paper. Of one that is closed, `of` and `mandate` are empty. */
export interface Mandated extends Omit<Representation, 'paper'> {
  /** The representative's own address, proved by a letter. */
  email: string;
  language: string;
  statement?: string;
}

/**
 * What somebody asks for another person, with what entitles them to it. The person confirms it by a letter, or the owner
 * decides about the mandate. It is the person's own where the library knows them; else it is sealed for somebody made for
 * it alone. Where a reader is erased before anybody decided it is closed: what stays, for a week, is who asked, sealed anew
 * for somebody made for it.
 */
@Entity('mandate')
@Check('mandate_kind', `kind in (${listed(OUTSIDE_KINDS)})`)
@Check('mandate_state', `state in (${listed(MANDATE_STATES)})`)
@Check('mandate_decided', "(state = 'waiting') = (decided_at is null)")
@Check('mandate_paper_gone', "state = 'waiting' or paper is null")
@Index('mandate_proof', ['libraryId', 'proofHash'], { unique: true })
@Index('mandate_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('mandate_subject', ['libraryId', 'subjectId'])
@Index('mandate_unwritten', ['libraryId', 'id'], {
  where: "state = 'waiting' and is_known and written_at is null",
})
@Index('mandate_expires_at', ['libraryId', 'expiresAt'])
@Logged({
  kind: 'mandate',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'kind', 'state', 'receivedAt', 'decidedAt', 'decidedBy', 'paperCheckedAt'],
  on: ['state'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
})
export class Mandate {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  /** Whether the subject is a reader; else somebody made for this mandate. */
  @Column('boolean') isKnown!: boolean;
  @Column('text') kind!: OutsideKind;
  @Column('text', { default: 'waiting' }) state!: Default<MandateState>;
  @Sealed('mandate.mandated', {
    as: 'json',
    ...{ lookup: 'repeated', lookupAt: ['email'], normalise: 'email' },
  })
  mandated!: Json<'mandate.mandated', Mandated>;
  /** Removed as soon as it was checked, or is not needed (EDPB Guidelines 01/2022, on copies of identity documents). */
  @Sealed('mandate.paper', { as: 'json', nullable: true })
  paper!: Json<'mandate.paper', MandatePaper> | null;
  @Column('boolean') hadPaper!: boolean;
  /** When an owner looked at the paper and decided; the note that it was checked outlives it. */
  @Column('timestamptz', { nullable: true }) paperCheckedAt!: Date | null;
  /** What the owner wrote of the decision, or why it is closed. */
  @Sealed('mandate.reason', { nullable: true }) reason!: Text<'mandate.reason'> | null;
  /** The link that proved the representative's address, so that a second use is told. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  proofHash!: Secret<Buffer> | null;
  /** The link by which the person confirms it. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  tokenHash!: Secret<Buffer> | null;
  @Column('timestamptz') receivedAt!: Date;
  /** When the representative's proof was asked for, and when it came. */
  @Column('timestamptz') askedAt!: Date;
  @Column('timestamptz') provedAt!: Date;
  /** When the person was written to; null: not yet, or nobody is known. */
  @Column('timestamptz', { nullable: true }) writtenAt!: Date | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  /** The owner who decided; null where the person did. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) decidedBy!: string | null;
  @Column('timestamptz') expiresAt!: Date;
}
