import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal } from '../data-map/decorators.js';

export const ANCHOR_KINDS = ['time-stamp', 'mail'] as const;
export type AnchorKind = (typeof ANCHOR_KINDS)[number];

/** That a checkpoint left this installation: time-stamped by an authority, or mailed to a data protection officer. */
@Entity('ledger_anchor')
@Check('ledger_anchor_kind', `kind in (${ANCHOR_KINDS.map((kind) => `'${kind}'`).join(', ')})`)
@Check('ledger_anchor_sent_to', 'octet_length(sent_to) = 32')
@Check('ledger_anchor_token', `(kind = 'time-stamp') = (token is not null)`)
@Index('ledger_anchor_once', ['libraryId', 'kind', 'sentTo', 'generation', 'size'], { unique: true })
@NotPersonal('sizes of a log, and hashes of published addresses of organisations')
export class OutsideAnchor {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('int') generation!: number;
  /** How many entries the checkpoint covers. */
  @Column('bigint') size!: number;
  @Column('text') kind!: AnchorKind;
  /** SHA-256 of the authority's or the officer's address, so that a new one gets the same checkpoint too. */
  @Column('bytea') sentTo!: Buffer;
  /** The authority's instant, or when the letter was written. */
  @Column('timestamptz') at!: Date;
  /** The authority's token in DER, byte for byte (RFC 3161). */
  @Column('bytea', { nullable: true }) token!: Buffer | null;
}
