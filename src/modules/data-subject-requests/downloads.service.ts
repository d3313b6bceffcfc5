import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken, newOpaqueToken } from '../../foundation/access/opaque-token.js';
import { refuseFrozenExports } from '../../foundation/access/restraints.js';
import { aVisitor, type Reader } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { SealedStore } from '../../foundation/files/sealed-store.js';
import type { Sendable } from '../../foundation/files/send-file.js';
import { conflict, notFound, Problem } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import type { Rows } from '../../foundation/records/rows.js';
import { Setting } from '../../foundation/setting.js';
import { DataSubjectRequest, DownloadLink, isOpen } from './request.entity.js';

const LINK_MS = 5 * 60_000;

/** Handing over what was made: to the signed-in reader, or to whoever holds a link that works once. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly records: Records,
    private readonly store: SealedStore,
    private readonly setting: Setting,
  ) {}

  /** The reader's download. @throws 404; 409 while it is being made; 410 after its seven days */
  async forReader(me: Reader, id: string, now: Date): Promise<Sendable> {
    const request = await this.records.in(me, (db) => ready(db, { id, subjectId: me.id }, now));
    return this.sendable(me.libraryId, request);
  }

  /** A link to the download for a browser that holds no token: it works once, for five minutes. */
  async link(me: Reader, id: string, now: Date): Promise<{ url: string; expiresAt: Date }> {
    return this.records.in(me, (db) => this.linkFor(db, { id, subjectId: me.id }, now));
  }

  /** The same inside the caller's transaction, for whoever has shown that the download is theirs. */
  async linkFor(
    db: Rows,
    { id, subjectId }: { id: string; subjectId: string },
    now: Date,
  ): Promise<{ url: string; expiresAt: Date }> {
    const { token, hash } = newOpaqueToken(db.me.libraryId);
    const expiresAt = new Date(now.getTime() + LINK_MS);
    await ready(db, { id, subjectId }, now);
    await db.delete(DownloadLink, { subjectId, expiresAt: { before: now } });
    await db.insert(DownloadLink, { subjectId, requestId: id, tokenHash: hash, expiresAt });
    return { url: `${this.setting.config.publicUrl}/api/v1/downloads/${token}`, expiresAt };
  }

  /** What a link opens; `spend` uses it up. @throws 404 for a link that is unknown, used or too old. */
  async byLink(
    token: string,
    spend: boolean,
    asking: { requestId: string; route: string },
    now: Date,
  ): Promise<Sendable> {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw noSuchLink();
    const request = await this.records.in(aVisitor(libraryId, asking), async (db) => {
      const link = await db.find(
        DownloadLink,
        { tokenHash: hashOfToken(token), expiresAt: { after: now } },
        'for update',
      );
      if (!link) throw noSuchLink();
      if (spend) await db.delete(DownloadLink, { id: link.id });
      return ready(db, { id: link.requestId, subjectId: link.subjectId }, now);
    });
    return this.sendable(libraryId, request);
  }

  private async sendable(libraryId: string, request: Opened<DataSubjectRequest>): Promise<Sendable> {
    const { id, subjectId, receivedAt } = request;
    const file = { id, subjectId };
    return {
      id,
      size: await this.store.size({ libraryId }, file),
      mediaType: 'application/zip',
      name: `my-data-${receivedAt.toISOString().slice(0, 10)}.zip`,
      open: (range) => this.store.open({ libraryId }, file, range),
    };
  }
}

async function ready(db: Rows, where: { id: string; subjectId: string }, now: Date) {
  await refuseFrozenExports(db);
  const request = await db.get(DataSubjectRequest, where);
  if (!['access', 'portability'].includes(request.kind)) throw notFound();
  if (isOpen(request.state))
    throw conflict('not-ready', 'The download is being made. Ask again in a moment.');
  if (request.bytes === null || request.expiresAt === null || request.expiresAt <= now)
    throw new Problem(
      410,
      'download-gone',
      'This download is no longer kept. Ask for a new one: POST /me/requests.',
    );
  return request;
}

const noSuchLink = () =>
  new Problem(
    404,
    'no-such-link',
    'This link does not work, or no longer. Ask for a new one in your account.',
  );
