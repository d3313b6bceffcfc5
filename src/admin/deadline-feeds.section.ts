import type { Staff } from '../foundation/access/signed-in.js';
import { notFound } from '../foundation/http/problem.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Section } from './section.js';

/** Addresses at which an owner's own calendar program reads the library's deadlines. */
export function deadlineFeeds({ deadlineFeeds: service }: PanelServices): Section {
  const own = async (me: Staff) => {
    ownersOnly(me);
    return (await service.list(me)).items;
  };
  return {
    id: 'deadline-feeds',
    label: 'Deadlines as a calendar',
    group: 'Library',
    icon: 'Calendar',
    table: 'deadline_feed',
    title: 'createdAt',
    fields: [{ name: 'createdAt', type: 'datetime', in: ['list', 'show'] }],
    list: async (me, query) => {
      const items = await own(me);
      return pageOf(items, query);
    },
    get: async (me, id) => {
      const found = (await own(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    create: async (me) => {
      ownersOnly(me);
      return (await service.make(me, new Date())).id;
    },
    remove: (me, id) => {
      ownersOnly(me);
      return service.revoke(me, id);
    },
    actions: {
      address: {
        label: 'Show its address',
        icon: 'Link',
        component: 'Perform',
        prepare: () =>
          Promise.resolve({
            does: {
              action: 'address',
              words:
                'A calendar program (.ics) reads the deadlines at this address, and no name. It is shown once: the address that was shown before stops.',
              button: 'Make a new address',
            },
          }),
        perform: async (me, id) => {
          ownersOnly(me);
          const { url } = await service.renew(me, id);
          return { message: 'The address, shown only now:', told: { secret: url } };
        },
      },
    },
  };
}
