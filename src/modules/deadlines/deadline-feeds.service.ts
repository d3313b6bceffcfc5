import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { aJob, type SignedIn, type Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { Setting } from '../../foundation/setting.js';
import { StaffContactsService } from '../libraries/staff-contacts.service.js';
import { deadlineCalendar } from './deadline-calendar.js';
import { DeadlineFeed } from './deadline-feed.entity.js';
import { DeadlinesService } from './deadlines.service.js';

const CLOSED_KEPT_MS = 30 * 86_400_000;

/** Addresses at which owners' calendars read deadlines: shown once, kept as hashes, dead when revoked or the owner leaves. */
@Injectable()
export class DeadlineFeedsService {
  constructor(
    private readonly records: Records,
    private readonly deadlines: DeadlinesService,
    private readonly contacts: StaffContactsService,
    private readonly setting: Setting,
  ) {}

  /** A new address of the owner's. */
  async make(me: Staff, now: Date) {
    const { token, hash } = newOpaqueToken(me.libraryId);
    const feed = { staffId: me.id, tokenHash: hash, createdAt: now };
    const id = await this.records.in(me, (db) => db.insert(DeadlineFeed, feed));
    return { id, createdAt: now, url: this.addressOf(token) };
  }

  /** Gives one of the owner's another address; the one before stops. @throws 404 */
  async renew(me: Staff, id: string): Promise<{ url: string }> {
    const { token, hash } = newOpaqueToken(me.libraryId);
    const renewed = await this.records.in(me, (db) =>
      db.update(DeadlineFeed, { id, staffId: me.id }, { tokenHash: hash }),
    );
    if (!renewed) throw notFound();
    return { url: this.addressOf(token) };
  }

  /** The owner's own, without their addresses. */
  async list(me: Staff) {
    const feeds = await this.records.in(me, (db) => db.all(DeadlineFeed, { staffId: me.id }));
    return { items: feeds.map(({ id, createdAt }) => ({ id, createdAt })), next: null };
  }

  /** @throws 404 */
  async revoke(me: Staff, id: string): Promise<void> {
    const gone = await this.records.in(me, (db) => db.delete(DeadlineFeed, { id, staffId: me.id }));
    if (!gone) throw notFound();
  }

  /** The calendar behind an address. @throws 404 for what is none, or none any more */
  async read(token: string, now: Date): Promise<string> {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw noSuchFeed();
    const me: SignedIn = aJob('deadline-feeds', libraryId);
    const found = await this.records.in(me, async (db) => {
      const feed = await db.find(DeadlineFeed, { tokenHash: hashOfToken(token) });
      return (
        feed && { feed, deadlines: await this.deadlines.of(db, new Date(now.getTime() - CLOSED_KEPT_MS)) }
      );
    });
    if (!found || !(await this.isOwners(found.feed.staffId, libraryId))) throw noSuchFeed();
    return deadlineCalendar(found.deadlines, now);
  }

  private addressOf(token: string): string {
    return `${this.setting.config.publicUrl}/api/v1/deadline-feeds/${token}`;
  }

  private isOwners(staffId: string, libraryId: string): Promise<boolean> {
    return this.records.in(aJob('deadline-feeds', PLATFORM), (db) =>
      this.contacts.isOwner(db, staffId, libraryId),
    );
  }
}

const noSuchFeed = () =>
  new Problem(
    404,
    'no-such-feed',
    'This address does not work, or no longer. Make a new one: POST /library/deadline-feeds.',
  );
