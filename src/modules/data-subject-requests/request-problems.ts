import { conflict } from '../../foundation/http/problem.js';
import type { RequestAction } from './request-actions.js';
import { isOpen, type DataSubjectRequest } from './request.entity.js';

type Request = Pick<DataSubjectRequest, 'kind' | 'state' | 'identityAskedAt' | 'extendedAt' | 'legalLimit'>;

export const notOpen = () =>
  conflict('not-open', 'This request is no longer open, or waits to know who asks. Read its state.');

export const changedMeanwhile = () =>
  conflict('changed-meanwhile', 'Somebody else has just changed this request. Read it again.');

export const alreadyOpen = (id: string | undefined) =>
  conflict(
    'already-open',
    'A request of this kind is open already. Wait for its answer, or take it back first.',
    id ? { id } : {},
  );

/** Why an action is not among those that may be done. */
export function cannotBeDone(action: RequestAction, request: Request, now: Date) {
  const { kind, state, identityAskedAt, extendedAt, legalLimit } = request;
  if (kind === 'erasure')
    return conflict(
      'carried-out',
      'An erasure is carried out from the moment it is asked: nothing to answer.',
    );
  if (!isOpen(state) && state !== 'failed') return notOpen();
  if (action === 'confirm-identity')
    return conflict('not-waiting', 'Nobody waits to know who asks. Answer the request.');
  if (action === 'ask-identity')
    return conflict(
      'asked-already',
      identityAskedAt
        ? 'The reader was asked already who it is; that is done once. Answer, or refuse.'
        : 'The download could not be made: answer the request yourself.',
    );
  if (action === 'extend' && extendedAt)
    return conflict(
      'extended-already',
      'The answer was extended already, and it is done once. Answer by then.',
    );
  if (now > legalLimit && (action === 'extend' || action === 'refuse'))
    return conflict(
      'too-late',
      `The first month is over, and the law allows this within it only. Answer at once.`,
    );
  if (state === 'waiting-for-identity')
    return conflict('waits-for-identity', 'This request waits to know who asks. Wait, or refuse it.');
  return conflict('carried-out', 'This request is answered by itself, in minutes: nothing to answer.');
}
