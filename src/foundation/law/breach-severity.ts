/** ENISA, Recommendations for a methodology of the assessment of severity of personal data breaches, v1.0, 2013. */

/** Kinds of data as ENISA scores them. Credentials are none: what they open is scored. */
export type ProcessingCategory = 'simple' | 'behavioural' | 'financial' | 'sensitive';

/** How easily the breached set identifies a person, in quarters: 1 negligible, 2 limited, 3 significant, 4 maximum. */
export type Identification = 1 | 2 | 3 | 4;

/** One step away from a category's base, with what ENISA says it is for. */
export interface ContextStep {
  readonly step: -3 | -2 | -1 | 0 | 1 | 2 | 3;
  readonly when: string;
}

interface CategoryRow {
  readonly base: 1 | 2 | 3 | 4;
  readonly steps: readonly ContextStep[];
}

const AS_IT_IS: ContextStep = { step: 0, when: 'nothing makes it more or less than that' };

/** Step 1, data processing context: a base for each kind, and the steps that its circumstances allow. */
export const processingContexts: Readonly<Record<ProcessingCategory, CategoryRow>> = {
  simple: {
    base: 1,
    steps: [
      AS_IT_IS,
      { step: 1, when: 'volume or controller allow a profile, or assumptions on social or financial status' },
      {
        step: 2,
        when: 'it can lead to assumptions on health, sexual preferences, political or religious beliefs',
      },
      { step: 3, when: 'for vulnerable people or minors it can be critical to safety or to their condition' },
    ],
  },
  behavioural: {
    base: 2,
    steps: [
      { step: -1, when: 'it gives no substantial insight, or is easily collected from public sources' },
      AS_IT_IS,
      { step: 1, when: 'volume or controller allow a profile of everyday life and habits' },
      { step: 2, when: 'a profile based on sensitive data can be made' },
    ],
  },
  financial: {
    base: 3,
    steps: [
      { step: -2, when: 'it gives no substantial insight, such as that somebody is a client' },
      { step: -1, when: 'it gives some financial information, no significant insight into status' },
      AS_IT_IS,
      { step: 1, when: 'it discloses full financial information, or a detailed social or financial profile' },
    ],
  },
  sensitive: {
    base: 4,
    steps: [
      { step: -3, when: 'it gives no substantial insight, or is easily collected from public sources' },
      { step: -2, when: 'it can lead to general assumptions only' },
      { step: -1, when: 'it can lead to assumptions about sensitive information' },
      AS_IT_IS,
    ],
  },
};

type Quarters = 0 | 1 | 2;

/** Step 3, circumstances of the breach, in quarters; each element's worst is what counts while nobody knows. */
export const breachCircumstances = {
  confidentiality: { 'exposed, no evidence of misuse': 0, 'known recipients': 1, 'unknown recipients': 2 },
  integrity: { 'altered, no misuse identified': 0, 'misused, recoverable': 1, 'misused, not recoverable': 2 },
  availability: { 'recoverable without difficulty': 0, 'unavailable for a time': 1, 'not recoverable': 2 },
  intent: { accidental: 0, malicious: 2 },
} as const satisfies Record<string, Record<string, Quarters>>;

export type Circumstance = keyof typeof breachCircumstances;
export type Chosen<C extends Circumstance> = keyof (typeof breachCircumstances)[C];

/** What was found out; `unknown` counts as the worst, `not affected` as nothing. */
export interface BreachFacts {
  /** Every kind of data that was hit: the highest of them counts. */
  processing: readonly { category: ProcessingCategory; step: ContextStep['step'] }[];
  identification: Identification | 'unknown';
  circumstances: { [C in Circumstance]: Chosen<C> | 'unknown' | 'not affected' };
  individuals: number | 'unknown';
  /** Encrypted, and the key was not compromised. A flag beside the score, never part of it. */
  isUnintelligible: boolean;
}

export const SEVERITY_BANDS = ['low', 'medium', 'high', 'very-high'] as const;
export type SeverityBand = (typeof SEVERITY_BANDS)[number];

/** A score in quarters, 1 to 24, so that no fraction is ever rounded, with everything it was made of. */
export interface Severity {
  quarters: number;
  context: 1 | 2 | 3 | 4;
  identification: Identification;
  circumstances: number;
  band: SeverityBand;
  flags: { moreThanHundred: boolean; unintelligible: boolean };
}

/**
 * SE = DPC × EI + CB, all in quarters.
 * @throws RangeError without any kind of data, or for a step that ENISA does not allow for a kind
 */
export function severityOf(facts: BreachFacts): Severity {
  const context = contextOf(facts.processing);
  const identification = facts.identification === 'unknown' ? 4 : facts.identification;
  const circumstances = circumstancesOf(facts.circumstances);
  const quarters = context * identification + circumstances;
  return {
    quarters,
    context,
    identification,
    circumstances,
    band: bandOf(quarters),
    flags: {
      moreThanHundred: facts.individuals === 'unknown' || facts.individuals > 100,
      unintelligible: facts.isUnintelligible,
    },
  };
}

/** From which band on a notification is presumed. ENISA leaves it to the authorities, so it is a setting. */
export interface PresumptionFloors {
  authority: SeverityBand;
  subjects: SeverityBand;
}

/** The common reading: low is recorded, medium goes to the authority, high to the people. */
export const COMMON_FLOORS: PresumptionFloors = { authority: 'medium', subjects: 'high' };

/** What a score speaks for. A person decides, and says why where they decide otherwise. */
export function presumptionOf({ band }: Pick<Severity, 'band'>, floors: PresumptionFloors = COMMON_FLOORS) {
  const rank = (one: SeverityBand) => SEVERITY_BANDS.indexOf(one);
  return {
    notifyAuthority: rank(band) >= rank(floors.authority),
    communicateToSubjects: rank(band) >= rank(floors.subjects),
  };
}

function contextOf(processing: BreachFacts['processing']): Severity['context'] {
  const scores = processing.map(({ category, step }) => {
    const { base, steps } = processingContexts[category];
    if (!steps.some((allowed) => allowed.step === step))
      throw new RangeError(`ENISA knows no step of ${step} for ${category} data.`);
    return base + step;
  });
  if (!scores.length) throw new RangeError('Name at least one kind of data that was hit.');
  return Math.max(...scores) as Severity['context']; // the table holds no score outside 1 to 4
}

function circumstancesOf(chosen: BreachFacts['circumstances']): number {
  let sum = 0;
  for (const [element, values] of Object.entries(breachCircumstances)) {
    const found = chosen[element as Circumstance];
    if (found === 'not affected') continue;
    const quarters = new Map<string, number>(Object.entries(values));
    sum += found === 'unknown' ? Math.max(...quarters.values()) : (quarters.get(found) ?? 0);
  }
  return sum;
}

function bandOf(quarters: number): SeverityBand {
  if (quarters < 8) return 'low';
  if (quarters < 12) return 'medium';
  return quarters < 16 ? 'high' : 'very-high';
}
