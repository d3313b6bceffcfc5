import { Injectable } from '@nestjs/common';
import { aJob } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import type { WakeUp } from '../../../foundation/database/queue.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import { LibrariesService } from '../../libraries/libraries.service.js';
import type { BreachDecision } from '../breach.entity.js';
import { enter } from '../entries.js';
import { Incident } from '../incident.entity.js';
import { GroundsService } from './grounds.service.js';
import { LapseLetters } from './lapse-letters.service.js';
import { excusedDecisions, lapseOf } from './lapse-rows.js';
import { LAPSED_GROUNDS } from './wake.js';

export { LAPSED_GROUNDS };

/**
 * Looks whether the grounds on which readers were not written to still hold (Art. 34(3)). One that does not is noted once,
 * and the duty to write to them runs from there: until somebody decides anew, whatever comes to hold again.
 */
@Injectable()
export class LapsedGroundsService {
  constructor(
    private readonly records: Records,
    private readonly libraries: LibrariesService,
    private readonly grounds: GroundsService,
    private readonly letters: LapseLetters,
  ) {}

  /** One round over all libraries. A kill anywhere is made good by the next: nothing is noted or written twice. */
  async run(now: Date): Promise<void> {
    for (const library of await this.libraries.directory()) await this.lookIn(library, now);
  }

  /** As soon as something changed that a ground may rest on: in that library, or in all where it was of the platform. */
  async lookAgain({ libraryId }: WakeUp, now: Date): Promise<void> {
    for (const library of await this.libraries.directory())
      if (libraryId === PLATFORM || library.id === libraryId) await this.lookIn(library, now);
  }

  private async lookIn(library: { id: string; slug: string }, now: Date): Promise<void> {
    const excused = await this.records.in(aJob(LAPSED_GROUNDS, library.id), excusedDecisions);
    for (const decision of excused)
      if (await this.hasLapsed(library, decision, now)) await this.letters.write(library, decision, now);
  }

  private async hasLapsed(
    library: { id: string; slug: string },
    { incidentId, id: about, reasons }: Opened<BreachDecision>,
    now: Date,
  ): Promise<boolean> {
    const me = aJob(LAPSED_GROUNDS, library.id);
    if (await this.records.in(me, (db) => lapseOf(db, about))) return true;
    const { phase } = await this.records.in(aJob(LAPSED_GROUNDS, PLATFORM), (db) =>
      db.get(Incident, { id: incidentId }),
    );
    if (phase === 'false-alarm') return false;
    const ground = reasons.ground ?? null;
    const standing = await this.grounds.standing(
      aJob(LAPSED_GROUNDS, PLATFORM),
      incidentId,
      library.slug,
      ground,
    );
    if (!standing || standing.holds) return false;
    const lapse = { incidentId, about, detail: standing.kind, text: standing.against.join(' ') };
    const at = { happenedAt: now, recordedAt: now };
    await this.records
      .in(me, (db) => enter(db, { ...lapse, ...at, kind: 'ground-lapsed' }))
      .catch(unlessNoted);
    return true;
  }
}

/** Another instance at the same moment: a unique key let one note it. @throws any other error */
function unlessNoted(error: unknown): void {
  if ((error as { code?: string }).code !== '23505') throw error;
}
