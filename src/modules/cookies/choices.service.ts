import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ServedNotices, UnfitNotice } from '../../foundation/access/served-notice.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Gathered } from '../../foundation/database/gathered.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, notFound } from '../../foundation/http/problem.js';
import { askAgainAt } from '../../foundation/law/cookie-intervals.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { CookieChoice, CookieStanding, type Choices } from './choice.entity.js';
import { checkedChoices, refused, refusedField } from './choice-refusals.js';
import type { NewCookieChoices } from './dto.js';
import { CookieFoundingService } from './founding.service.js';
import { COOKIE_NOTICE } from './notice-serving.service.js';
import { CookieNotice } from './notice.entity.js';
import { allows, standings, type Standing } from './standings.js';

export { REMEMBERED_LANGUAGE, REMEMBERED_LANGUAGE_DAYS } from './standard-catalogue.js';
export type { Standing } from './standings.js';

/** What was chosen, on which notice and when. */
interface Chosen {
  visitorId: string;
  version: Buffer;
  choices: Choices;
  gpc: boolean;
  recordedAt: Date;
  askAgainAt: Date;
}

/** Choices about cookies: each is kept as it was made, with the state that follows from it in the same transaction. */
@Injectable()
export class ChoicesService {
  private readonly questions: Gathered<{ visitorId: string; now: Date }, Standing | null>;

  constructor(
    private readonly records: Records,
    private readonly founding: CookieFoundingService,
    private readonly libraries: LibrariesService,
    private readonly served: ServedNotices,
  ) {
    this.questions = records.gathered(standings);
  }

  /**
   * Keeps what a visitor chose on a notice that was shown. `gpc`: the browser said Sec-GPC: 1 meanwhile.
   * @throws 422 a notice the library never had, a category that is missing or does not exist, a token that proves nothing
   *   or was taken; 409 a notice that meant something else: it is kept, and to be asked again
   */
  async choose(me: SignedIn, given: NewCookieChoices, gpc: boolean, now: Date) {
    const { kept, isLate } = await this.records
      .in(me, (db) => this.keep(db, given, gpc, now))
      .catch((error: unknown) => {
        throw isTaken(error) ? replayed() : error;
      });
    if (isLate)
      throw refused(
        'superseded',
        conflict(
          'superseded-text',
          'The text has changed since. Show the visitor the current notice and ask again.',
          {
            visitorId: kept.visitorId,
          },
        ),
      );
    return kept;
  }

  /** How a visitor's choice stands now. @throws 404 for a visitor who never chose, or whose choice has ended */
  async standing(me: SignedIn, visitorId: string, now: Date): Promise<Standing> {
    const found = await this.find(me, visitorId, now);
    if (!found) throw notFound();
    return found;
  }

  /** The same, or null. */
  find(me: SignedIn, visitorId: string, now: Date): Promise<Standing | null> {
    return this.questions.ask(me.libraryId, { visitorId, now });
  }

  /** Whether a choice allows a tracker of the catalogue now. */
  allows(standing: Standing | null, tracker: string, gpc: boolean): boolean {
    return allows(standing, tracker, gpc);
  }

  private async keep(db: Rows, given: NewCookieChoices, gpc: boolean, now: Date) {
    const version = Buffer.from(given.version, 'hex');
    const current = await this.founding.current(db, now);
    const shown = await db.find(CookieNotice, { version });
    if (!shown)
      throw refusedField(
        'unknown-version',
        '/version',
        'This library has no notice of this version. Read the notice again and show the visitor the current one.',
      );
    const choices = checkedChoices(shown.categories, given.choices);
    const { country } = await this.libraries.named(db);
    const hasAccepted = Object.values(choices).includes(true);
    const chosen = {
      visitorId: given.visitorId ?? randomUUID(),
      version,
      choices,
      gpc,
      recordedAt: now,
      askAgainAt: askAgainAt(country, plainDateIn(now, 'utc'), now, hasAccepted),
    };
    const isLate = !shown.meaning.equals(current.meaning);
    const id = await this.write(db, chosen, { country, isLate, proof: this.proof(db, given, now) });
    return { kept: { id, ...chosen, version: given.version }, isLate };
  }

  private async write(
    db: Rows,
    chosen: Chosen,
    { country, isLate, proof }: { country: string; isLate: boolean; proof: Proof | null },
  ): Promise<string> {
    const { visitorId } = chosen;
    const before = await db.find(CookieStanding, { visitorId }, 'for update');
    const readerId = before?.readerId ?? null;
    const outcome = isLate ? 'late' : 'counted';
    const event = { ...(proof ?? UNPROVEN), ...chosen, readerId, country, outcome } as const;
    const id = await db.insert(CookieChoice, event);
    if (!isLate)
      await db.insert(CookieStanding, standingOf(chosen, before), { do: 'replace', on: ['visitorId'] });
    return id;
  }

  /** What the token says that came with the notice. */
  private proof(db: Rows, { notice, version }: NewCookieChoices, now: Date): Proof | null {
    if (notice === undefined) return null;
    try {
      const { id: noticeId, servedAt, language, ...about } = this.served.open(notice, now);
      const isFit =
        about.libraryId === db.me.libraryId && about.what === COOKIE_NOTICE && about.version === version;
      if (isFit) return { noticeId, servedAt, language };
    } catch (error) {
      if (!(error instanceof UnfitNotice)) throw error;
      throw refusedField('unfit-notice', '/notice', error.message);
    }
    throw refusedField(
      'unfit-notice',
      '/notice',
      'This is the proof of another notice. Send the one that came with it.',
    );
  }
}

interface Proof {
  noticeId: string;
  servedAt: Date;
  language: string;
}

/** A choice that came without a proof of what was shown. */
const UNPROVEN = { noticeId: null, servedAt: null, language: null };

const replayed = () =>
  refusedField('replayed', '/notice', 'This notice was answered already. Read it again to choose anew.');

/** A serving of a notice is unique among choices. */
function isTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === 'cookie_choice_library_id_notice_id_key';
}

function standingOf({ recordedAt: since, ...chosen }: Chosen, before: Opened<CookieStanding> | null) {
  return { ...chosen, since, readerId: before?.readerId ?? null };
}
