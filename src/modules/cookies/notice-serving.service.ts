import { Injectable } from '@nestjs/common';
import { ServedNotices } from '../../foundation/access/served-notice.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { askAgainAt } from '../../foundation/law/cookie-intervals.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import { Records } from '../../foundation/records/records.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { CookieFoundingService } from './founding.service.js';
import type { CategoryWords, NoticeText } from './notice-shape.js';
import type { CookieNotice } from './notice.entity.js';
import { NECESSARY } from './tracker.entity.js';

/** What the tokens of cookie notices are about. */
export const COOKIE_NOTICE = 'cookie-notice';

/** The notice as it is put before a visitor. */
export type ServedCookieNotice = Awaited<ReturnType<NoticeServingService['serve']>>;

/** Puts the current notice before visitors, with a proof of what was shown. Nothing is kept of it until they choose. */
@Injectable()
export class NoticeServingService {
  constructor(
    private readonly records: Records,
    private readonly founding: CookieFoundingService,
    private readonly libraries: LibrariesService,
    private readonly served: ServedNotices,
  ) {}

  /** The notice in the language asked for, or the nearest there is; `gpc`: the browser said Sec-GPC: 1. */
  async serve(me: SignedIn, { language, gpc }: { language: string; gpc: boolean }, now: Date) {
    const { notice, country } = await this.records.in(me, async (db) => ({
      notice: await this.founding.current(db, now),
      country: (await this.libraries.named(db)).country,
    }));
    const text = nearest(notice.texts, language);
    const version = notice.version.toString('hex');
    const on = plainDateIn(now, 'utc');
    return {
      version,
      meaning: notice.meaning.toString('hex'),
      language: text.language,
      title: text.title,
      text: text.text,
      labels: text.labels,
      layers: { first: notice.firstLayer, second: notice.secondLayer },
      categories: categoriesOf(notice, text),
      gpc,
      askAgain: {
        accepted: askAgainAt(country, on, now, true),
        refused: askAgainAt(country, on, now, false),
      },
      notice: this.served.serve(
        { libraryId: me.libraryId, what: COOKIE_NOTICE, version, language: text.language },
        now,
      ),
    };
  }
}

function nearest(texts: NoticeText[], language: string): NoticeText {
  const found =
    texts.find((one) => one.language === language) ??
    texts.find((one) => one.language.split('-')[0] === language.split('-')[0]) ??
    texts[0];
  if (!found) throw new Error('A notice is published in at least one language.');
  return found;
}

function categoriesOf(
  { categories, catalogue }: Opened<CookieNotice>,
  { language, categories: words }: NoticeText,
) {
  return [NECESSARY, ...categories].map((key) => {
    const { title, text }: Omit<CategoryWords, 'key'> = words.find((one) => one.key === key) ?? {
      title: key,
      text: '',
    };
    const trackers = catalogue
      .filter((tracker) => tracker.category === key)
      .map(({ name, kind, purposes, lifeDays, setBy, thirdParties, exemption }) => {
        const purpose = purposes[language] ?? '';
        return { name, kind, purpose, lifeDays, setBy, thirdParties, exemption };
      });
    return { key, title, text, optional: key !== NECESSARY, on: key === NECESSARY, trackers };
  });
}
