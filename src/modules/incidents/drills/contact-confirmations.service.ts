import { Injectable } from '@nestjs/common';
import { hashOfToken } from '../../../foundation/access/opaque-token.js';
import type { Visitor } from '../../../foundation/access/signed-in.js';
import { Records } from '../../../foundation/records/records.js';
import { enter } from '../entries.js';
import { ContactTest } from './contact-test.entity.js';

const OPEN_FOR_MS = 30 * 86_400_000;

/** The click on a contact test's page. */
@Injectable()
export class ContactConfirmationsService {
  constructor(private readonly records: Records) {}

  /** Notes that the letter was read; a second click changes nothing. @throws 404 no such link, or one that has run out */
  async confirm(visitor: Visitor, token: string, now: Date): Promise<void> {
    await this.records.in(visitor, async (db) => {
      const sentAt = { after: new Date(now.getTime() - OPEN_FOR_MS) };
      const { id, incidentId } = await db.get(ContactTest, { tokenHash: hashOfToken(token), sentAt });
      if (!(await db.update(ContactTest, { id, confirmedAt: null }, { confirmedAt: now }))) return;
      const at = { happenedAt: now, recordedAt: now };
      await enter(db, { incidentId, kind: 'note', detail: 'contact-confirmed', about: id, ...at });
    });
  }
}
