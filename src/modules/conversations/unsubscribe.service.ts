import { Injectable } from '@nestjs/common';
import { hashOfToken, libraryOfToken } from '../../foundation/access/opaque-token.js';
import { aVisitor } from '../../foundation/access/signed-in.js';
import { notFound } from '../../foundation/http/problem.js';
import { Records } from '../../foundation/records/records.js';
import { ConsentService } from '../consent/consent.service.js';
import { PURPOSE } from './newsletters.service.js';
import { UnsubscribeToken } from './newsletter.entity.js';

/** One click that withdraws, for whoever holds the letter (Art. 7(3), RFC 8058). */
@Injectable()
export class UnsubscribeService {
  constructor(
    private readonly records: Records,
    private readonly consent: ConsentService,
  ) {}

  /** Withdraws the consent that the letter rested on; clicking again changes nothing more. @throws 404 no such link */
  async unsubscribe(token: string, asking: { requestId: string; route: string }, now: Date) {
    const libraryId = libraryOfToken(token);
    if (!libraryId) throw notFound();
    const me = aVisitor(libraryId, asking);
    const { id, readerId } = await this.records.in(me, (db) =>
      db.get(UnsubscribeToken, { tokenHash: hashOfToken(token) }),
    );
    const { reason } = await this.consent.permission(me, readerId, PURPOSE);
    if (reason === 'withdrawn' || reason === 'refused') return { purpose: PURPOSE, state: reason };
    const { state } = await this.consent.unsubscribe(me, readerId, PURPOSE, now);
    await this.records.in(me, (db) => db.update(UnsubscribeToken, { id, usedAt: null }, { usedAt: now }));
    return { purpose: PURPOSE, state };
  }
}
