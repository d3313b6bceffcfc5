import { Type } from 'class-transformer';
import { Instant, Line, OneOf, Paragraphs, Whole } from '../foundation/http/fields.js';
import { invalid } from '../foundation/http/problem.js';
import type { Staff } from '../foundation/access/signed-in.js';
import { containmentActions, containmentOf } from './containment-parts.js';
import { partActions } from './breach-parts.js';
import { idIn, outcome, type ForLibrary } from './doing.js';
import { librariesOf } from './library-parts.js';
import { letterActions } from './letter-parts.js';
import { drillActions, drillOf } from './drill-parts.js';
import { scopeActions, scopeOf } from './scope-parts.js';
import { PROOF_FILES, proofActions, proofFile, proofOf, REVIEW_FILE, sendable } from './evidence-parts.js';
import { momentOr } from './fields-read.js';
import type { PanelServices } from './panel-services.js';
import type { Field, RecordAction, Section } from './section.js';

const FILES = new RegExp(`${PROOF_FILES.source}|${REVIEW_FILE.source}`);
const MODES = ['live', 'drill', 'tabletop'] as const;
const PHASES = ['reported', 'triage', 'declared', 'contained', 'eradicated', 'recovered', 'review', 'closed', 'false-alarm'] as const; // prettier-ignore

/** What the panel takes of an incident that is declared. */
class DeclarationForm {
  @Line() title!: string;
  @Paragraphs({ max: 5_000 }) description!: string;
  @OneOf(MODES) mode!: (typeof MODES)[number];
  @Paragraphs({ optional: true, max: 2_000 }) suspected?: string;
  @Instant({ optional: true }) occurredFrom?: string;
  @Instant({ optional: true }) occurredTo?: string;
  @Instant() detectedAt!: string;
  @Instant() awareAt!: string;
  @Type(() => Number)
  @Whole({ optional: true, min: 1, max: 10_000 })
  pace?: number;
}

const FIELDS: Field[] = [
  { name: 'number', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'title', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'description', type: 'textarea', in: ['edit'], isRequired: true },
  { name: 'suspected', type: 'textarea', in: ['edit'] },
  { name: 'mode', type: 'string', in: ['list', 'edit'], values: MODES, isRequired: true },
  { name: 'occurredFrom', type: 'datetime', in: ['edit'] },
  { name: 'occurredTo', type: 'datetime', in: ['edit'] },
  { name: 'detectedAt', type: 'datetime', in: ['edit'], isRequired: true },
  { name: 'awareAt', type: 'datetime', in: ['edit'], isRequired: true },
  { name: 'pace', type: 'number', in: ['edit'] },
  { name: 'phase', type: 'string', in: ['list'] },
  { name: 'declaredAt', type: 'datetime', in: ['list'] },
];

type Perform = (me: Staff, id: string, fields: Record<string, string>) => Promise<unknown>;

/** The contingency plan for the security team: declare, name who was hit, tell them, and go through the plan. */
export function incidents(services: PanelServices): Section {
  const {
    incidents: service,
    breaches,
    controllerNotices,
    incidentPlan,
    incidentEvidence,
    timeline,
  } = services;
  const step = (label: string, icon: string, work: Perform): RecordAction => ({
    label,
    icon,
    component: 'Incident',
    isHidden: true,
    perform: async (me, id, fields) => {
      return outcome(label, await work(me, id, fields));
    },
  });
  const forLibrary: ForLibrary = (label, icon, work) =>
    step(label, icon, (me, id, { library = '', ...fields }) => work(me, id, library, fields));
  return {
    id: 'incidents',
    label: 'Incidents',
    group: 'Security',
    icon: 'AlertTriangle',
    table: 'incident',
    title: 'number',
    roles: ['security-officer'],
    fields: FIELDS,
    form: DeclarationForm,
    list: (me, { limit, skip }) => service.list(me, { limit, skip }),
    get: async (me, id) => ({ ...(await service.show(me, id, new Date())) }),
    create: async (me, values) => {
      const { detectedAt, awareAt, occurredFrom, occurredTo, ...words } =
        values as unknown as DeclarationForm;
      const instants = {
        detectedAt: new Date(detectedAt),
        awareAt: new Date(awareAt),
        occurredFrom: momentOf(occurredFrom),
        occurredTo: momentOf(occurredTo),
      };
      return (await service.declare(me, { ...words, ...instants }, new Date())).id;
    },
    showing: {
      component: 'Incident',
      prepare: async (me, id, { library }) => {
        const details = await service.show(me, id, new Date());
        const hit = details.libraries.map((one) => one.library);
        return {
          details,
          timeline: await timeline.page(me, id, { order: 'newest' }),
          phases: PHASES,
          containment: await containmentOf(services, me, id),
          drill: await drillOf(services, me, details),
          scope: await scopeOf(services, me, id),
          ...(await librariesOf(services, me, id, { hit, chosen: library })),
          proof: await proofOf(services, me, id, hit),
        };
      },
    },
    actions: {
      hit: step('Add a library', 'Plus', (me, id, { library = '', what = '', foundAt }) =>
        breaches.add(me, id, library, written('what', what), momentOr(foundAt, 'foundAt'), new Date()),
      ),
      tell: step('Tell a library', 'Send', (me, id, { library = '', contact = '', ...answers }) =>
        controllerNotices.send(
          me,
          id,
          library,
          { ...answers, contact: written('contact', contact) },
          new Date(),
        ),
      ),
      finish: step('Step done', 'Check', (me, id, { step: key = '', evidence = '' }) =>
        incidentPlan.finish(me, id, key, written('evidence', evidence), new Date()),
      ),
      note: step('Add a note', 'Edit', (me, id, { text = '', happenedAt }) =>
        timeline.note(me, id, written('text', text), momentOr(happenedAt, 'happenedAt'), new Date()),
      ),
      snapshot: step('Take evidence', 'Camera', (me, id) => incidentEvidence.take(me, id, new Date())),
      enter: step('Another phase', 'FastForward', (me, id, { phase = '', reason = '' }) => {
        const known = PHASES.find((one) => one === phase);
        if (!known) throw invalid('/phase', 'Choose a phase.');
        return service.enterPhase(me, id, known, reason || undefined, new Date());
      }),
      ...drillActions(services, step),
      ...containmentActions(services, step),
      ...scopeActions(services, step),
      ...proofActions(services, step),
      ...partActions(services, forLibrary),
      ...letterActions(services, forLibrary),
      confirmControllerAwareness: forLibrary(
        'Confirm a controller’s awareness',
        'Check',
        (me, id, slug, fields) =>
          services.awareness.confirmOfController(me, id, slug, idIn(fields.proposal), new Date()),
      ),
    },
    filePattern: FILES,
    file: async (me, id, fileId) => {
      const [, format] = REVIEW_FILE.exec(fileId) ?? [];
      if (format !== 'json' && format !== 'pdf' && format !== 'html')
        return proofFile(services, me, id, fileId);
      return sendable(await services.incidentFiles.review(me, id, format, new Date()));
    },
  };
}

/** @throws 422 for an empty text */
export function written(name: string, text: string): string {
  if (text.trim() === '' || text.length > 5_000)
    throw invalid(`/${name}`, 'Write a text of at most 5,000 characters.');
  return text;
}

function momentOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
