import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { Records } from '../../../foundation/records/records.js';
import { READERS_PER_HOUR } from './limits.js';
import { ReadLimit } from './trigger.entity.js';

/** How many readers one credential of a library may open in an hour before a draft of an incident is opened. */
@Injectable()
export class ReadLimitsService {
  constructor(private readonly records: Records) {}

  /** Every number that was ever set, the latest last, and the one that holds where none is. */
  async list(me: Staff) {
    const items = await this.records.in(me, (db) => db.all(ReadLimit, {}));
    return { readersPerHour: READERS_PER_HOUR, items };
  }

  /** Sets a number, for one credential or for all without their own; those of before stay as they were. */
  async set(me: Staff, readersPerHour: number, credentialId: string | undefined, now: Date) {
    const row = { credentialId: credentialId ?? null, readersPerHour, setAt: now, setBy: me.id };
    return { id: await this.records.in(me, (db) => db.insert(ReadLimit, row)) };
  }
}
