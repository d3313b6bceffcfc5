import { Injectable } from '@nestjs/common';
import { aJob, type SignedIn } from '../../foundation/access/signed-in.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { Records } from '../../foundation/records/records.js';
import type { PageOptions, Rows } from '../../foundation/records/rows.js';
import { PermissionsService } from '../consent/permissions.service.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import type { NewNewsletter, NewsletterShape } from './newsletter-dto.js';
import type { LetterHead } from './letters.js';
import { NewsletterLettersService } from './newsletter-letters.service.js';
import { Newsletter, UnsubscribeToken } from './newsletter.entity.js';

export const NEWSLETTERS = 'newsletters';
export const PURPOSE = 'newsletter';

const BATCH = 20;

/** Letters to all who opted in: written batch by batch, each reader asked about at the moment of their turn. */
@Injectable()
export class NewslettersService {
  constructor(
    private readonly records: Records,
    private readonly permissions: PermissionsService,
    private readonly libraries: LibrariesService,
    private readonly letters: NewsletterLettersService,
  ) {}

  /** Takes a newsletter; it leaves by itself. */
  async send(
    me: SignedIn,
    { subject, body, translations = {} }: NewNewsletter,
    now: Date,
  ): Promise<{ id: string }> {
    return this.records.in(me, async (db) => {
      const texts = { anyone: { subject, body }, byLanguage: { ...translations } };
      const id = await db.insert(Newsletter, { texts, createdAt: now });
      await db.wake(NEWSLETTERS, id);
      return { id };
    });
  }

  /** How far a newsletter has come. @throws 404 */
  async show(me: SignedIn, id: string): Promise<NewsletterShape> {
    return this.records.in(me, async (db) => shapeOf(db, await db.get(Newsletter, { id })));
  }

  /** The library's newsletters, the latest first. */
  async list(me: SignedIn, page: PageOptions) {
    return this.records.in(me, async (db) => {
      const { items, next } = await db.page(Newsletter, {}, { ...page, order: 'newest' });
      const shapes: NewsletterShape[] = [];
      for (const item of items) shapes.push(await shapeOf(db, item));
      return { items: shapes, next };
    });
  }

  /**
   * Writes the letters of a newsletter that are not yet written. A batch's letters, its recipients and how far it came
   * are one transaction: a kill at any instruction loses nothing and doubles nothing.
   */
  async deliver({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    const me = aJob(NEWSLETTERS, libraryId);
    const { slug, name } = await this.libraries.describe(me);
    let isUnderWay = true;
    while (isUnderWay)
      isUnderWay = await this.records.in(me, (db) => this.batch(db, id, { slug, name }, now));
  }

  /** Wakes the newsletters that are not yet written to the end, in case their wake-up was lost; gives their ids. */
  async wakeUnfinished(libraryId: string): Promise<string[]> {
    return this.records.in(aJob(NEWSLETTERS, libraryId), async (db) => {
      const unfinished = (await db.all(Newsletter, { state: 'sending' })).map((newsletter) => newsletter.id);
      for (const id of unfinished) await db.wake(NEWSLETTERS, id);
      return unfinished;
    });
  }

  /** After a restore: the rest of what was being written may have been written since. */
  async hold(libraryId: string): Promise<number> {
    return this.records.in(aJob(NEWSLETTERS, libraryId), (db) =>
      db.update(Newsletter, { state: 'sending' }, { state: 'held' }),
    );
  }

  /** Writes the rest after all, or ends it here; gives how many newsletters. */
  async release(libraryId: string, send: boolean, now: Date): Promise<number> {
    const instead = send ? { state: 'sending' as const } : { state: 'sent' as const, sentAt: now };
    return this.records.in(aJob(NEWSLETTERS, libraryId), (db) =>
      db.update(Newsletter, { state: 'held' }, instead),
    );
  }

  /** The next readers in turn; false when nobody is left. */
  private async batch(db: Rows, id: string, library: LetterHead, now: Date): Promise<boolean> {
    const newsletter = await claim(db, id);
    if (!newsletter) return false;
    const readerIds = await this.permissions.whoGave(db, PURPOSE, newsletter.reached, BATCH);
    const last = readerIds.at(-1);
    if (last === undefined) {
      await db.update(Newsletter, { id }, { state: 'sent', sentAt: now });
      return false;
    }
    const answers = await this.permissions.of(db, readerIds, PURPOSE, now);
    const allowed = readerIds.filter((_, i) => answers[i]?.allowed);
    const posted = await this.letters.write(db, newsletter, library, allowed, now);
    const skipped = newsletter.skipped + readerIds.length - posted;
    await db.update(Newsletter, { id }, { reached: last, posted: newsletter.posted + posted, skipped });
    return true;
  }
}

/** The row's lock is the lease: it ends with the transaction, whichever way that ends. */
async function claim(db: Rows, id: string): Promise<Opened<Newsletter> | null> {
  const { rowCount } = await db.tell(
    `select 1 from newsletter where library_id = $1 and id = $2 and state = 'sending' for update`,
    [db.me.libraryId, id],
  );
  return rowCount ? db.find(Newsletter, { id }) : null;
}

async function shapeOf(
  db: Rows,
  { id, state, texts, posted, skipped, createdAt, sentAt }: Opened<Newsletter>,
) {
  const unsubscribed = await db.count(UnsubscribeToken, { newsletterId: id, usedAt: { not: null } });
  return { id, state, subject: texts.anyone.subject, posted, skipped, unsubscribed, createdAt, sentAt };
}
