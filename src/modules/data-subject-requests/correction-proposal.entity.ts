import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { Logged, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Text } from '../../foundation/data-map/shapes.js';
import { STAFF_UNNAMED } from '../../foundation/data-map/vocabulary.js';

export const PROPOSAL_STATES = ['open', 'accepted', 'refused'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** A correction of the library's own record that a reader asks for (Art. 16): the owner decides, and says why not. */
@Entity('correction_proposal')
@Check('correction_proposal_state', `state in (${PROPOSAL_STATES.map((state) => `'${state}'`).join(', ')})`)
@Check('correction_proposal_decided', "(state = 'open') = (decided_at is null)")
@Check('correction_proposal_reasoned', "state <> 'refused' or reason is not null")
@Index('correction_proposal_subject', ['libraryId', 'subjectId', 'id'])
@Index('correction_proposal_open', ['libraryId', 'datum', 'rowId'], { unique: true, where: "state = 'open'" })
@Logged({
  kind: 'correction-proposal',
  openedBy: 'fact',
  states: ['id', 'subjectId', 'requestId', 'datum', 'rowId', 'state', 'askedAt', 'decidedAt'],
  on: ['state'],
})
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'accountability',
  category: 'request',
  onErasure: 'delete',
})
export class CorrectionProposal {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  /** The request of kind rectification that it is part of. */
  @Column('uuid') requestId!: string;
  @Column('text') @Personal({ plain: 'the name of a datum' }) datum!: string;
  @Column('uuid') @Personal({ plain: 'the id of a row' }) rowId!: string;
  @Sealed('correction_proposal.value') value!: Text<'correction_proposal.value'>;
  @Sealed('correction_proposal.why') why!: Text<'correction_proposal.why'>;
  @Column('text', { default: 'open' }) state!: Default<ProposalState>;
  @Column('timestamptz') askedAt!: Date;
  /** Why it was refused, for the reader to read. */
  @Sealed('correction_proposal.reason', { nullable: true })
  @Personal({ source: 'library' })
  reason!: Text<'correction_proposal.reason'> | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
  @Column('uuid', { nullable: true }) @Personal({ ofOthers: STAFF_UNNAMED }) decidedBy!: string | null;
}
