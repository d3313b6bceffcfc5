import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { CookieFoundingService } from './founding.service.js';
import { noticeFaults } from './notice-faults.js';
import {
  meaningOf,
  snapshotOf,
  versionOfNotice,
  type CataloguedTracker,
  type NoticeDraft,
  type NoticeText,
} from './notice-shape.js';
import { CookieNotice } from './notice.entity.js';
import { wordsOf } from './standard-notice.js';
import { NECESSARY, Tracker } from './tracker.entity.js';

/** The cookie notices of a library: immutable versions, of which the latest is current. */
@Injectable()
export class NoticesService {
  constructor(
    private readonly records: Records,
    private readonly founding: CookieFoundingService,
    private readonly libraries: LibrariesService,
  ) {}

  /**
   * Publishes a notice with the catalogue as it stands. Where there is something else to choose than before, or `material`
   * says that the words mean something else, everybody is asked again.
   * @throws 422 with a pointer for each fault; 409 a notice that was published before, or another one meanwhile
   */
  async publish(me: SignedIn, draft: NoticeDraft, material: boolean, now: Date) {
    return this.records.in(me, async (db) => {
      const current = await this.founding.current(db, now);
      await db.find(CookieNotice, { id: current.id }, 'for update');
      const catalogue = snapshotOf(await db.all(Tracker, {}));
      await this.refuseFaults(db, draft, catalogue);
      const version = versionOfNotice(draft, catalogue);
      const isSame = !material && isSameChoice(current, draft, catalogue);
      if (await db.count(CookieNotice, { version }))
        throw conflict(
          'published-before',
          'This notice was published before. A version is never used twice: change a word, or the catalogue.',
        );
      if (!(await db.update(CookieNotice, { id: current.id, replacedAt: null }, { replacedAt: now })))
        throw conflict(
          'published-meanwhile',
          'Another notice was published meanwhile. Read it, then publish yours.',
        );
      const meaning = isSame ? current.meaning : version;
      const id = await db.insert(CookieNotice, {
        ...rowOf(draft, catalogue),
        version,
        meaning,
        publishedAt: now,
      });
      return { id, version: version.toString('hex'), asksAgain: !isSame };
    });
  }

  /**
   * Publishes the current notice with other words in one language and whatever the catalogue holds by now. Categories that
   * are new are explained in Carrel's words where it has some. @throws as `publish`; 404 a language that the notice lacks
   */
  async reword(me: SignedIn, language: string, words: Partial<Omit<NoticeText, 'language'>>, now: Date) {
    const { layers, categories, texts, catalogue } = await this.draft(me, now);
    if (!texts.some((one) => one.language === language)) throw notFound();
    const held = new Set(catalogue.map(({ category }) => category));
    const told = [NECESSARY, ...categories.map(({ key }) => key)].filter((key) => held.has(key));
    const keys = [...new Set([...told, ...held])];
    const draft = {
      layers,
      categories: keys.filter((key) => key !== NECESSARY).map((key) => ({ key, onByDefault: false })),
      texts: texts.map((text) => ({
        ...text,
        ...(text.language === language ? words : {}),
        categories: keys.flatMap(
          (key) => text.categories.find((one) => one.key === key) ?? wordsOf(text.language)(key),
        ),
      })),
    };
    return this.publish(me, draft, false, now);
  }

  /** Every notice that was published, the latest first. */
  async list(me: SignedIn, page: PageOptions, now: Date) {
    return this.records.in(me, async (db) => {
      await this.founding.current(db, now);
      const { items, next } = await db.page(CookieNotice, {}, { ...page, order: 'newest' });
      return { items: items.map(keptOf), next };
    });
  }

  /** The current notice. */
  async current(me: SignedIn, now: Date) {
    return this.records.in(me, async (db) => keptOf(await this.founding.current(db, now)));
  }

  /** The current notice beside the catalogue as it stands. */
  private async draft(me: SignedIn, now: Date) {
    return this.records.in(me, async (db) => ({
      ...keptOf(await this.founding.current(db, now)),
      catalogue: snapshotOf(await db.all(Tracker, {})),
    }));
  }

  private async refuseFaults(db: Rows, draft: NoticeDraft, catalogue: CataloguedTracker[]) {
    const { languages } = await this.libraries.named(db);
    const faults = noticeFaults(draft, { languages, catalogue });
    if (faults.length)
      throw new Problem(
        422,
        'invalid',
        'This notice cannot be published. Each fault is listed with what to do.',
        faults,
      );
  }
}

function isSameChoice(
  current: Opened<CookieNotice>,
  { categories }: NoticeDraft,
  catalogue: CataloguedTracker[],
) {
  const keys = categories.map(({ key }) => key);
  return meaningOf(keys, catalogue).equals(meaningOf(current.categories, current.catalogue));
}

function rowOf({ layers, categories, texts }: NoticeDraft, catalogue: CataloguedTracker[]) {
  return {
    categories: categories.map(({ key }) => key),
    onByDefault: categories.filter((one) => one.onByDefault).map(({ key }) => key),
    firstLayer: layers.first,
    secondLayer: layers.second,
    texts,
    catalogue,
  };
}

function keptOf(notice: Opened<CookieNotice>) {
  const { id, version, meaning, publishedAt, replacedAt, texts, catalogue } = notice;
  return {
    id,
    version: version.toString('hex'),
    meaning: meaning.toString('hex'),
    publishedAt,
    replacedAt,
    layers: { first: notice.firstLayer, second: notice.secondLayer },
    categories: notice.categories.map((key) => ({ key, onByDefault: notice.onByDefault.includes(key) })),
    texts,
    catalogue,
  };
}
