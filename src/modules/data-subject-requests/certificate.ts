import type { Opened } from '../../foundation/data-map/shapes.js';
import type { Language } from '../../foundation/data-map/words.js';
import type { Holds } from '../../foundation/records/holds.js';
import { certificateWords } from './certificate-words.js';
import { ERASURE_STATES, type Erasure, type ErasureState } from './erasure.entity.js';
import type { Kept } from './what-stays.js';
import { dayOf } from './waiting-erasures.service.js';
import type { WaitingErasure, WaitingReason } from './waiting-erasure.entity.js';

export type CertifiedState = ErasureState | 'waiting' | 'held';

/** Proof of an erasure in two parts, the live system and the backups; it names nobody. */
export interface Certificate {
  id: string;
  library: string;
  state: CertifiedState;
  steps: ErasureState[];
  requestedAt: Date;
  /** Why it has not begun; null once it has. */
  waits: {
    reason: WaitingReason;
    beginsAt: Date | null;
    holds: { ground: string; reviewOn: string }[];
  } | null;
  keys: { ids: string[]; destroyedAt: Date | null };
  live: { isComplete: boolean; completedAt: Date | null; deletedRows: Record<string, number> };
  backups: { areUnreadable: boolean; since: Date | null; text: string };
  recipients: { told: number; acknowledged: number; unreachable: number };
  kept: Kept[];
  suppression: string;
  provesNot: string;
  proof: string;
}

/** What every certificate says beside its erasure. */
export interface Around {
  library: string;
  recipients: Certificate['recipients'];
  kept: Kept[];
  /** Of somebody who worked here, not of a reader. */
  isOfStaff: boolean;
  /** Where the certificate is. */
  address: string;
  language: Language;
}

/** The certificate of an erasure that has begun. */
export function certificateOf(erasure: Opened<Erasure>, around: Around): Certificate {
  const { id, state, requestedAt, keysDestroyedAt, liveCompleteAt, horizonPassedAt, kids, counts } = erasure;
  return {
    id,
    library: around.library,
    state,
    steps: ERASURE_STATES.slice(0, ERASURE_STATES.indexOf(state) + 1),
    requestedAt,
    waits: null,
    keys: { ids: kids, destroyedAt: keysDestroyedAt },
    live: { isComplete: liveCompleteAt !== null, completedAt: liveCompleteAt, deletedRows: counts },
    backups: backups(horizonPassedAt, around.language),
    ...rest(around),
  };
}

/** The certificate of one that waits. */
export function waitingCertificateOf(
  waiting: Opened<WaitingErasure>,
  holds: Holds,
  around: Around,
): Certificate {
  const { id, reason, requestedAt, beginsAt, counts } = waiting;
  const reasons = holds.all.map(({ ground, reviewAt }) => ({ ground, reviewOn: dayOf(reviewAt) }));
  return {
    id,
    library: around.library,
    state: reason === 'grace' ? 'waiting' : 'held',
    steps: [],
    requestedAt,
    waits: { reason, beginsAt, holds: reasons },
    keys: { ids: [], destroyedAt: null },
    live: { isComplete: false, completedAt: null, deletedRows: counts },
    backups: backups(null, around.language),
    ...rest(around),
  };
}

function backups(since: Date | null, language: Language): Certificate['backups'] {
  const { waiting, passed } = certificateWords[language].backups;
  return { areUnreadable: since !== null, since, text: since ? passed : waiting };
}

function rest({ recipients, kept, address, language, isOfStaff }: Around) {
  const { suppression: words, provesNot } = certificateWords[language];
  const suppression = isOfStaff ? '' : words;
  return { recipients, kept, suppression, provesNot, proof: `${address}/proof` };
}
