import { Injectable } from '@nestjs/common';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { plainDateIn } from '../../foundation/law/plain-date.js';
import type { Rows } from '../../foundation/records/rows.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { CookieNotice } from './notice.entity.js';
import { snapshotOf, versionOfNotice } from './notice-shape.js';
import { standardCatalogue } from './standard-catalogue.js';
import { standardNotice } from './standard-notice.js';
import { Tracker } from './tracker.entity.js';

/** Gives a library that has published no notice yet the one that every library starts with, and its catalogue. */
@Injectable()
export class CookieFoundingService {
  constructor(private readonly libraries: LibrariesService) {}

  /** The current notice, inside the caller's transaction. */
  async current(db: Rows, now: Date): Promise<Opened<CookieNotice>> {
    const current = await db.find(CookieNotice, { replacedAt: null });
    if (current) return current;
    // Of two that ask for the first time at once, one waits for the other.
    await db.tell('select 1 from library where library_id = $1 for update', [db.me.libraryId]);
    if (!(await db.count(CookieNotice, { replacedAt: null }))) await this.found(db, now);
    return db.get(CookieNotice, { replacedAt: null });
  }

  private async found(db: Rows, now: Date) {
    const library = await this.libraries.named(db);
    const catalogue = snapshotOf(standardCatalogue(library, plainDateIn(now, 'utc')));
    const notice = standardNotice(library.languages);
    const version = versionOfNotice(notice, catalogue);
    await db.insertMany(Tracker, catalogue);
    await db.insert(CookieNotice, {
      version,
      meaning: version,
      categories: notice.categories.map(({ key }) => key),
      onByDefault: [],
      firstLayer: notice.layers.first,
      secondLayer: notice.layers.second,
      texts: notice.texts,
      catalogue,
      publishedAt: now,
    });
  }
}
