import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Problem } from '../../foundation/http/problem.js';
import type { Rows } from '../../foundation/records/rows.js';
import { AccountLink, type LinkContent, type LinkKind } from './account-link.entity.js';

const HOUR_MS = 3_600_000;

/** A link to keep: whose, to do what, and for how many hours it works. */
export interface NewLink {
  subjectId: string;
  kind: LinkKind;
  hours: number;
  content?: LinkContent;
}

/** Links in letters: kept with the letter, opened once. */
@Injectable()
export class AccountLinksService {
  /** Keeps a link in the caller's transaction; of its token only the hash. */
  async keep(db: Rows, tokenHash: Buffer, { hours, content, ...link }: NewLink, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
    await db.insert(AccountLink, { ...link, content: content ?? null, tokenHash, expiresAt });
  }

  /** What a link is for, without using it up. @throws 404, the same for a link that is used, too old or never was. */
  async read(db: Rows, token: string, kind: LinkKind, now: Date): Promise<Opened<AccountLink>> {
    const isHere = libraryOfToken(token) === db.me.libraryId;
    const where = { tokenHash: hashOfToken(token), kind, expiresAt: { after: now } };
    const found = isHere ? await db.find(AccountLink, where) : null;
    if (!found) throw noSuchLink();
    return found;
  }

  /** Uses a link up: of two who open it at once, one gets 404. @throws 404 */
  async take(db: Rows, token: string, kind: LinkKind, now: Date): Promise<Opened<AccountLink>> {
    const found = await this.read(db, token, kind, now);
    if (!(await db.delete(AccountLink, { id: found.id }))) throw noSuchLink();
    return found;
  }

  /** Voids a person's links of one kind, such as other resets once a password is set; `since`: only later ones. */
  async void(db: Rows, subjectId: string, kind: LinkKind, since?: string): Promise<void> {
    await db.delete(AccountLink, { subjectId, kind, ...(since ? { id: { after: since } } : {}) });
  }

  /** Lets a person's links of one kind work for so many hours from now. */
  async prolong(db: Rows, subjectId: string, kind: LinkKind, hours: number, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + hours * HOUR_MS);
    await db.update(AccountLink, { subjectId, kind }, { expiresAt });
  }

  /** Removes links that nobody opened in time. Tells how many. */
  expire(db: Rows, now: Date): Promise<number> {
    return db.delete(AccountLink, { expiresAt: { before: now } });
  }
}

/** The one answer for every link that does not work. */
export const noSuchLink = () =>
  new Problem(404, 'no-such-link', 'This link does not work, or no longer. Ask for a new one.');
