import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { codeMeaning } from '../../foundation/data-map/code-words.js';
import { purposeKnown } from '../../foundation/data-map/processings.js';
import { purposeOf } from '../../foundation/data-map/purposes.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { tableTitle, type Language } from '../../foundation/data-map/words.js';
import { AccessEntry } from '../../foundation/records/access-entry.entity.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';

/** One look at a reader's data. Who works for the library is a role, never a name or a number (CJEU C-579/21). */
export interface LookAtMe {
  id: string;
  at: Date;
  who: { key: string; text: string };
  what: { table: string; title: string };
  /** For what the system looked, where it did so by itself. */
  why: string | null;
  /** How many rows of the reader's were opened; null where the page held other people's, too. */
  count: number | null;
}

const OTHERS = ['staff', 'api-key', 'visitor', 'job'];

/** Who looked at a reader's data, when and at what, as the access log knows it. */
@Injectable()
export class LooksService {
  constructor(private readonly records: Records) {}

  /** Looks of everybody but the reader, the latest first. */
  async list(me: SignedIn, readerId: string, language: Language, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const where = { subjectIds: readerId as never, actorKind: OTHERS };
      const { items, next } = await db.page(AccessEntry, where, { ...page, order: 'newest' });
      return { items: items.map((entry) => shapeOf(entry, language)), next };
    });
  }
}

function shapeOf(entry: Opened<AccessEntry>, language: Language): LookAtMe {
  const { id, at, actorKind, actorRole, entity, subjectIds, count } = entry;
  const key = actorRole ?? actorKind;
  return {
    id,
    at,
    who: { key, text: codeMeaning(key, language) },
    what: { table: entity, title: tableTitle(entity, language) },
    why: whyOf(entry, language),
    count: subjectIds.length === 1 ? count : null,
  };
}

function whyOf({ actorKind, actorId }: Opened<AccessEntry>, language: Language): string | null {
  const purpose = actorKind === 'job' && actorId !== null ? purposeKnown(actorId) : null;
  return purpose && purposeOf(purpose).texts[language].title;
}
