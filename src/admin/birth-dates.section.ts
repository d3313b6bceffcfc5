import type { Staff } from '../foundation/access/signed-in.js';
import { forbidden } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import type { Field, RecordAction, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'name', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'createdAt', type: 'datetime', in: ['list', 'show'] },
];

/** Changes of birth date or country that would free a minor of the age rule: an owner accepts or refuses each. */
export function birthDates({ birthDateReviews: service }: PanelServices): Section {
  const decide = (decision: 'accepted' | 'refused', label: string, icon: string): RecordAction => ({
    label,
    icon,
    component: 'BirthDate',
    isHidden: true,
    perform: async (me, id) => {
      await service.decide(ownerOnly(me), id, decision, new Date());
      return { message: decision };
    },
  });
  return {
    id: 'birth-dates',
    label: 'Birth dates',
    group: 'People',
    icon: 'Calendar',
    table: 'birth_date_review',
    title: 'name',
    fields: FIELDS,
    list: async (me, { skip, limit }) => service.open(ownerOnly(me), { skip, limit }),
    get: async (me, id) => service.show(ownerOnly(me), id),
    showing: {
      component: 'BirthDate',
      prepare: async (me, id) => {
        const { present, asked, state } = await service.show(ownerOnly(me), id);
        return { present, asked, state };
      },
    },
    actions: {
      accept: decide('accepted', 'Accept', 'Check'),
      refuse: decide('refused', 'Refuse', 'X'),
    },
  };
}

function ownerOnly(me: Staff): Staff {
  if (me.role === 'owner') return me;
  throw forbidden('Only an owner of the library decides about birth dates. Ask one.');
}
