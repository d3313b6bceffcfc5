import { invalid } from '../foundation/http/problem.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'ground', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'since', type: 'datetime', in: ['list', 'show'] },
  { name: 'toldAt', type: 'datetime', in: ['show'] },
  { name: 'liftsAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'liftedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'liftedBy', type: 'string', in: ['show'] },
];

/** Whose data are kept and not used, and why; an owner tells the reader before one is lifted (Art. 18). */
export function restrictions({ restrictions: service, restrictionAnswers }: PanelServices): Section {
  return {
    id: 'restrictions',
    label: 'Restrictions',
    group: 'People',
    icon: 'Lock',
    table: 'restriction',
    title: 'ground',
    fields: FIELDS,
    list: (me, { skip, limit }) => service.list(me, undefined, { skip, limit }),
    get: (me, id) => service.show(me, id),
    actions: {
      lift: {
        label: 'Lift',
        icon: 'Unlock',
        component: 'Perform',
        prepare: () =>
          Promise.resolve({
            does: {
              action: 'lift',
              words:
                'The reader is told by letter, with your reason, and has a week to answer. Then the restriction is lifted, and the recipients of the data are told.',
              asks: 'Reason, for the reader to read',
              button: 'Tell the reader',
            },
          }),
        perform: async (me, id, { reason = '' }) => {
          ownersOnly(me);
          if (!reason.trim()) throw invalid('/reason', 'Say why; the reader reads it before it is lifted.');
          await restrictionAnswers.announceLifting(me, id, reason, new Date());
          return { message: 'The reader is told. In a week the restriction is lifted.' };
        },
      },
    },
  };
}
