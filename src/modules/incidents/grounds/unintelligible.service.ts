import { Injectable } from '@nestjs/common';
import type { SignedIn, Staff } from '../../../foundation/access/signed-in.js';
import { BreachAssessment } from '../breach.entity.js';
import { IncidentAccess } from '../incident-access.service.js';
import type { Claim, ClaimNow } from './claim.js';
import { KeyStateService } from './key-state.service.js';
import { latestOf, proven, reasonsAgainst, staleBecause, type Proof } from './unintelligible.js';

/** Whether it is shown that nobody who has a library's data can read them: for a ground of Art. 34(3) and for assessments alike. */
@Injectable()
export class UnintelligibleService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly keys: KeyStateService,
  ) {}

  /** The proof as of now, or what speaks against it. @throws 404 */
  async looked(me: Staff, incidentId: string, slug: string, now: Date): Promise<Claim> {
    const id = await this.access.libraryOf(me, slug);
    const seen = await this.keys.seen(me, incidentId, { id, slug });
    const against = reasonsAgainst(seen);
    const scope = latestOf(seen.scopes);
    if (against.length || !scope) return { isShown: false, lookedAt: now.toISOString(), against };
    return { isShown: true, proof: proven(seen, scope, now) };
  }

  /** What speaks now against a proof of before; nothing while it holds. @throws 404 */
  async against(me: SignedIn, incidentId: string, slug: string, proof: Proof): Promise<string[]> {
    const id = await this.access.libraryOf(me, slug);
    return staleBecause(proof, await this.keys.seen(me, incidentId, { id, slug }));
  }

  /** How the claim of the latest assessment stands now; null where that claims nothing. @throws 404 */
  async claimNow(me: Staff, incidentId: string, slug: string): Promise<ClaimNow | null> {
    const latest = await this.access.inPart(me, incidentId, slug, async (db) =>
      (await db.all(BreachAssessment, { incidentId })).at(-1),
    );
    const claim = latest?.grounds.unintelligible;
    if (!latest || !claim) return null;
    const assessmentId = latest.id;
    if (!claim.isShown) return { assessmentId, proof: null, against: claim.against };
    const { proof } = claim;
    return { assessmentId, proof, against: await this.against(me, incidentId, slug, proof) };
  }
}
