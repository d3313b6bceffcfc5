import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { Logged, Personal, PersonalRecord } from '../../foundation/data-map/decorators.js';
import type { Secret } from '../../foundation/data-map/shapes.js';

/** `late`: on a notice that meant something else than the one that was current; kept, but it does not count. */
export const OUTCOMES = ['counted', 'late'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Whether each optional category was accepted. */
export type Choices = Record<string, boolean>;

/**
 * One submission of a cookie notice. Rows are only ever added, and go when their time is over. Whose they are is a random
 * number in a browser, until somebody signs in and agrees to have it known: then the row names the reader, too.
 */
@Entity('cookie_choice')
@Check('cookie_choice_outcome', `outcome in (${OUTCOMES.map((one) => `'${one}'`).join(', ')})`)
@Check('cookie_choice_version', 'octet_length(version) = 32')
@Unique(['libraryId', 'noticeId'])
@Index('cookie_choice_visitor', ['libraryId', 'visitorId', 'id'])
@Index('cookie_choice_reader', ['libraryId', 'readerId', 'id'])
@Index('cookie_choice_ends', ['libraryId', 'askAgainAt'])
@Logged({
  kind: 'cookie-choice',
  openedBy: 'row',
  states: [
    'id', 'visitorId', 'version', 'language', 'choices', 'gpc', 'outcome', 'country', 'recordedAt', 'askAgainAt', 'noticeId', 'servedAt',
  ], // prettier-ignore
})
@PersonalRecord({
  subject: 'readerId',
  purpose: 'cookies',
  category: 'consent',
  onErasure: 'delete',
  ends: { at: 'askAgainAt' },
  rectify: 'POST /libraries/:slug/cookie-choices',
})
export class CookieChoice {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') @Personal({ plain: 'a random number in a browser' }) visitorId!: string;
  /** The reader who agreed to have these choices known as theirs; null: nobody knows whose they are. */
  @Column('uuid', { nullable: true }) readerId!: string | null;
  /** SHA-256 of the notice shown. */
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('text', { nullable: true })
  @Personal({ plain: 'the language of a published text' })
  language!: string | null;
  @Column('jsonb') @Personal({ plain: 'a state for each published category' }) choices!: Choices;
  /** Whether the browser said `Sec-GPC: 1` at the time. */
  @Column('boolean') gpc!: boolean;
  @Column('text') outcome!: Outcome;
  /** Whose rule says until when the choice stands. */
  @Column('text') @Personal({ plain: 'the country of the library' }) country!: string;
  @Column('timestamptz') recordedAt!: Date;
  /** Until when the choice stands and is kept. */
  @Column('timestamptz') askAgainAt!: Date;
  /** The serving of the notice that was answered, and when it was served; each is answered once. */
  @Column('uuid', { nullable: true }) @Personal({ plain: 'the number of a showing' }) noticeId!:
    string | null;
  @Column('timestamptz', { nullable: true }) servedAt!: Date | null;
  /** What opens the entry of the ledger; it goes with the row. */
  @Column('bytea', { nullable: true })
  @Personal({ withheld: 'a random number and the columns above it' })
  opening!: Secret<Buffer> | null;
}

/** How a visitor's choice stands: written with its event, in one transaction. */
@Entity('cookie_standing')
@Index('cookie_standing_reader', ['libraryId', 'readerId'])
@Index('cookie_standing_ends', ['libraryId', 'askAgainAt'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'cookies',
  category: 'consent',
  onErasure: 'delete',
  ends: { at: 'askAgainAt' },
  rectify: 'POST /libraries/:slug/cookie-choices',
})
export class CookieStanding {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') @Personal({ plain: 'a random number in a browser' }) visitorId!: string;
  @Column('uuid', { nullable: true }) readerId!: string | null;
  @Column('bytea') @Personal({ plain: 'a hash of a published text' }) version!: Buffer;
  @Column('jsonb') @Personal({ plain: 'a state for each published category' }) choices!: Choices;
  @Column('boolean') gpc!: boolean;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') askAgainAt!: Date;
}
