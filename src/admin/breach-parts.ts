import type { Staff } from '../foundation/access/signed-in.js';
import { invalid } from '../foundation/http/problem.js';
import { CASE_FEATURES } from '../foundation/law/edpb-cases.js';
import {
  breachCircumstances,
  processingContexts,
  type BreachFacts,
  type Circumstance,
  type ProcessingCategory,
} from '../foundation/law/breach-severity.js';
import type { ForLibrary } from './doing.js';
import { momentOr } from './fields-read.js';
import { shownLetters } from './letter-parts.js';
import type { PanelServices } from './panel-services.js';
import type { RecordAction } from './section.js';

const ELEMENTS: readonly Circumstance[] = ['confidentiality', 'integrity', 'availability', 'intent'];

type Fields = Record<string, string>;

/** One library's part of an incident, as its owner's page shows it and that of officers. */
export async function partOf(services: PanelServices, me: Staff, id: string, slug: string) {
  const { breaches, controllerNotices, assessments, notifications } = services;
  return {
    part: await breaches.show(me, id, slug, new Date()),
    notices: await controllerNotices.list(me, id, slug),
    assessments: await assessments.assessments(me, id, slug),
    decisions: await assessments.decisions(me, id, slug),
    notifications: await notifications.list(me, id, slug),
    document: await notifications.document(me, id, slug, undefined),
    choices: { contexts: processingContexts, circumstances: breachCircumstances, features: CASE_FEATURES },
    ...(await shownLetters(services, me, id, slug)),
  };
}

/** What either side does about a library's part: officers assess, and record what they sent for a controller that asked. */
export function partActions(
  { assessments, notifications }: PanelServices,
  doing: ForLibrary,
): Record<string, RecordAction> {
  return {
    assess: doing('Assess', 'Activity', (me, id, slug, fields) =>
      assessments.assess(me, id, slug, groundsFrom(fields), new Date()),
    ),
    notify: doing('Record a notification', 'Send', (me, id, slug, fields) => {
      const { type, completeness, lateReasons, reference, sentAt, readersInformedAt, ...answers } = fields;
      return notifications.notify(
        me,
        id,
        slug,
        {
          type: oneOf('type', ['new', 'follow-up', 'withdraw'] as const, type),
          completeness: oneOf('completeness', ['complete', 'incomplete'] as const, completeness),
          lateReasons: lateReasons || undefined,
          reference: reference || undefined,
          sentAt: momentOr(sentAt, 'sentAt'),
          readersInformedAt: momentOr(readersInformedAt, 'readersInformedAt'),
          answers,
        },
        new Date(),
      );
    }),
  };
}

function groundsFrom(fields: Fields): Parameters<PanelServices['assessments']['assess']>[3] {
  const category = oneOf(
    'category',
    Object.keys(processingContexts) as ProcessingCategory[],
    fields.category,
  );
  const steps = processingContexts[category].steps.map(({ step }) => step);
  const step = steps.find((one) => String(one) === fields.step);
  if (step === undefined) throw invalid('/step', `Choose one of ${steps.join(', ')} for ${category} data.`);
  const found = <C extends Circumstance>(element: C): BreachFacts['circumstances'][C] => {
    const values = [...Object.keys(breachCircumstances[element]), 'not affected', 'unknown'];
    return oneOf(element, values as BreachFacts['circumstances'][C][], fields[element]);
  };
  const individuals = Number(fields.individuals || NaN);
  return {
    facts: {
      processing: [{ category, step }],
      identification:
        ([1, 2, 3, 4] as const).find((one) => String(one) === fields.identification) ?? 'unknown',
      circumstances: {
        confidentiality: found('confidentiality'),
        integrity: found('integrity'),
        availability: found('availability'),
        intent: found('intent'),
      },
      individuals: Number.isInteger(individuals) && individuals >= 0 ? individuals : 'unknown',
      isUnintelligible: fields.isUnintelligible === 'yes',
    },
    reasons: Object.fromEntries(
      ['processing', 'identification', ...ELEMENTS].flatMap((one) => {
        const reason = fields[`why-${one}`];
        return reason ? [[one, reason.slice(0, 5_000)]] : [];
      }),
    ),
    features: CASE_FEATURES.filter((one) => fields[`feature-${one}`] === 'on'),
  };
}

/** @throws 422 */
export function yesOrNo(name: string, fields: Fields): boolean {
  return oneOf(name, ['yes', 'no'] as const, fields[name]) === 'yes';
}

/** @throws 422 */
function oneOf<T extends string>(name: string, values: readonly T[], given: string | undefined): T {
  const found = values.find((one) => one === given);
  if (found === undefined) throw invalid(`/${name}`, `Choose one of ${values.join(', ')}.`);
  return found;
}
