import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { NotPersonal, Personal, PersonalRecord, Sealed } from '../../foundation/data-map/decorators.js';
import type { Default, Json, Secret } from '../../foundation/data-map/shapes.js';

/** What a letter says. */
export interface NewsletterText {
  subject: string;
  body: string;
}

/** A newsletter in the languages it was written in; the first is for whoever reads none of the others. */
export interface NewsletterTexts {
  anyone: NewsletterText;
  byLanguage: Record<string, NewsletterText>;
}

/** Held: a restore found it half written, and a person has to say whether the rest is written. */
export type NewsletterState = 'sending' | 'sent' | 'held';

/** A letter of the library to all who opted in to its newsletter. */
@Entity('newsletter')
@Check('newsletter_state', "state in ('sending', 'sent', 'held')")
@Index('newsletter_sending', ['libraryId', 'id'], { where: "state = 'sending'" })
@NotPersonal('what a library writes to all, and how many got it')
export class Newsletter {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { default: 'sending' }) state!: Default<NewsletterState>;
  @Sealed('newsletter.texts', { under: 'content', as: 'json' })
  texts!: Json<'newsletter.texts', NewsletterTexts>;
  /** Readers up to this one have had their turn; moved with the letters of each batch, in one transaction. */
  @Column('uuid', { nullable: true }) reached!: string | null;
  @Column('int', { default: 0 }) posted!: Default<number>;
  @Column('int', { default: 0 }) skipped!: Default<number>;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) sentAt!: Date | null;
}

/** That a newsletter was written to a reader: one row each, so that nobody gets it twice. */
@Entity('newsletter_recipient')
@Index('newsletter_recipient_reader', ['libraryId', 'readerId'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'newsletter',
  category: 'contact',
  onErasure: 'delete',
  ends: { from: { recorded: 'postedAt', withdrawal: 'consent' } },
  source: 'library',
})
export class NewsletterRecipient {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') newsletterId!: string;
  @PrimaryColumn('uuid') readerId!: string;
  @Column('timestamptz') postedAt!: Date;
}

/** The link in one letter by which its reader stops a purpose with one click (RFC 8058). */
@Entity('unsubscribe_token')
@Index('unsubscribe_token_hash', ['libraryId', 'tokenHash'], { unique: true })
@Index('unsubscribe_token_newsletter', ['libraryId', 'newsletterId'])
@Index('unsubscribe_token_reader', ['libraryId', 'readerId'])
@PersonalRecord({
  subject: 'readerId',
  purpose: 'newsletter',
  category: 'contact',
  onErasure: 'delete',
  ends: { by: 'the end of the account: the link in an old letter has to stop what was opted in to again' },
  source: 'library',
  exported: { no: 'hashes of links that were sent in letters' },
})
export class UnsubscribeToken {
  @PrimaryColumn('uuid') libraryId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') readerId!: string;
  @Column('uuid') newsletterId!: string;
  @Column('bytea') @Personal({ withheld: 'the hash of a secret sent by letter' }) tokenHash!: Secret<Buffer>;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
}
