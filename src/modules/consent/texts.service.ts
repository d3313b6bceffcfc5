import { Injectable } from '@nestjs/common';
import type { Reader, Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { PurposeKey } from '../../foundation/data-map/vocabulary.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ConsentEvent } from './consent.entity.js';
import { PurposeVersion } from './purpose.entity.js';

const VERSION = /^[0-9a-f]{64}$/;

/** Texts exactly as they were shown, for whoever wants to read what a decision was about. */
@Injectable()
export class TextsService {
  constructor(private readonly records: Records) {}

  /** A text that the library has published, current or not. @throws 404 for any other */
  async published(me: Reader | Visitor, purpose: string, version: string) {
    return this.records.in(me, async (db) => kept(await this.find(db, purpose, version, 'published')));
  }

  /** The text that an entry of the reader's own history is about, wherever it was shown. @throws 404 */
  async ofEntry(me: Reader, entry: string) {
    return this.records.in(me, async (db) => {
      const { purpose, version } = await db.get(ConsentEvent, { id: entry, subjectId: me.id });
      return kept(await db.get(PurposeVersion, { purpose, version }));
    });
  }

  /** A published text, or one that this reader has decided on elsewhere. @throws 404 for any other */
  async readable(me: Reader | Visitor, purpose: string, version: string) {
    return this.records.in(me, async (db) => {
      const text = await this.find(db, purpose, version);
      const where = { purpose: text.purpose, version: text.version };
      const isOwn =
        me.kind === 'reader' && (await db.count(ConsentEvent, { subjectId: me.id, ...where })) > 0;
      if (text.origin !== 'published' && !isOwn) throw notFound();
      return kept(text);
    });
  }

  private async find(db: Rows, purpose: string, version: string, origin?: 'published') {
    if (!VERSION.test(version)) throw notFound();
    const where = { purpose: purpose as PurposeKey, version: Buffer.from(version, 'hex') };
    return db.get(PurposeVersion, origin ? { ...where, origin } : where);
  }
}

/** What of a text never changes. */
function kept({ purpose, version, language, title, text, publishedAt, origin }: Opened<PurposeVersion>) {
  const at = origin === 'published' ? publishedAt : null;
  return { purpose, version: version.toString('hex'), language, title, text, publishedAt: at };
}
