import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { notFound } from '../../foundation/http/problem.js';
import { canariesOf } from '../../foundation/records/canaries.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { Reader } from './reader.entity.js';

/** Readers as their library sees them. */
@Injectable()
export class LibraryReadersService {
  constructor(private readonly records: Records) {}

  /** One page, or the one reader with exactly this address. Staff have no use for canaries; to a key they are readers like any. */
  async list(me: SignedIn, email: string | undefined, page: PageOptions) {
    return this.records.in(me, async (db) => {
      if (email === undefined) {
        const noneOf = me.kind === 'staff' ? await canariesOf(db) : [];
        const { items, next } = await db.page(Reader, noneOf.length ? { id: { noneOf } } : {}, page);
        return { items: await shaped(db, items), next };
      }
      const found = await db.lookup(Reader, 'email', email);
      return { items: await shaped(db, found ? [found] : []), next: null };
    });
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => {
      const [reader] = await shaped(db, [await db.get(Reader, { id })]);
      if (!reader) throw notFound();
      return reader;
    });
  }
}

async function shaped(db: Rows, readers: Opened<Reader>[]) {
  const { rows } = await db.tell(
    `select id from subject where library_id = $1 and id = any($2::uuid[]) and state = 'restricted'`,
    [db.me.libraryId, readers.map(({ id }) => id)],
  );
  return readers.map(({ id, state, email, name, country, language, phone, createdAt }) => {
    const isRestricted = rows.some((one) => one.id === id);
    return { id, state, isRestricted, email, name, country, language, phone, createdAt };
  });
}
