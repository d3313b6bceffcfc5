import type { Opened } from '../../foundation/data-map/shapes.js';
import type { BreachAssessment } from './breach.entity.js';
import type { Part } from './breaches.service.js';
import { claimInWords, type ClaimNow } from './grounds/claim.js';
import type { Incident } from './incident.entity.js';
import { numberOf } from './incident-number.js';
import type { Answers } from './template-rows.js';

/** What the rows are filled from that no person has to fill. */
export interface Known {
  incident: Opened<Incident>;
  part: Part;
  controller: { name: string; address: string; contact: string; dataProtectionOfficer: string };
  slug: string;
  type: string;
  completeness: string;
  lateReasons?: string | undefined;
  /** That the data are unintelligible, where the latest assessment says so. */
  claim: ClaimNow | null;
  /** How far the letters to the readers have come. */
  communication?: string | undefined;
  /** How many readers live in which country. */
  countries?: string | undefined;
  /** What a person wrote. */
  answers: Answers;
}

const PROCESSOR = 'The operator of this Carrel installation, which processes for the controller';

/** Rows that Carrel answers from what it holds. */
export function knownAnswers({
  incident,
  part,
  controller,
  type,
  completeness,
  lateReasons,
  claim,
  communication,
  countries,
  answers,
}: Known): Answers {
  const { assessments, decisions, controllerAwareAt, notices } = part;
  const assessment = assessments.at(-1);
  const decision = decisions.at(-1);
  const told = notices.find(({ kind }) => kind === 'to-controller');
  return {
    notification: `${type}, ${completeness}; ${numberOf(incident.id, incident.mode)}`,
    controller: `${controller.name}, ${controller.address}`,
    contact: `${controller.dataProtectionOfficer}; ${controller.contact}`,
    processor: PROCESSOR,
    occurred: span(incident.occurredFrom, incident.occurredTo),
    aware: controllerAwareAt?.toISOString(),
    lateness: lateReasons ?? 'None: it is within 72 hours, or follows a first notification',
    discovery:
      `Detected by the processor ${incident.detectedAt.toISOString()}` +
      (told ? `; the controller was told ${told.sentAt.toISOString()}` : ''),
    kind: assessment && kindOf(assessment, claim),
    severity: assessment && `${assessment.band} (ENISA ${assessment.quarters / 4})`,
    communication,
    // Which authorities there are told is for a person to say, after the numbers.
    crossBorder: countries && [countries, answers.crossBorder?.trim()].filter(Boolean).join('. '),
    risk:
      decision &&
      `${decision.communicateToSubjects ? 'High risk' : decision.notifyAuthority ? 'Risk' : 'Unlikely to result in a risk'}: ${decision.reasons.reason}`,
  };
}

function span(from: Date | null, to: Date | null): string | undefined {
  if (!from && !to) return undefined;
  return `${from?.toISOString() ?? 'unknown'} to ${to?.toISOString() ?? 'now, or unknown'}`;
}

function kindOf({ id, grounds }: Opened<BreachAssessment>, claim: ClaimNow | null): string {
  const { circumstances, isUnintelligible } = grounds.facts;
  const parts = Object.entries(circumstances).map(([element, found]) => `${element}: ${found}`);
  return [...parts, readability(isUnintelligible, claim?.assessmentId === id ? claim : null)].join('; ');
}

/** What nobody claimed is said plainly; what somebody claimed, as far as it is shown. */
function readability(isUnintelligible: boolean, claim: ClaimNow | null): string {
  if (claim) return claimInWords(claim);
  return isUnintelligible ? claimInWords({ proof: null, against: [] }) : 'the data are not unintelligible';
}
