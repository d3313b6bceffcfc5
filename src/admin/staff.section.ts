import { notFound } from '../foundation/http/problem.js';
import { asking } from './ask.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'name', type: 'string', in: ['list', 'show'] },
  { name: 'email', type: 'string', in: ['list', 'show'] },
  { name: 'role', type: 'string', in: ['list', 'show'] },
];

/** Who works for the library; an owner ends it, and whoever works nowhere else is erased as a person. */
export function staff({ staffErasures: service }: PanelServices): Section {
  return {
    id: 'staff',
    label: 'Staff',
    group: 'Library',
    icon: 'Briefcase',
    table: 'staff',
    title: 'name',
    fields: FIELDS,
    list: async (me) => {
      ownersOnly(me);
      return { items: await service.members(me), next: null };
    },
    get: async (me, id) => {
      ownersOnly(me);
      const found = (await service.members(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    actions: {
      leave: asking(
        { label: 'Remove and erase', icon: 'UserMinus', isDangerous: true },
        {
          text: 'They are out at once. If they work for no other library, their name, address and second factor are erased; what they did stays in the logs under a number.',
          button: 'Remove',
        },
        async (me, id) => {
          ownersOnly(me);
          const { isErased, certificateUrl } = await service.remove(me, id, new Date());
          return {
            message: isErased ? 'erased' : 'removed',
            told: certificateUrl ? { certificateUrl } : {},
          };
        },
      ),
    },
  };
}
