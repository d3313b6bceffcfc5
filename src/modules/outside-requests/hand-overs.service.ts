import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { aJob, type Visitor } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../foundation/database/queue.js';
import { Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { ContactService } from '../accounts/contact.service.js';
import { DownloadsService } from '../data-subject-requests/downloads.service.js';
import { ProvedRequestsService } from '../data-subject-requests/proved-requests.service.js';
import { OutsideLettersService } from './outside-letters.service.js';
import { RequestLink, type HandedTo } from './request-link.entity.js';

/** The queue on which downloads are handed over by letter. */
export const HAND_OVERS = 'hand-overs';

const REMEMBERED_MS = 7 * 86_400_000;
/** Longer than the longest answer of Art. 12(3) takes. */
const AWAITED_MS = 120 * 86_400_000;
const SLOWEST_MS = 600_000;
const AT_ONCE = 500;

/** A request that a letter proved; `proofHash`: of the link that it was proved by. */
export interface ProvedBy {
  subjectId: string;
  requestId: string;
  proofHash: Buffer | null;
  /** Whom its download goes to; null: the reader's own address. */
  handedTo: HandedTo | null;
  isDownload: boolean;
}

/** Downloads for people who cannot sign in: a letter with a link, once the normal job has made them. */
@Injectable()
export class HandOversService {
  constructor(
    private readonly records: Records,
    private readonly contacts: ContactService,
    private readonly proved: ProvedRequestsService,
    private readonly downloads: DownloadsService,
    private readonly letters: OutsideLettersService,
  ) {}

  /** Remembers by which proof a request was entered, and that its download has to be handed over. */
  async keep(db: Rows, { isDownload, ...proved }: ProvedBy, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + (isDownload ? AWAITED_MS : REMEMBERED_MS));
    const toldAt = isDownload ? null : now;
    const id = await db.insert(RequestLink, { ...proved, toldAt, nextAttemptAt: now, expiresAt });
    if (isDownload) await db.wake(HAND_OVERS, id, new Date(now.getTime() + delay(0)));
  }

  /** Writes the letter once the request is answered; nothing where it was written. */
  async advance({ libraryId, id }: WakeUp, now: Date): Promise<void> {
    await this.records.in(aJob(HAND_OVERS, libraryId), async (db) => {
      const { rowCount } = await db.tell(
        `select 1 from request_link where library_id = $1 and id = $2 and told_at is null
         and next_attempt_at <= $3 for update`,
        [libraryId, id, now],
      );
      const link = rowCount ? await db.find(RequestLink, { id }) : null;
      if (link) await this.settle(db, link, now);
    });
  }

  /** Those that are due and that no wake-up may be left for. */
  async due(libraryId: string, now: Date): Promise<string[]> {
    return this.records.in(aJob(HAND_OVERS, libraryId), async (db) => {
      const { rows } = await db.tell(
        `select id from request_link where library_id = $1 and told_at is null and next_attempt_at <= $2
         order by next_attempt_at limit ${AT_ONCE}`,
        [libraryId, now],
      );
      return rows.map((row) => String(row.id));
    });
  }

  /** A link that saves the download once, for whoever holds the letter's. @throws 404; 410 after its seven days */
  async open(me: Visitor, token: string, now: Date): Promise<{ url: string; expiresAt: Date }> {
    return this.records.in(me, async (db) => {
      const { requestId: id, subjectId } = await handedOver(db, token, now);
      return this.downloads.linkFor(db, { id, subjectId }, now);
    });
  }

  /** Whether a letter's link still works, without using anything up. @throws 404 */
  async check(me: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(me, (db) => handedOver(db, token, now));
  }

  /** Removes the links whose time is over. Tells how many. */
  async expire(libraryId: string, now: Date): Promise<number> {
    return this.records.in(aJob('hand-overs-expire', libraryId), (db) =>
      db.delete(RequestLink, { expiresAt: { before: now } }),
    );
  }

  private async settle(db: Rows, link: Opened<RequestLink>, now: Date): Promise<void> {
    const { id, subjectId, requestId, attempts } = link;
    const { state, download } = await this.proved.show(db, requestId);
    const isOver = ['completed', 'refused', 'cancelled', 'failed'].includes(state);
    if (!isOver) return this.later(db, id, attempts, now);
    const to = link.handedTo ?? (await this.contacts.of(db, subjectId));
    if (!to) return;
    const letter = { subjectId, to: to.email, language: to.language, page: 'rights/download' };
    if (!download?.expiresAt) {
      await this.letters.post(db, { ...letter, kind: 'rights-not-ready' });
      await db.update(RequestLink, { id }, { toldAt: now });
      return;
    }
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    await this.letters.post(db, { ...letter, kind: 'rights-download', token });
    await db.update(RequestLink, { id }, { toldAt: now, tokenHash: hash, expiresAt: download.expiresAt });
  }

  private async later(db: Rows, id: string, attempts: number, now: Date): Promise<void> {
    const nextAttemptAt = new Date(now.getTime() + delay(attempts));
    await db.update(RequestLink, { id }, { attempts: attempts + 1, nextAttemptAt });
    await db.wake(HAND_OVERS, id, nextAttemptAt);
  }
}

/** Soon while the download is likely to be on its way, and ever more slowly where an answer takes weeks. */
function delay(attempts: number): number {
  return Math.min(1_000 * 2 ** Math.min(attempts, 20), SLOWEST_MS);
}

async function handedOver(db: Rows, token: string, now: Date): Promise<Opened<RequestLink>> {
  const isHere = libraryOfToken(token) === db.me.libraryId;
  const where = { tokenHash: hashOfToken(token), expiresAt: { after: now } };
  const found = isHere ? await db.find(RequestLink, where) : null;
  if (!found) throw noSuchDownload();
  return found;
}

const noSuchDownload = () =>
  new Problem(
    404,
    'no-such-link',
    'This link does not work, or no longer. Ask for a new copy of your data to get another.',
  );
