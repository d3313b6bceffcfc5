import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Personal, PersonalRecord, Sealed } from '../data-map/decorators.js';
import { LETTERS } from '../data-map/processings.js';
import type { Default, Json, Text } from '../data-map/shapes.js';

/** What a letter says; sealed as one until it is accepted. */
export interface LetterContent {
  subject: string;
  text: string;
  html?: string;
  headers?: Record<string, string>;
}

export const LETTER_STATES = [
  'pending',
  'claimed',
  'accepted',
  'ambiguous',
  'deferred',
  'failed',
  /** A restore found it unsent: perhaps it was sent since, so that a person has to say so. */
  'held',
] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** A letter to one recipient, written in the transaction that caused it and sent afterwards. */
@Entity('letter')
@Check('letter_state', `state in (${LETTER_STATES.map((state) => `'${state}'`).join(', ')})`)
@Index('letter_due', ['libraryId', 'nextAttemptAt'], { where: "state in ('pending', 'claimed', 'deferred')" })
@Index('letter_held', ['libraryId', 'id'], { where: "state = 'held'" })
@Index('letter_subject', ['libraryId', 'subjectId'])
@Unique(['libraryId', 'messageId'])
@PersonalRecord({
  subject: 'subjectId',
  purpose: 'account',
  category: 'contact',
  onErasure: 'delete',
  source: 'library',
  ends: { from: { recorded: 'createdAt' } },
})
export class Letter {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  /** Stable over every attempt, so that a recipient's server can drop a double. */
  @Column('text') @Personal({ plain: 'a random id' }) messageId!: string;
  @Column('text') @Personal({ plain: 'the kind of letter', codes: Object.keys(LETTERS) }) kind!: string;
  @Column('text', { default: 'pending' }) state!: Default<LetterState>;
  @Column('int', { default: 0 }) attempts!: Default<number>;
  @Column('timestamptz', { default: () => 'now()' }) nextAttemptAt!: Default<Date>;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Default<Date>;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
  @Sealed('letter.recipient', { lookup: 'repeated', normalise: 'email' })
  @Personal({ ofOthers: { shown: 'an address of a parent or guardian is there only where you named it' } })
  recipient!: Text<'letter.recipient'>;
  @Sealed('letter.content', { as: 'json', nullable: true }) content!: Json<
    'letter.content',
    LetterContent
  > | null;
}
