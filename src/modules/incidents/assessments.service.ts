import { Injectable } from '@nestjs/common';
import type { Staff } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { conflict, invalid } from '../../foundation/http/problem.js';
import { breachCircumstances, presumptionOf, severityOf } from '../../foundation/law/breach-severity.js';
import { nearestCases } from '../../foundation/law/edpb-cases.js';
import type { Rows } from '../../foundation/records/rows.js';
import { bound, unbound } from './bound.js';
import { BreachAssessment, BreachDecision, type AssessmentGrounds } from './breach.entity.js';
import { enter, meanwhile } from './entries.js';
import type { ShownGround } from './grounds/ground.js';
import { GroundsService, type GroundGiven } from './grounds/grounds.service.js';
import type { Claim } from './grounds/claim.js';
import { UnintelligibleService } from './grounds/unintelligible.service.js';
import { IncidentAccess } from './incident-access.service.js';

/** What a controller decides. */
export interface Decision extends GroundGiven {
  notifyAuthority: boolean;
  communicateToSubjects: boolean;
  reason: string;
  departure?: string | undefined;
}

/** How severe a breach is for a library, in versions, and what its controller decides on them. */
@Injectable()
export class AssessmentsService {
  constructor(
    private readonly access: IncidentAccess,
    private readonly grounds: GroundsService,
    private readonly unintelligible: UnintelligibleService,
  ) {}

  /**
   * Adds a version; what is not known counts as the worst, and so does that the data are unintelligible until it is shown.
   * @throws 404; 422
   */
  async assess(me: Staff, incidentId: string, slug: string, given: AssessmentGrounds, now: Date) {
    checkReasons(given);
    const claim = given.facts.isUnintelligible
      ? await this.unintelligible.looked(me, incidentId, slug, now)
      : null;
    return this.keep(me, incidentId, slug, withClaim(given, claim), now);
  }

  private async keep(me: Staff, incidentId: string, slug: string, grounds: AssessmentGrounds, now: Date) {
    return this.access.inPart(me, incidentId, slug, async (db) => {
      const severity = scored(grounds);
      const presumed = presumptionOf(severity);
      const version = (await db.count(BreachAssessment, { incidentId })) + 1;
      const { content, contentHash } = bound(grounds);
      const id = await db
        .insert(BreachAssessment, {
          incidentId,
          version,
          quarters: severity.quarters,
          band: severity.band,
          presumesAuthority: presumed.notifyAuthority,
          presumesSubjects: presumed.communicateToSubjects,
          assessedAt: now,
          assessedBy: me.id,
          grounds: content,
          contentHash,
        })
        .catch(meanwhile);
      await enter(db, {
        incidentId,
        kind: 'assessed',
        detail: severity.band,
        about: id,
        happenedAt: now,
        recordedAt: now,
      });
      return shownAssessment(await db.get(BreachAssessment, { id }));
    });
  }

  /** Every version, the first first: what was known then. @throws 404 */
  async assessments(me: Staff, incidentId: string, slug: string) {
    return this.access.inPart(me, incidentId, slug, async (db) =>
      (await db.all(BreachAssessment, { incidentId })).map(shownAssessment),
    );
  }

  /**
   * The controller's decision on the latest assessment; a ground of Art. 34(3) is shown first, never assumed.
   * @throws 404; 409 before an assessment; 422 without its reasons, or where the ground is not shown
   */
  async decide(me: Staff, incidentId: string, slug: string, decision: Decision, now: Date) {
    const { notifyAuthority, communicateToSubjects, reason, departure, ...given } = decision;
    const assessed = await this.access.inPart(me, incidentId, slug, (db) =>
      decidedOn(db, incidentId, decision),
    );
    const ground = await this.grounds.shown(me, incidentId, slug, given, now);
    if (ground && communicateToSubjects)
      throw invalid('/ground', 'Leave it out: it is for a decision that readers need not be informed.');
    const decided = await this.access.inPart(me, incidentId, slug, async (db) => {
      const { content, contentHash } = bound({ reason, departure: departure ?? null, ground });
      const id = await db.insert(BreachDecision, {
        incidentId,
        ...assessed,
        notifyAuthority,
        communicateToSubjects,
        decidedAt: now,
        decidedBy: me.id,
        reasons: content,
        contentHash,
      });
      await enter(db, { incidentId, kind: 'decided', about: id, happenedAt: now, recordedAt: now });
      return db.get(BreachDecision, { id });
    });
    return this.standing(me, slug, decided);
  }

  /** Every decision, the first first, each ground looked at anew. @throws 404 */
  async decisions(me: Staff, incidentId: string, slug: string) {
    const found = await this.access.inPart(me, incidentId, slug, (db) =>
      db.all(BreachDecision, { incidentId }),
    );
    const shown = [];
    for (const decision of found) shown.push(await this.standing(me, slug, decision));
    return shown;
  }

  private async standing(me: Staff, slug: string, decision: Opened<BreachDecision>) {
    const { incidentId, reasons } = decision;
    return shownDecision(decision, await this.grounds.standing(me, incidentId, slug, reasons.ground ?? null));
  }
}

/** The word of whoever assesses stands only as far as it is shown. */
function withClaim(given: AssessmentGrounds, claim: Claim | null): AssessmentGrounds {
  const isUnintelligible = claim?.isShown ?? false;
  return { ...given, facts: { ...given.facts, isUnintelligible }, unintelligible: claim };
}

/** The assessment that is decided on, and whether it speaks for something else. @throws 409; 422 */
async function decidedOn(db: Rows, incidentId: string, decision: Decision) {
  const assessment = (await db.all(BreachAssessment, { incidentId })).at(-1);
  if (!assessment)
    throw conflict('not-assessed', 'Assess the breach first: what is not known counts as the worst.');
  const departs =
    decision.notifyAuthority !== assessment.presumesAuthority ||
    decision.communicateToSubjects !== assessment.presumesSubjects;
  if (departs && !decision.departure)
    throw invalid('/departure', 'This is not what the assessment speaks for. Say why you decide otherwise.');
  return { assessmentId: assessment.id, departs };
}

function scored({ facts }: AssessmentGrounds) {
  try {
    return severityOf(facts);
  } catch (error) {
    if (error instanceof RangeError) throw invalid('/processing', error.message);
    throw error;
  }
}

/** @throws 422 for a choice without its reason. What is unknown needs none. */
function checkReasons({ facts, reasons }: AssessmentGrounds) {
  const chosen = [
    'processing',
    ...(facts.identification === 'unknown' ? [] : ['identification']),
    ...Object.keys(breachCircumstances).filter(
      (one) => facts.circumstances[one as keyof typeof breachCircumstances] !== 'unknown',
    ),
  ];
  const missing = chosen.find((one) => !reasons[one]?.trim());
  if (missing) throw invalid(`/reasons/${missing}`, `Give the reason for what you chose as ${missing}.`);
}

/** An assessment with its score taken apart and the cases that it is nearest to. */
export function shownAssessment(assessment: Opened<BreachAssessment>) {
  const { id, version, quarters, band, presumesAuthority, presumesSubjects, assessedAt, assessedBy } =
    assessment;
  const { facts, reasons, features, unintelligible = null } = unbound(assessment.grounds);
  const { context, identification, circumstances, flags } = severityOf(facts);
  return {
    id,
    version,
    score: quarters / 4,
    quarters,
    band,
    context,
    identification,
    circumstances,
    flags: { ...flags, unintelligible: unintelligible?.isShown ?? false },
    unintelligible,
    presumption: { notifyAuthority: presumesAuthority, communicateToSubjects: presumesSubjects },
    facts,
    reasons,
    features,
    nearestCases: nearestCases(features).map(({ case: one, likeness }) => ({
      number: one.number,
      title: one.title,
      notifyAuthority: one.notifyAuthority,
      communicateToSubjects: one.communicateToSubjects,
      likeness: Math.round(likeness * 100) / 100,
    })),
    assessedAt,
    assessedBy,
  };
}

/** A decision with its reasons. */
function shownDecision(decision: Opened<BreachDecision>, ground: ShownGround | null) {
  const { id, assessmentId, notifyAuthority, communicateToSubjects, departs, decidedAt, decidedBy, reasons } =
    decision;
  return {
    id,
    assessmentId,
    notifyAuthority,
    communicateToSubjects,
    departs,
    ...unbound(reasons),
    ground,
    decidedAt,
    decidedBy,
  };
}
