/** What can be done to contain an incident. */
export const ACTION_KINDS = [
  'end-sessions', 'force-password-change', 'switch-off-provider', 'revoke-api-keys', 'revoke-staff-access',
  'rotate-library-keys', 're-key-subjects', 'freeze-exports', 'read-only', 'pause-letters', 'quarantine-account',
  'block-addresses',
] as const; // prettier-ignore
export type ActionKind = (typeof ACTION_KINDS)[number];

/** Those that replace keys, which are then not known to have been safe. */
export const KEY_MEASURES: readonly ActionKind[] = ['rotate-library-keys', 're-key-subjects'];

export const ACTION_STATES = [
  'previewed', 'approved', 'applying', 'applied', 'verified', 'reverted', 'expired', 'failed',
] as const; // prettier-ignore
export type ActionState = (typeof ACTION_STATES)[number];

/** How far an action reaches: everybody, one library, one account. */
export type Reach = 'platform' | 'library' | 'account';
