import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';
import { evidenceMonthsAt } from '../../foundation/law/evidence-months.js';
import { keptUntilInstant } from '../../foundation/law/kept-months.js';
import { Records } from '../../foundation/records/records.js';
import { bound, unbound } from './bound.js';
import { enter, inLibrary, personOf, shownEntry } from './entries.js';
import { IncidentAccess } from './incident-access.service.js';
import { Incident, IncidentEntry, IncidentEvidence } from './incident.entity.js';
import { SnapshotService } from './snapshot.service.js';

/** Evidence that is taken before anything is changed, and the chain of who had it since. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly records: Records,
    private readonly access: IncidentAccess,
    private readonly snapshots: SnapshotService,
  ) {}

  /** Takes a snapshot of the platform and of every library that was hit, and enters its hash in the ledger. @throws 404 */
  async take(me: SignedIn, incidentId: string, now: Date) {
    const { occurredFrom, detectedAt } = await this.access.incident(incidentId);
    const hit = await this.access.librariesHit(me, incidentId);
    const libraries = [{ id: PLATFORM, slug: 'platform' }, ...hit];
    const manifest = await this.snapshots.of(me, libraries, occurredFrom ?? detectedAt, now);
    const { content, contentHash } = bound(manifest);
    const id = await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      const evidence = await db.insert(IncidentEvidence, {
        incidentId,
        takenAt: now,
        takenBy: personOf(me),
        manifest: content,
        endedAt: null,
        contentHash,
      });
      const at = { happenedAt: now, recordedAt: now };
      await enter(db, { incidentId, kind: 'evidence', about: evidence, ...at });
      await enter(db, { incidentId, kind: 'custody', detail: 'taken', about: evidence, ...at });
      return evidence;
    });
    return { id, takenAt: now, hash: contentHash.toString('hex') };
  }

  /**
   * What stands before anything is changed: the latest snapshot, and where there is none, one that is taken now. Whoever
   * contains something asks for it first. @throws 404
   */
  async secure(
    me: SignedIn,
    incidentId: string,
    now: Date,
  ): Promise<{ id: string; takenAt: Date; hash: string }> {
    const latest = await this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      const { items } = await db.page(IncidentEvidence, { incidentId }, { limit: 1, order: 'newest' });
      return items[0];
    });
    if (!latest) return this.take(me, incidentId, now);
    return { id: latest.id, takenAt: latest.takenAt, hash: latest.contentHash.toString('hex') };
  }

  /** Every snapshot with its chain of custody. The hash is SHA-256 of the manifest as JSON, its salt last. @throws 404 */
  async list(me: Staff, incidentId: string) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(Incident, { id: incidentId });
      const custody = await db.all(IncidentEntry, { incidentId, kind: 'custody' });
      const taken = await db.all(IncidentEvidence, { incidentId });
      return taken.map(({ id, takenAt, takenBy, endedAt, manifest, contentHash }) => ({
        id,
        takenAt,
        takenBy,
        keptUntil: keptUntilInstant(takenAt, evidenceMonthsAt(takenAt)),
        endedAt,
        hash: contentHash.toString('hex'),
        salt: manifest?.salt ?? null,
        manifest: manifest && unbound(manifest),
        custody: custody.filter(({ about }) => about === id).map(shownEntry),
      }));
    });
  }

  /** Notes that evidence was handed over, verified or stored elsewhere. @throws 404 */
  async handOver(me: Staff, incidentId: string, evidence: string, text: string, now: Date) {
    return this.records.in(inLibrary(me, PLATFORM), async (db) => {
      await db.get(IncidentEvidence, { id: evidence, incidentId });
      const at = { happenedAt: now, recordedAt: now };
      return {
        id: await enter(db, {
          incidentId,
          kind: 'custody',
          detail: 'handed-on',
          about: evidence,
          ...at,
          text,
        }),
      };
    });
  }
}
