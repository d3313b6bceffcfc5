import type { LegalBasis } from '../law/legal-bases.js';

/** Categories of personal data, as Art. 30(1)(c) asks for them and breach scope counts them. */
export const CATEGORIES = [
  'identity',
  'contact',
  'credential',
  'reading',
  'communication',
  'consent',
  'request',
  'usage',
  'minor',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** Where a datum came from (Art. 14(2)(f), 15(1)(g)). */
export type Source = 'reader' | 'library' | 'observed' | 'identity-provider';

/** What erasure does with the rows: deletes them, or keeps a proof that displays nothing, on a ground of Art. 17(3). */
export type OnErasure = 'delete' | { keep: string; ground: '17(3)(b)' | '17(3)(e)' };

/** Why staff are not named in a reader's copy: their role and the time are told (CJEU C-579/21, 83). */
export const STAFF_UNNAMED =
  'who works for the library is not named; that it was the library, and when, is told (Art. 15(4))';

/** Key of a purpose of processing; every personal record names one. */
export type PurposeKey =
  | 'account'
  | 'lending'
  | 'conversations'
  | 'service-messages'
  | 'newsletter'
  | 'phone-calls'
  | 'text-messages'
  | 'reading-analytics'
  | 'recommendations'
  | 'security-log'
  | 'accountability'
  | 'cookies'
  | 'staff';

/** How long the data of a purpose are kept, and from which event the months count. */
export interface Retention {
  months: number;
  from: 'account-end' | 'recorded' | 'withdrawal' | 'loan-end' | 'last-message';
}

/** An event from which months count, other than the end of the account, which the subject itself tells. */
export type Event = Exclude<Retention['from'], 'account-end'>;

/**
 * What ends the rows of a table before the account does: months that count from an instant; the end of the row of another
 * table that they belong to; an instant that the row says itself; or another mechanism, in words. For `withdrawal` the
 * table that tells of it is named, for the others the property, or several of which the first that is set counts.
 */
export type Ends =
  | { from: Partial<Record<Event, string | string[]>>; by?: string }
  | { with: { table: string; by: string } }
  | { at: string }
  | { by: string };

export interface PurposeText {
  title: string;
  text: string;
}

/** A purpose of processing as Art. 13(1)(c) and 30(1)(b) want it told. */
export interface Purpose {
  key: PurposeKey;
  legalBasis: LegalBasis;
  categories: Category[];
  recipients: string[];
  retention: Retention;
  /** Only reader-facing purposes are published on a library's page; visitors are told by the notice itself. */
  audience: 'readers' | 'visitors' | 'staff';
  texts: Record<'en' | 'es', PurposeText>;
}
