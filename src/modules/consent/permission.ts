import type { LegalBasis } from '../../foundation/law/legal-bases.js';
import type { AgeRule, SubjectState } from '../../foundation/records/subject.entity.js';

/** What is known when the permission question is asked. Null: no such reader or purpose. */
export interface Circumstances {
  subject: {
    state: SubjectState;
    ageRule: AgeRule;
    kind: 'reader' | 'staff';
    /** The purpose is letters, and nobody has confirmed the address of the child they would go to. */
    isUnreachable: boolean;
  } | null;
  legalBasis: LegalBasis | null;
  consent: { state: 'given' | 'refused' | 'withdrawn'; since: Date; isSuperseded: boolean } | null;
  objectedSince: Date | null;
}

export interface PermissionAnswer {
  allowed: boolean;
  basis: LegalBasis | null;
  since: Date | null;
  reason: string;
}

/**
 * Whether the library may process for a purpose: consent given and standing; legitimate interest not objected to;
 * contract while the account lives; and in each case a reader who is neither restricted nor being erased, and who is
 * old enough or has a guardian's word (Art. 6(1), 7, 8, 18, 21).
 */
export function permission({ subject, legalBasis, consent, objectedSince }: Circumstances): PermissionAnswer {
  const no = (reason: string, since: Date | null = null): PermissionAnswer => ({
    allowed: false,
    basis: legalBasis,
    since,
    reason,
  });
  if (
    !subject ||
    subject.kind !== 'reader' ||
    subject.state === 'erasing' ||
    subject.state === 'erased' ||
    subject.state === 'pending'
  ) {
    return no('no-such-reader');
  }
  if (!legalBasis) return no('no-such-purpose');
  if (subject.state === 'restricted') return no('restricted');
  if (subject.ageRule === 'unmet') return no('age-rule-unmet');
  if (subject.isUnreachable) return no('address-unconfirmed');
  switch (legalBasis) {
    case 'consent':
      if (!consent) return no('not-asked');
      if (consent.state !== 'given') return no(consent.state, consent.since);
      if (consent.isSuperseded) return no('superseded', consent.since);
      return { allowed: true, basis: legalBasis, since: consent.since, reason: 'given' };
    case 'legitimate-interests':
    case 'public-task':
      return objectedSince
        ? no('objected', objectedSince)
        : { allowed: true, basis: legalBasis, since: null, reason: 'not-objected' };
    case 'contract':
      return { allowed: true, basis: legalBasis, since: null, reason: 'contract' };
    case 'legal-obligation':
    case 'vital-interests':
      return { allowed: true, basis: legalBasis, since: null, reason: legalBasis };
    default:
      return legalBasis satisfies never;
  }
}
