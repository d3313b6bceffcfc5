import { OneOf, Paragraphs } from '../foundation/http/fields.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const DECISIONS = ['accepted', 'refused'] as const;

/** An owner's decision, as the panel takes it. */
class DecisionForm {
  @OneOf(DECISIONS) decision!: (typeof DECISIONS)[number];
  @Paragraphs({ optional: true, max: 5_000 }) reason?: string;
}

const FIELDS: Field[] = [
  { name: 'datum', type: 'string', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'present', type: 'textarea', in: ['show'] },
  { name: 'value', type: 'textarea', in: ['show'] },
  { name: 'why', type: 'textarea', in: ['show'] },
  { name: 'askedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'decision', type: 'string', in: ['edit'], values: DECISIONS, isRequired: true },
  { name: 'reason', type: 'textarea', in: ['show', 'edit'] },
  { name: 'decidedAt', type: 'datetime', in: ['show'] },
];

/** Corrections of the library's record that readers ask for, and the owner's decisions (Art. 16). */
export function corrections({ correctionAnswers: service }: PanelServices): Section {
  return {
    id: 'corrections',
    label: 'Corrections',
    group: 'People',
    icon: 'Edit3',
    table: 'correction_proposal',
    title: 'datum',
    fields: FIELDS,
    form: DecisionForm,
    list: (me, { skip, limit }) => service.list(me, undefined, { skip, limit }),
    get: (me, id) => service.show(me, id),
    change: async (me, id, values) => {
      ownersOnly(me);
      const { decision, reason } = values as unknown as DecisionForm;
      const answer = { accepted: decision === 'accepted', ...(reason ? { reason } : {}) };
      await service.decide(me, id, answer, new Date());
    },
  };
}
