import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { AgeRule, SubjectState } from '../../foundation/records/subject.entity.js';
import { standingOf, type Standing } from './consent-standing.js';
import type { ObjectionState } from './objection.entity.js';

/** What is known when the permission question is asked. Null: no such reader or purpose. */
export interface Circumstances {
  subject: {
    state: SubjectState;
    ageRule: AgeRule;
    kind: 'reader' | 'staff';
    /** The purpose is letters, and nobody has confirmed the address of the child they would go to. */
    isUnreachable: boolean;
    /** The purpose is consent's or direct marketing, and they asked to be erased and may still change their mind. */
    isLeaving: boolean;
  } | null;
  legalBasis: LegalBasis | null;
  consent: Standing | null;
  objection: { state: ObjectionState; since: Date } | null;
}

export interface PermissionAnswer {
  allowed: boolean;
  basis: LegalBasis | null;
  since: Date | null;
  reason: string;
}

/**
 * Whether the library may process for a purpose: consent given and standing; legitimate interest not objected to, or
 * with grounds that override the objection; contract while the account lives; and in each case a reader who is neither
 * restricted nor being erased, and who is old enough or has a guardian's word (Art. 6(1), 7, 8, 18, 21). Whoever has
 * asked to be erased is sent no marketing while they may still change their mind.
 */
export function permission(
  { subject, legalBasis, consent, objection }: Circumstances,
  now: Date,
): PermissionAnswer {
  const answer = (allowed: boolean, reason: string, since: Date | null = null): PermissionAnswer => ({
    allowed,
    basis: legalBasis,
    since,
    reason,
  });
  if (!subject || subject.kind !== 'reader' || isNobody(subject.state))
    return answer(false, 'no-such-reader');
  if (!legalBasis) return answer(false, 'no-such-purpose');
  if (subject.state === 'restricted') return answer(false, 'restricted');
  if (subject.ageRule === 'unmet') return answer(false, 'age-rule-unmet');
  if (subject.isUnreachable) return answer(false, 'address-unconfirmed');
  if (subject.isLeaving) return answer(false, 'leaving');
  switch (legalBasis) {
    case 'consent': {
      if (!consent) return answer(false, 'not-asked');
      const { state, since } = standingOf(consent, now);
      return answer(state === 'given', state, since);
    }
    case 'legitimate-interests':
    case 'public-task':
      if (!objection) return answer(true, 'not-objected');
      return objection.state === 'overridden'
        ? answer(true, 'overridden', objection.since)
        : answer(false, 'objected', objection.since);
    case 'contract':
      return answer(true, 'contract');
    case 'legal-obligation':
    case 'vital-interests':
      return answer(true, legalBasis);
    default:
      return legalBasis satisfies never;
  }
}

function isNobody(state: SubjectState): boolean {
  return state === 'erasing' || state === 'erased' || state === 'pending';
}
