import { Injectable } from '@nestjs/common';
import { Session } from '../../foundation/access/session.entity.js';
import { Sessions } from '../../foundation/access/sessions.js';
import type { Reader as Me } from '../../foundation/access/signed-in.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions } from '../../foundation/records/rows.js';

/** Where a reader is signed in. */
@Injectable()
export class MySessionsService {
  constructor(
    private readonly records: Records,
    private readonly sessions: Sessions,
  ) {}

  /** Sessions that still stand, the latest first; `isCurrent` marks the one that asks. */
  async list(me: Me, page: PageOptions, now: Date) {
    const standing = { subjectId: me.id, revokedAt: null, expiresAt: { after: now } };
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Session, standing, { ...page, order: 'newest' });
      return {
        items: items.map(({ id, how, createdAt, lastUsedAt, provedAt, expiresAt }) => {
          const isCurrent = id === me.credentialId;
          return { id, how, createdAt, lastUsedAt, provedAt, expiresAt, isCurrent };
        }),
        next,
      };
    });
  }

  /** Ends a session: its access token is refused from the next request on. @throws 404 */
  async end(me: Me, id: string, now: Date): Promise<void> {
    const ended = await this.records.in(me, (db) =>
      this.sessions.end(db, me.libraryId, me.id, { only: id }, now),
    );
    if (!ended) throw notFound();
  }
}
