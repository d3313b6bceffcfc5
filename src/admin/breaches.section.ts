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
import { holdActions, momentIn, PROOF_FILES, proofFile, proofOf } from './evidence-parts.js';
import { groundFrom } from './ground-fields.js';
import { written } from './incidents.section.js';
import { lettersDone, shownLetters } from './letter-parts.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, RecordAction, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'number', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'title', type: 'string', in: ['list', 'show'] },
  { name: 'mode', type: 'string', in: ['list'] },
  { name: 'phase', type: 'string', in: ['list'] },
  { name: 'declaredAt', type: 'datetime', in: ['list'] },
];
const ELEMENTS: readonly Circumstance[] = ['confidentiality', 'integrity', 'availability', 'intent'];

type Fields = Record<string, string>;

/** Breaches that hit the owner's library: its clocks, the notices it was sent, its assessment, decision and notifications. */
export function breaches(services: PanelServices): Section {
  const { incidents, breaches: parts, assessments, controllerNotices, notifications } = services;
  const { awareness, timeline } = services;
  const doing = (
    label: string,
    icon: string,
    work: (me: Staff, id: string, slug: string, fields: Fields) => Promise<unknown>,
  ): RecordAction => ({
    label,
    icon,
    component: 'Breach',
    isHidden: true,
    perform: async (me, id, fields) => {
      ownersOnly(me);
      await work(me, id, await slugOf(services, me), fields);
      return { message: label };
    },
  });
  return {
    id: 'breaches',
    label: 'Breaches',
    group: 'Security',
    icon: 'AlertTriangle',
    table: 'personal_data_breach',
    title: 'number',
    roles: ['owner'],
    fields: FIELDS,
    list: (me, { limit, skip }) => incidents.list(me, { limit, skip }),
    get: async (me, id) => ({ ...(await incidents.show(me, id, new Date())) }),
    showing: {
      component: 'Breach',
      prepare: async (me, id) => {
        const slug = await slugOf(services, me);
        return {
          part: await parts.show(me, id, slug, new Date()),
          notices: await controllerNotices.list(me, id, slug),
          assessments: await assessments.assessments(me, id, slug),
          decisions: await assessments.decisions(me, id, slug),
          notifications: await notifications.list(me, id, slug),
          scope: await services.scopes.list(me, id),
          document: await notifications.document(me, id, slug, undefined),
          choices: {
            contexts: processingContexts,
            circumstances: breachCircumstances,
            features: CASE_FEATURES,
          },
          proof: await proofOf(services, me, id, [slug]),
          ...(await shownLetters(services, me, id, slug)),
        };
      },
    },
    actions: {
      ...Object.fromEntries(
        Object.entries(lettersDone(services)).map(([name, [label, work]]) => [
          name,
          doing(label, 'Mail', work),
        ]),
      ),
      acknowledge: doing('Acknowledge', 'Check', (me, id, slug, { notice = '' }) =>
        controllerNotices.acknowledge(me, id, slug, notice, new Date()),
      ),
      assess: doing('Assess', 'Activity', (me, id, slug, fields) =>
        assessments.assess(me, id, slug, groundsFrom(fields), new Date()),
      ),
      decide: doing('Decide', 'CheckSquare', (me, id, slug, fields) =>
        assessments.decide(
          me,
          id,
          slug,
          {
            notifyAuthority: yesOrNo('notifyAuthority', fields),
            communicateToSubjects: yesOrNo('communicateToSubjects', fields),
            reason: written('reason', fields.reason ?? ''),
            departure: fields.departure || undefined,
            ...groundFrom(fields),
          },
          new Date(),
        ),
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
      note: doing('Add a note', 'Edit', (me, id, _, { text = '' }) =>
        timeline.note(me, id, written('text', text), undefined, new Date()),
      ),
      moveAwareness: doing('Move the awareness', 'Clock', (me, id, slug, { awareAt, reason }) =>
        awareness.ofController(
          me,
          id,
          slug,
          { awareAt: momentIn(awareAt), reason: reason || undefined },
          new Date(),
        ),
      ),
      confirmAwareness: doing('Confirm the awareness', 'Check', (me, id, slug, { proposal = '' }) =>
        awareness.confirmOfController(me, id, slug, proposal, new Date()),
      ),
      ...holdActions(services, doing),
    },
    filePattern: PROOF_FILES,
    file: async (me, id, fileId) => {
      ownersOnly(me);
      return proofFile(services, me, id, fileId);
    },
  };
}

function momentOr(text: string | undefined, name: string): Date | undefined {
  return text ? momentIn(text, name) : undefined;
}

async function slugOf({ libraries }: PanelServices, me: Staff): Promise<string> {
  return (await libraries.slugsOf([me.libraryId])).get(me.libraryId) ?? '';
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

function yesOrNo(name: string, fields: Fields): boolean {
  return oneOf(name, ['yes', 'no'] as const, fields[name]) === 'yes';
}

function oneOf<T extends string>(name: string, values: readonly T[], given: string | undefined): T {
  const found = values.find((one) => one === given);
  if (found === undefined) throw invalid(`/${name}`, `Choose one of ${values.join(', ')}.`);
  return found;
}
