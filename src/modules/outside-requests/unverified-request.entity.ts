import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret, Text } from '../../foundation/data-map/shapes.js';

export const OUTSIDE_KINDS = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
] as const;
export type OutsideKind = (typeof OUTSIDE_KINDS)[number];

/** A paper that a representative sends along. */
export interface MandatePaper {
  name: string;
  mediaType: string;
  /** In base64. */
  content: string;
}

/** Whom a representative speaks for, and what they show for it. */
export interface Representation {
  name: string;
  /** The address of the person represented. */
  of: string;
  mandate: string;
  paper?: MandatePaper;
  deliverTo: DeliverTo;
}

export const DELIVER_TO = ['data-subject', 'representative'] as const;
export type DeliverTo = (typeof DELIVER_TO)[number];

/** What was asked, beside its kind. */
export interface Asked {
  language: string;
  statement?: string;
  representation?: Representation;
}

/**
 * What somebody who says that an address is theirs asked for, until a letter to it shows that it is. It is sealed for
 * somebody made for it alone, stands in nobody's way, and vanishes.
 */
@Entity('unverified_request')
@Check('unverified_request_kind', `kind in (${OUTSIDE_KINDS.map((kind) => `'${kind}'`).join(', ')})`)
@Index('unverified_request_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('unverified_request_expires_at', ['libraryId', 'expiresAt'])
@Index('unverified_request_unwritten', ['libraryId', 'id'], { where: 'written_at is null' })
@PersonalRecord({ subject: 'id', purpose: 'accountability', category: 'request', onErasure: 'delete' })
export class UnverifiedRequest {
  @PrimaryColumn('uuid') libraryId!: string;
  /** The id of the subject that was made for it. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: OutsideKind;
  /** The address that has to be proved: the representative's, where one asks. */
  @Sealed('unverified_request.email', { lookup: 'repeated', normalise: 'email' })
  @Personal({ category: 'contact' })
  email!: Text<'unverified_request.email'>;
  @Sealed('unverified_request.asked', { as: 'json' }) asked!: Json<'unverified_request.asked', Asked>;
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  tokenHash!: Secret<Buffer> | null;
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  codeHash!: Secret<Buffer> | null;
  /** Wrong codes so far. */
  @Column('int', { default: 0 }) attempts!: Default<number>;
  @Column('timestamptz') receivedAt!: Date;
  /** When the letter that asks for the proof was written; null: too many went to the address that day. */
  @Column('timestamptz', { nullable: true }) writtenAt!: Date | null;
  /** When it was proved and answered that nothing is held; it stays until the answer has arrived. */
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  @Column('timestamptz') expiresAt!: Date;
}
