import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Json, Secret } from '../../foundation/data-map/shapes.js';
import type { Guardian } from './reader.entity.js';

export const LINK_KINDS = ['password-reset', 'email-change', 'email-veto', 'guardian-agreement'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** What a link carries out when it is opened: the address to take or to restore, the guardian who agrees. */
export interface LinkContent {
  email?: string;
  guardian?: Guardian;
}

/** A link in a letter about an account. It works once, and not for long. */
@Entity('account_link')
@Check('account_link_kind', `kind in (${LINK_KINDS.map((kind) => `'${kind}'`).join(', ')})`)
@Index('account_link_token', ['libraryId', 'tokenHash'], { unique: true })
@Index('account_link_subject', ['libraryId', 'subjectId'])
@Index('account_link_expires_at', ['libraryId', 'expiresAt'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'contact',
  onErasure: 'delete',
  ends: { at: 'expiresAt' },
})
export class AccountLink {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') kind!: LinkKind;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret sent by letter' }) tokenHash!: Secret<Buffer>;
  @Sealed('account_link.content', {
    as: 'json',
    nullable: true,
    ...{ lookup: 'repeated', lookupAt: ['guardian.email', 'email'], normalise: 'email' },
  })
  @Personal({ ofOthers: { shown: 'you named your parent or guardian yourself' } })
  content!: Json<'account_link.content', LinkContent> | null;
  @Column('timestamptz') expiresAt!: Date;
}
