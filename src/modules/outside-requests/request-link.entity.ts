import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../foundation/data-map/shapes.js';

/** Whom a download is handed over to, where it is not the reader. */
export interface HandedTo {
  email: string;
  language: string;
}

/** What ties a request to the letter that proved it, and hands its download over to who cannot sign in. */
@Entity('request_link')
@Index('request_link_proof', ['libraryId', 'proofHash'], { unique: true })
@Index('request_link_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('request_link_subject', ['libraryId', 'subjectId'])
@Index('request_link_due', ['libraryId', 'nextAttemptAt'], { where: 'told_at is null' })
@Index('request_link_expires_at', ['libraryId', 'expiresAt'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
  exported: { no: 'links that open this download without signing in, dead within days' },
})
export class RequestLink {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') requestId!: string;
  /** The link that proved the address, so that a second use is told that it was used. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  proofHash!: Secret<Buffer> | null;
  /** The link that hands the download over; null until the letter with it is written. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'the hash of a secret sent by letter' })
  tokenHash!: Secret<Buffer> | null;
  @Sealed('request_link.handed_to', {
    as: 'json',
    nullable: true,
    ...{ lookup: 'repeated', lookupAt: ['email'], normalise: 'email' },
  })
  @Personal({ category: 'contact' })
  handedTo!: Json<'request_link.handed_to', HandedTo> | null;
  /** When the letter about the answer was written; null while there is something to tell. */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  @Column('timestamptz') nextAttemptAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
}
