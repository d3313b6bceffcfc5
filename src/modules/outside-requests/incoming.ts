import { invalid } from '../../foundation/http/problem.js';
import type { NewOutsideRequest, PaperGiven } from './dto.js';
import { paperBytes } from './mandate-paper.js';
import type { MandatePaper, Representation } from './unverified-request.entity.js';
import type { Incoming } from './unverified-requests.service.js';

/** What was sent, as a request that waits for its proof. @throws 422 for a paper that is not what it says */
export function incomingOf(given: NewOutsideRequest): Incoming {
  const { email, kind, language = 'en', statement, representative } = given;
  const asked = { language, ...(statement === undefined ? {} : { statement }) };
  if (!representative) return { email, kind, asked };
  const { name, mandate, paper, deliverTo = 'data-subject' } = representative;
  if (paper && !paperBytes(paper))
    throw invalid('/representative/paper/content', 'Send a PDF, PNG or JPEG of at most 500 kB.');
  const representation: Representation = {
    ...{ name, mandate, deliverTo, of: email },
    ...(paper ? { paper: paperOf(paper) } : {}),
  };
  return { email: representative.email, kind, asked: { ...asked, representation } };
}

/** Its fields alone: what is kept is what was declared. */
function paperOf({ name, mediaType, content }: PaperGiven): MandatePaper {
  return { name, mediaType, content };
}
