/** What a question may be about. */
export const SCOPE_KINDS = [
  'credential', 'session', 'api-key', 'staff', 'export', 'address', 'window', 'database',
] as const; // prettier-ignore
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** A question as it is kept; instants as ISO 8601. */
export interface ScopeQuestionWords {
  kind: ScopeKind;
  /** The id of the credential, session, key, member of staff or request; the address; null where there is none. */
  of: string | null;
  /** Of a credential: its epoch; null for each. */
  epoch: number | null;
  from: string;
  to: string;
}
