import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import type { LegalBasis } from '../../foundation/law/legal-bases.js';

/** How a library reaches a reader, or watches one. */
export const INTERACTION_KINDS = ['email', 'call', 'text-message', 'tracking-event'] as const;
export type InteractionKind = (typeof INTERACTION_KINDS)[number];

/** Why the permission question says no. */
export const REFUSALS = [
  'not-asked',
  'refused',
  'withdrawn',
  'expired',
  'superseded',
  'unconfirmed',
  'objected',
  'restricted',
  'age-rule-unmet',
  'address-unconfirmed',
] as const;

/** Which purposes of consent cover which kind: a reader who agreed to calls has not agreed to messages. */
const COVERED: Record<InteractionKind, readonly PurposeKey[]> = {
  email: ['newsletter', 'recommendations'],
  call: ['phone-calls'],
  'text-message': ['text-messages'],
  'tracking-event': ['reading-analytics', 'recommendations'],
};

/** The purposes of consent that an interaction of this kind may name. */
export function purposesOf(kind: InteractionKind): readonly string[] {
  return COVERED[kind];
}

/** Whether a purpose covers the kind: consent covers what it was asked for, other bases what their task needs. */
export function covers(purpose: string, basis: LegalBasis, kind: InteractionKind): boolean {
  return basis !== 'consent' || COVERED[kind].some((one) => one === purpose);
}
