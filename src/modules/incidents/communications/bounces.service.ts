import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { IncidentAccess } from '../incident-access.service.js';
import { bounceLetters } from './breach-letter-rows.js';
import { BreachCommunication } from './communication.entity.js';
import { note } from './communications.service.js';
import { hashOfLetters } from './letter-lines.js';
import { totalsOf } from './totals.js';

const MESSAGE_ID = /^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>?$/i;

/** Notices that come after a mail server had taken a letter: it was not delivered (RFC 3464). */
@Injectable()
export class BouncesService {
  constructor(private readonly access: IncidentAccess) {}

  /**
   * Marks the letters behind these Message-IDs as bounced, in any order and as often as they are given. Gives the totals,
   * and the ids that name no letter of this communication that a server took. @throws 404
   */
  async record(
    me: Staff,
    incidentId: string,
    slug: string,
    id: string,
    { messageIds }: { messageIds: string[] },
    now: Date,
  ) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const communication = await db.get(BreachCommunication, { id, incidentId });
      const letters = messageIds.map((one) => MESSAGE_ID.exec(one.trim())?.[1]?.toLowerCase() ?? null);
      const { moved, known } = await bounceLetters(
        db,
        id,
        letters.filter((one) => one !== null),
        now,
      );
      if (moved) await note(db, incidentId, id, 'letters-bounced', now, await bouncedInWords(db, id, moved));
      const unknown = messageIds.filter((_, i) => !known.has(letters[i] ?? ''));
      return { unknown, totals: await totalsOf(db, communication) };
    });
  }
}

/** Before the end of a communication its letters go on changing, and their hash is told with the end. */
async function bouncedInWords(db: Rows, id: string, moved: number): Promise<string> {
  const told = `${moved} letters bounced later`;
  if (!(await db.count(BreachCommunication, { id, state: 'sent' }))) return told;
  return `${told}; letters SHA-256 ${await hashOfLetters(db, id)}`;
}
