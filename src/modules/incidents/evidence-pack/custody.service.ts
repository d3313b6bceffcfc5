import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import type { Rows } from '../../../foundation/records/rows.js';
import { enter, inLibrary, shownEntry } from '../entries.js';
import { IncidentAccess } from '../incident-access.service.js';
import { Incident, IncidentEntry } from '../incident.entity.js';

/** Who had what of an incident's evidence, packs that were handed out among it: the chain of custody. */
@Injectable()
export class CustodyService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
  ) {}

  /** The whole chain over the platform and every library hit, in the order of recording. @throws 404 */
  async chain(me: Staff, incidentId: string) {
    await this.records.in(inLibrary(me, PLATFORM), (db) => db.get(Incident, { id: incidentId }));
    const libraries = [
      { id: PLATFORM, slug: 'platform' },
      ...(await this.access.librariesHit(me, incidentId)),
    ];
    const chain = [];
    for (const { id, slug } of libraries)
      for (const entry of await this.records.in(inLibrary(me, id), (db) => custodyOf(db, incidentId)))
        chain.push({ library: slug, ...shownEntry(entry) });
    return chain.sort((a, b) => a.recordedAt.getTime() - b.recordedAt.getTime());
  }

  /** Notes that somebody asks for a pack of their part, before the first byte leaves; gives the note's id. */
  async asked(me: Staff, incidentId: string, now: Date): Promise<string> {
    return this.note(me, { incidentId, detail: 'pack-asked-for', about: incidentId }, now);
  }

  /** Notes that the pack went out whole, with its hash. */
  async handedOut(
    me: Staff,
    incidentId: string,
    pack: { asked: string; sha256: string; bytes: number },
    now: Date,
  ) {
    const text = `SHA-256 ${pack.sha256}, ${pack.bytes} bytes`;
    await this.note(me, { incidentId, detail: 'pack-handed-out', about: pack.asked, text }, now);
  }

  private note(
    me: Staff,
    entry: { incidentId: string; detail: string; about: string; text?: string },
    now: Date,
  ): Promise<string> {
    const at = { happenedAt: now, recordedAt: now };
    return this.records.in(me, (db) => enter(db, { ...entry, kind: 'custody', ...at }));
  }
}

function custodyOf(db: Rows, incidentId: string) {
  return db.all(IncidentEntry, { incidentId, kind: 'custody' });
}
