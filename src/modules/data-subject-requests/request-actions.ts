import type { Opened } from '../../foundation/data-map/shapes.js';
import {
  countedFrom,
  deadlinesOf,
  doesWaitSuspend,
  extendedUntil,
  type Where,
} from '../../foundation/law/answer-deadlines.js';
import type { DataSubjectRequest, RequestKind } from './request.entity.js';

/** What an owner may do about a request. */
export const REQUEST_ACTIONS = ['ask-identity', 'confirm-identity', 'extend', 'refuse', 'answer'] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];

type Request = Pick<
  Opened<DataSubjectRequest>,
  | 'kind'
  | 'state'
  | 'receivedAt'
  | 'promisedBy'
  | 'legalLimit'
  | 'identityAskedAt'
  | 'extendedAt'
  | 'extendedUntil'
>;
type Deadlines = Pick<Request, 'promisedBy' | 'legalLimit' | 'extendedUntil'>;

/** Kinds that the system carries out by itself, in minutes. */
export const CARRIED_OUT: readonly RequestKind[] = ['access', 'portability', 'erasure'];

/** What may be done about a request now. An erasure is under way once it is asked, and nobody can stop it. */
export function mayBeDone(request: Request, place: Where, now: Date): RequestAction[] {
  const { kind, state, identityAskedAt, extendedAt } = request;
  if (kind === 'erasure' || !['received', 'waiting-for-identity', 'in-progress', 'failed'].includes(state))
    return [];
  const isWaiting = state === 'waiting-for-identity';
  const isInFirstMonth = now <= deadlinesAfterWait(request, place, now).legalLimit;
  return [
    ...(!isWaiting && state !== 'failed' && !identityAskedAt ? (['ask-identity'] as const) : []),
    ...(isWaiting ? (['confirm-identity'] as const) : []),
    ...(!isWaiting && !extendedAt && isInFirstMonth ? (['extend'] as const) : []),
    ...(isInFirstMonth ? (['refuse'] as const) : []),
    ...(!isWaiting && (state === 'failed' || !CARRIED_OUT.includes(kind)) ? (['answer'] as const) : []),
  ];
}

/** Whether the clock rests now, as the library waits to know who asks and asked in time. */
export function isResting(
  { state, receivedAt, identityAskedAt }: Pick<Request, 'state' | 'receivedAt' | 'identityAskedAt'>,
  place: Where,
): boolean {
  return (
    state === 'waiting-for-identity' &&
    identityAskedAt !== null &&
    doesWaitSuspend(receivedAt, identityAskedAt, place)
  );
}

/** The deadlines of a request whose wait ends now: counted anew where the clock rested, else as they stand. */
export function deadlinesAfterWait(request: Request, place: Where, now: Date): Deadlines {
  const { receivedAt, identityAskedAt } = request;
  const standing = { promisedBy: request.promisedBy, legalLimit: request.legalLimit };
  if (!isResting(request, place) || !identityAskedAt)
    return { ...standing, extendedUntil: request.extendedUntil };
  const from = countedFrom(receivedAt, { askedAt: identityAskedAt, endedAt: now }, place);
  const { promisedBy, legalLimit } = deadlinesOf(from, place);
  return {
    promisedBy,
    legalLimit,
    extendedUntil: request.extendedUntil && extendedUntil(from, place),
  };
}

/** The instant from which the periods of a request count, once its wait is over. */
export function startOf(
  request: Pick<Opened<DataSubjectRequest>, 'receivedAt' | 'identityAskedAt' | 'identityProvidedAt'>,
  place: Where,
): Date {
  const { receivedAt, identityAskedAt: askedAt, identityProvidedAt: endedAt } = request;
  return countedFrom(receivedAt, askedAt && endedAt ? { askedAt, endedAt } : null, place);
}

/** The place by whose clock a request was counted, whatever the library says of itself since. */
export function placeOf<P extends Where>(place: P, { timeZone }: { timeZone: string | null }): P {
  return { ...place, timeZone: timeZone ?? place.timeZone };
}
