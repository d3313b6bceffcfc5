import { createHmac, randomUUID, timingSafeEqual, type KeyObject } from 'node:crypto';
import { invalid, type Problem } from '../http/problem.js';
import { countConsentRefused } from '../metrics/metrics.js';
import { secretFor } from './access-token.js';

/** What was put before somebody: whose notice, about what, and which exact text (its version, SHA-256 in hexadecimal). */
export interface Notice {
  libraryId: string;
  /** What the text is about, such as `purpose/newsletter`. */
  what: string;
  version: string;
  language: string;
  /** The reader whom it was served to; absent: anyone. */
  readerId?: string;
}

/** A notice as this server once served it. */
export interface Served extends Notice {
  /** Different for every serving. */
  id: string;
  servedAt: Date;
}

/** Why a token proves nothing. */
export type Unfit =
  'forged' | 'from-the-future' | 'expired' | 'other-library' | 'other-text' | 'other-reader';

/** Whom and what a decision is about that a token comes with. */
export type Answered = Required<Pick<Notice, 'libraryId' | 'what' | 'version'>> & { readerId: string | null };

/** A token that this server did not make, or whose time is over. */
export class UnfitNotice extends Error {
  constructor(readonly reason: Unfit) {
    super(SENTENCES[reason]);
  }
}

export const NOTICE_HOURS = 24;
const GOOD_FOR_MS = NOTICE_HOURS * 3_600_000;
/** What the clocks of two instances may differ by. */
const CLOCKS_APART_MS = 5_000;

const SENTENCES: Record<Unfit, string> = {
  forged: 'This is no notice that this server served. Send the token exactly as it came with the text.',
  'from-the-future':
    'This notice has not been served yet. Read the text again and send the token it comes with.',
  expired: `The notice was served more than ${NOTICE_HOURS} hours ago. Show the text anew and send the token it comes with.`,
  'other-library':
    'This notice was served by another library. Send the token that came with this library’s text.',
  'other-text':
    'This notice was served with another text. Send the token that came with the text of this version.',
  'other-reader': 'This notice was served to another reader. Send the token that was served to this one.',
};

/**
 * Proof that a text was served before somebody decided on it (Art. 7(1)): a token over what was shown and when, by this
 * server's clock, that nobody else can make. The server keeps nothing until it comes back with the decision.
 */
export class ServedNotices {
  private readonly key: KeyObject;

  constructor(root: Buffer) {
    this.key = secretFor('served-notice', root);
  }

  /** A token for a text that is served now: at most 700 characters. */
  serve(notice: Notice, now: Date): string {
    const { libraryId, what, version, language, readerId = null } = notice;
    const parts = [libraryId, what, version, language, readerId, randomUUID(), now.getTime()];
    const body = Buffer.from(JSON.stringify(parts)).toString('base64url');
    return `${body}.${this.signature(body)}`;
  }

  /** What a token says. @throws UnfitNotice for one that is forged, cut, from the future or older than 24 hours */
  open(token: string, now: Date): Served {
    const [body = '', signature = '', ...rest] = token.split('.');
    // Compared as text: of two spellings of the same bytes only the one that was handed out counts.
    const [shown, expected] = [Buffer.from(signature), Buffer.from(this.signature(body))];
    const isOurs = !rest.length && shown.length === expected.length && timingSafeEqual(shown, expected);
    const served = isOurs ? servedIn(body) : null;
    if (!served) throw new UnfitNotice('forged');
    const age = now.getTime() - served.servedAt.getTime();
    if (age < -CLOCKS_APART_MS) throw new UnfitNotice('from-the-future');
    if (age >= GOOD_FOR_MS) throw new UnfitNotice('expired');
    return served;
  }

  /**
   * What a token says, if it is about the text that was decided on and was served to whoever decides.
   * @throws 422 at `pointer` for every other token; it is counted.
   */
  take(token: string, answered: Answered, now: Date, pointer = '/notice'): Served {
    try {
      const served = this.open(token, now);
      const mismatch = mismatchOf(served, answered);
      if (mismatch) throw new UnfitNotice(mismatch);
      return served;
    } catch (error) {
      throw error instanceof UnfitNotice ? refused(error, pointer) : error;
    }
  }

  private signature(body: string): string {
    return createHmac('sha256', this.key).update(`served-notice-v1.${body}`).digest('base64url');
  }
}

function mismatchOf(served: Served, { libraryId, what, version, readerId }: Answered): Unfit | null {
  if (served.libraryId !== libraryId) return 'other-library';
  if (served.what !== what || served.version !== version) return 'other-text';
  if (served.readerId !== undefined && served.readerId !== readerId) return 'other-reader';
  return null;
}

function refused({ reason, message }: UnfitNotice, pointer: string): Problem {
  countConsentRefused(reason);
  return invalid(pointer, message);
}

/** Reads a body whose signature was checked: only this class has written it. */
function servedIn(body: string): Served | null {
  const parts: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (!Array.isArray(parts)) return null;
  const [libraryId, what, version, language, readerId, id, servedAt] = parts as unknown[];
  const texts = [libraryId, what, version, language, id];
  if (!texts.every((part) => typeof part === 'string') || typeof servedAt !== 'number') return null;
  const [ofLibrary = '', about = '', ofVersion = '', inLanguage = '', withId = ''] = texts;
  return {
    libraryId: ofLibrary,
    what: about,
    version: ofVersion,
    language: inLanguage,
    id: withId,
    servedAt: new Date(servedAt),
    ...(typeof readerId === 'string' ? { readerId } : {}),
  };
}
