import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';
import { REFUSALS, type InteractionKind } from './interaction-kinds.js';

const KINDS = "kind in ('email', 'call', 'text-message', 'tracking-event')";

/** An e-mail, call, text message or tracking event that the reader’s choices allowed. */
@Entity('interaction')
@Check('interaction_kind', KINDS)
@Index('interaction_reader', ['libraryId', 'readerId', 'id'])
@Index('interaction_recorded_at', ['libraryId', 'purpose', 'recordedAt'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'conversations',
  category: 'communication',
  onErasure: 'delete',
  // Each is its own last message, and waits for no loan.
  ends: {
    from: {
      recorded: 'recordedAt',
      'last-message': 'recordedAt',
      'loan-end': 'recordedAt',
      withdrawal: 'consent',
    },
  },
  source: 'library',
  sourceBy: { property: 'kind', is: { 'tracking-event': 'observed' } },
  purposeBy: 'purpose',
  keepsHistory: true,
})
export class Interaction {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Column('text') kind!: InteractionKind;
  /** The purpose that allowed it, one of the library’s own. */
  @Column('text') @Personal({ plain: 'the key of a purpose', codes: 'purposes' }) purpose!: string;
  /** The library's own record of what it did. */
  @Sealed('interaction.content')
  @Personal({ rectify: 'POST /me/corrections', rectifyBy: 'reviewed' })
  content!: Text<'interaction.content'>;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Default<Date>;
  /** The staff member or key that recorded it. */
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) recordedBy!: string | null;
}

/** An interaction that was refused for want of permission: that it was tried and why not, never what it said. */
@Entity('interaction_refusal')
@Check('interaction_refusal_kind', KINDS)
@Index('interaction_refusal_reader', ['libraryId', 'readerId', 'id'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'accountability',
  category: 'consent',
  onErasure: 'delete',
  source: 'observed',
})
export class InteractionRefusal {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Column('text') kind!: InteractionKind;
  @Column('text') @Personal({ plain: 'the key of a purpose', codes: 'purposes' }) purpose!: string;
  @Column('text') @Personal({ plain: 'a state of the permission question', codes: REFUSALS }) reason!: string;
  @Column('timestamptz') refusedAt!: Date;
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) refusedTo!: string | null;
}
