import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'kind', type: 'string', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'receivedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'promisedBy', type: 'datetime', in: ['list', 'show'] },
  { name: 'legalLimit', type: 'datetime', in: ['show'] },
  { name: 'completedAt', type: 'datetime', in: ['show'] },
];

/** What readers asked for under Art. 15 to 22, and by when it has to be answered. */
export function requests({ requests: service }: PanelServices): Section {
  return {
    id: 'requests',
    label: 'Requests',
    group: 'People',
    icon: 'Inbox',
    table: 'data_subject_request',
    title: 'kind',
    fields: FIELDS,
    list: (me, { skip, limit }) => service.listForLibrary(me, { skip, limit }),
    get: (me, id) => service.showForLibrary(me, id),
  };
}
