import type { SignedIn } from '../access/signed-in.js';
import { conflict } from '../http/problem.js';
import type { SubjectKeys } from './subject-keys.js';

/** What stands in the place of a text that may be kept and not used (Art. 18(2)). Nobody can write it back. */
export const RESTRICTED = '⟨restricted⟩';

/**
 * Jobs at work on storage, on what the law asks or on readers' own rights, which a restriction leaves going (Art. 18(2)).
 * A job that is not named here sees restricted data as staff do: not at all. A test has every job in one of two lists.
 */
export const JOBS_BESIDE_RESTRICTION: readonly string[] = [
  'access',
  'accounts-expire',
  'attachments',
  'breach-letters',
  'coming-of-age',
  'consents import',
  'consents-expire',
  'cookies-expire',
  'demo',
  'downloads-expire',
  'epoch-tick',
  'erasures',
  'guardian-letters',
  'hand-overs',
  'hand-overs-expire',
  'idempotent answers',
  'import',
  'imports',
  'ledger check',
  'ledger evidence-pack',
  'letters',
  'mandates-expire',
  'mandates-write',
  'outside-requests',
  'outside-requests-expire',
  'outside-requests-write',
  'readers erase',
  'recipient-notices',
  'restore',
  'restore drill',
  'restrictions',
  'retention',
  'scope-countries',
  'sign-ups-expire',
  'suppression-expires',
];

/** Jobs that a restriction stops: they use data. */
export const JOBS_STOPPED_BY_RESTRICTION: readonly string[] = ['newsletters'];

/**
 * Whether the asker may open data of a reader whose data are restricted: the reader, whoever proves to be the reader,
 * the jobs above, and a member of staff who stated a claim that the data are needed for.
 */
export function opensRestricted(me: SignedIn, subjectId: string, { isViewed }: SubjectKeys): boolean {
  switch (me.kind) {
    case 'reader':
      return me.id === subjectId;
    case 'visitor':
      return true;
    case 'job':
      return JOBS_BESIDE_RESTRICTION.includes(me.id);
    case 'staff':
      return isViewed;
    case 'api-key':
      return false;
    default:
      return me satisfies never;
  }
}

/** For what has no place for a text, such as a file. */
export const restricted = () =>
  conflict(
    'restricted',
    'These data are kept and not used while they are restricted (GDPR Art. 18). An owner may open them by stating the legal claim that they are needed for.',
  );
