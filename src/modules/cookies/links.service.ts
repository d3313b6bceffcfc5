import { Injectable } from '@nestjs/common';
import type { Reader } from '../../foundation/access/signed-in.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { CookieChoice, CookieStanding } from './choice.entity.js';

/** Whose a visitor's choices are: known only when the reader says so, and as long. */
@Injectable()
export class CookieLinksService {
  constructor(private readonly records: Records) {}

  /** The choices that are known as the reader's own, one for each browser. */
  async list(me: Reader) {
    return this.records.in(me, async (db) =>
      (await db.all(CookieStanding, { readerId: me.id })).map(shapeOf),
    );
  }

  /** Makes a visitor's choices the reader's own. @throws 404 for a visitor who never chose, or who is another reader's */
  async link(me: Reader, visitorId: string) {
    return this.records.in(me, async (db) => {
      // An erasure that has begun waits for this or is seen by it, so that no row of the reader's comes after it.
      const { rowCount } = await db.tell(
        `select 1 from subject where library_id = $1 and id = $2 and state in ('active', 'restricted') for key share`,
        [me.libraryId, me.id],
      );
      const found = await db.find(CookieStanding, { visitorId }, 'for update');
      if (!rowCount || !found || (found.readerId ?? me.id) !== me.id) throw notFound();
      const ownerless = { visitorId, readerId: null };
      await db.update(CookieStanding, ownerless, { readerId: me.id });
      await db.update(CookieChoice, ownerless, { readerId: me.id });
      return shapeOf(found);
    });
  }

  /** Lets nobody know any more whose the choices are; they go on counting in their browsers. */
  async unlink(me: Reader): Promise<void> {
    await this.records.in(me, async (db) => {
      const own = { readerId: me.id };
      await db.update(CookieStanding, own, { readerId: null });
      await db.update(CookieChoice, own, { readerId: null });
    });
  }
}

function shapeOf({
  visitorId,
  version,
  choices,
  gpc,
  since,
  askAgainAt,
}: Omit<CookieStanding, 'libraryId' | 'readerId'>) {
  return { visitorId, version: version.toString('hex'), choices, gpc, recordedAt: since, askAgainAt };
}
