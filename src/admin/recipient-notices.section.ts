import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const STATES = ['pending', 'acknowledged', 'unreachable'] as const;

const FIELDS: Field[] = [
  { name: 'event', type: 'string', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show', 'filter'], values: STATES },
  { name: 'recipient', type: 'string', in: ['show'] },
  { name: 'reader', type: 'string', in: ['show'] },
  { name: 'data', type: 'string', in: ['show'], isArray: true },
  { name: 'at', type: 'datetime', in: ['list', 'show'] },
  { name: 'toldAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'acknowledgedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'attempts', type: 'number', in: ['show'] },
];

/** What recipients were told about readers, and whom nothing reached (Art. 19). */
export function recipientNotices({ recipientNotices: service }: PanelServices): Section {
  return {
    id: 'recipient-notices',
    label: 'Notices to recipients',
    group: 'Library',
    icon: 'Send',
    table: 'recipient_notice',
    title: 'event',
    fields: FIELDS,
    list: (me, { filters, skip, limit }) => {
      const state = STATES.find((one) => one === filters.state);
      return service.list(me, state, { skip, limit });
    },
    get: (me, id) => service.show(me, id),
    actions: {
      again: {
        label: 'Try again',
        icon: 'RefreshCw',
        component: 'Perform',
        prepare: () =>
          Promise.resolve({
            does: {
              action: 'again',
              words: 'A recipient that nothing reached for two weeks is tried for two more.',
              button: 'Try again',
            },
          }),
        perform: async (me, id) => {
          ownersOnly(me);
          await service.tryAgain(me, id, new Date());
          return { message: 'It is tried again.' };
        },
      },
    },
  };
}
