import type { Outcome } from '../../../foundation/mail/outcome.js';
import type { ClaimedLetter, Settled } from './breach-letter-rows.js';

/** Tries over about a day; a server that still says "later" then is not reached. */
export const MOST_ATTEMPTS = 12;
const MINUTE_MS = 60_000;
const LONGEST_WAIT_MINUTES = 240;

/** What became of a letter: an attempt's outcome, or none was made. */
export type Fate = Outcome | 'no-address' | 'untouched' | { waitUntil: Date };

/**
 * How a letter stands after what became of it. A duplicate is better than a miss: what may have been taken is tried once
 * more under the same Message-ID, and stays marked whatever comes of it (RFC 5321, 6.1).
 */
export function settle(letter: ClaimedLetter, fate: Fate, now: Date): Settled {
  const { attempts, isDoubtful } = letter;
  const as = { letter, attempts, isDoubtful, nextAttemptAt: now };
  if (typeof fate === 'object')
    return { ...as, state: 'deferred', attempts: attempts - 1, nextAttemptAt: fate.waitUntil };
  switch (fate) {
    case 'accepted':
      return { ...as, state: 'accepted' };
    case 'failed':
      return { ...as, state: 'bounced' };
    case 'no-address':
      return { ...as, state: 'unreachable' };
    case 'untouched':
      return { ...as, state: letter.isNew ? 'pending' : 'deferred', attempts: attempts - 1 };
    case 'ambiguous':
      return isDoubtful
        ? { ...as, state: 'ambiguous' }
        : { ...as, state: 'deferred', isDoubtful: true, nextAttemptAt: later(attempts, now) };
    case 'deferred':
      return attempts < MOST_ATTEMPTS
        ? { ...as, state: 'deferred', nextAttemptAt: later(attempts, now) }
        : { ...as, state: isDoubtful ? 'ambiguous' : 'unreachable' };
    default:
      return fate satisfies never;
  }
}

function later(attempts: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(2 ** (attempts - 1), LONGEST_WAIT_MINUTES) * MINUTE_MS);
}
