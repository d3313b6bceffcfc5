import type { NewOutsideRequest } from './dto.js';
import type { Incoming } from './unverified-requests.service.js';

/** What was sent, as a request that waits for its proof. */
export function incomingOf({ email, kind, language = 'en', statement }: NewOutsideRequest): Incoming {
  return { email, kind, asked: { language, ...(statement === undefined ? {} : { statement }) } };
}
