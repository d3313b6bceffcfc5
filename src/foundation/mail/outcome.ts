/** What became of an attempt: the recipient's server took it, may have taken it, asks to come back, or never will. */
export type Outcome = 'accepted' | 'ambiguous' | 'deferred' | 'failed';
