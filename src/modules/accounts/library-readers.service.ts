import { Injectable } from '@nestjs/common';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';
import { Reader } from './reader.entity.js';

/** Readers as their library sees them. */
@Injectable()
export class LibraryReadersService {
  constructor(private readonly records: Records) {}

  /** One page, or the one reader with exactly this address. */
  async list(me: SignedIn, email: string | undefined, page: PageOptions) {
    return this.records.in(me, async (db) => {
      if (email === undefined) {
        const { items, next } = await db.page(Reader, {}, page);
        return { items: items.map(shapeOf), next };
      }
      const found = await db.lookup(Reader, 'email', email);
      return { items: found ? [shapeOf(found)] : [], next: null };
    });
  }

  /** @throws 404 */
  async show(me: SignedIn, id: string) {
    return this.records.in(me, async (db) => shapeOf(await db.get(Reader, { id })));
  }
}

function shapeOf({ id, state, email, name, country, language, phone, createdAt }: Opened<Reader>) {
  return { id, state, email, name, country, language, phone, createdAt };
}
