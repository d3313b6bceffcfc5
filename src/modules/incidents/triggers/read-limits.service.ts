import { Injectable } from '@nestjs/common';
import { ApiKeyRecord } from '../../../foundation/access/api-key.entity.js';
import { Session } from '../../../foundation/access/session.entity.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { notFound } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { READERS_PER_HOUR } from './limits.js';
import { ReadLimit } from './trigger.entity.js';

/** The number that holds where a library has set none, for whoever shows it. */
export const readersPerHour = READERS_PER_HOUR;

/** How many readers one credential of a library may open in an hour before a draft of an incident is opened. */
@Injectable()
export class ReadLimitsService {
  constructor(private readonly records: Records) {}

  /** Every number that was ever set, the latest last, and the one that holds where none is. */
  async list(me: Staff) {
    const items = await this.records.in(me, (db) => db.all(ReadLimit, {}));
    return { readersPerHour: READERS_PER_HOUR, items };
  }

  /** Sets a number, for one credential or for all without their own; those of before stay as they were. @throws 404 */
  async set(me: Staff, readersPerHour: number, credentialId: string | undefined, now: Date) {
    const row = { credentialId: credentialId ?? null, readersPerHour, setAt: now, setBy: me.id };
    return this.records.in(me, async (db) => {
      if (credentialId && !(await isOfLibrary(db, credentialId))) throw notFound();
      return { id: await db.insert(ReadLimit, row) };
    });
  }
}

async function isOfLibrary(db: Rows, id: string): Promise<boolean> {
  return (await db.count(ApiKeyRecord, { id })) + (await db.count(Session, { id })) > 0;
}
