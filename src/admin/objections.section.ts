import { forbidden } from '../foundation/http/problem.js';
import { OneOf, Paragraphs } from '../foundation/http/fields.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const DECISIONS = ['upheld', 'overridden'] as const;

/** An owner's answer, as the panel takes it. */
class AnswerForm {
  @OneOf(DECISIONS) decision!: (typeof DECISIONS)[number];
  @Paragraphs({ optional: true, max: 5_000 }) reason?: string;
}

const FIELDS: Field[] = [
  { name: 'purpose', type: 'string', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'grounds', type: 'textarea', in: ['show'] },
  { name: 'receivedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'promisedBy', type: 'datetime', in: ['list', 'show'] },
  { name: 'legalLimit', type: 'datetime', in: ['show'] },
  { name: 'decision', type: 'string', in: ['edit'], values: DECISIONS, isRequired: true },
  { name: 'reason', type: 'textarea', in: ['show', 'edit'] },
  { name: 'decidedAt', type: 'datetime', in: ['show'] },
];

/** What readers object to, and the owner's answers: until there is one the processing rests (Art. 21). */
export function objections({ objections: service, objectionAnswers }: PanelServices): Section {
  return {
    id: 'objections',
    label: 'Objections',
    group: 'People',
    icon: 'Slash',
    table: 'objection',
    title: 'purpose',
    fields: FIELDS,
    form: AnswerForm,
    list: (me, { skip, limit }) => service.list(me, undefined, { skip, limit }),
    get: (me, id) => service.show(me, id),
    change: async (me, id, values) => {
      if (me.role !== 'owner') throw forbidden('Only an owner of the library answers objections. Ask one.');
      await objectionAnswers.answer(me, id, values as unknown as AnswerForm, new Date());
    },
  };
}
