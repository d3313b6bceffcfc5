import type { Opened } from '../../foundation/data-map/shapes.js';
import { supervisoryAuthority } from '../../foundation/law/countries.js';
import type { Place } from '../../foundation/law/place.js';
import type { Rows } from '../../foundation/records/rows.js';
import { holdsOn } from './held-requests.js';
import type { DataSubjectRequest } from './request.entity.js';
import { RequestWords, type WordsAbout } from './request-words.entity.js';

type Request = Opened<DataSubjectRequest>;

/** A request without what was written about it. */
export function outlineOf(request: Request) {
  const { id, kind, state, receivedAt, promisedBy, legalLimit, extendedUntil, completedAt } = request;
  const { expiresAt, bytes } = request;
  const download = bytes === null ? null : { bytes, expiresAt };
  return {
    id,
    kind,
    state,
    receivedAt,
    promisedBy,
    legalLimit,
    extendedUntil,
    completedAt,
    download,
  };
}

/** A request with everything that was said about it, for the reader and for the owner who answers. */
export async function detailOf(
  db: Rows,
  request: Request,
  words: Partial<Record<WordsAbout, string>>,
  place: Place,
) {
  const { identityAskedAt, identityProvidedAt, extendedAt, extendedUntil, refusedAt } = request;
  return {
    ...outlineOf(request),
    identity: identityAskedAt && {
      askedAt: identityAskedAt,
      why: words.identity ?? null,
      providedAt: identityProvidedAt,
      answer: words['identity-answer'] ?? null,
    },
    extension: extendedAt && {
      at: extendedAt,
      until: extendedUntil,
      reason: request.extensionReason,
      explanation: words.extension ?? null,
    },
    refusal: refusedAt && {
      at: refusedAt,
      reason: request.refusalReason,
      explanation: words.refusal ?? null,
      authority: authorityOf(place),
    },
    answer: words.answer ?? null,
    held: await holdsOn(db, request),
  };
}

/** Whom a reader may complain to (Art. 12(4), 77); null where none is known. */
export function authorityOf(place: Place) {
  const found = supervisoryAuthority(place);
  return found ? { name: found.name, url: found.url } : null;
}

/** What was written about requests, by request and then by what about. */
export async function wordsAbout(
  db: Rows,
  requestIds: string[],
): Promise<Map<string, Partial<Record<WordsAbout, string>>>> {
  const found = new Map<string, Partial<Record<WordsAbout, string>>>();
  if (!requestIds.length) return found;
  for (const { requestId, about, words } of await db.all(RequestWords, { requestId: requestIds }))
    found.set(requestId, { ...found.get(requestId), [about]: words });
  return found;
}
