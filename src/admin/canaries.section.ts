import { BirthDate, Email, Line, PersonName } from '../foundation/http/fields.js';
import { notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section } from './section.js';

/** A canary as the panel takes one. */
class CanaryForm {
  @PersonName() name!: string;
  @Email() email!: string;
  @BirthDate() birthDate!: string;
  @Line({ optional: true, max: 100 }) library?: string;
}

const FIELDS: Field[] = [
  { name: 'readerId', type: 'string', in: ['list', 'show'] },
  { name: 'library', type: 'string', in: ['list', 'show', 'edit'] },
  { name: 'placedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'name', type: 'string', in: ['edit'], isRequired: true },
  { name: 'email', type: 'string', in: ['edit'], isRequired: true },
  { name: 'birthDate', type: 'string', in: ['edit'], isRequired: true },
];

/** Readers who are nobody: whoever opens one opens a draft of an incident. This list opens none. */
export function canaries({ canaries: service }: PanelServices): Section {
  return {
    id: 'canaries',
    label: 'Canaries',
    group: 'Security',
    icon: 'Eye',
    table: 'canary',
    title: 'readerId',
    roles: ['owner', 'security-officer'],
    fields: FIELDS,
    form: CanaryForm,
    list: async (me, query) => {
      const { items } = await service.list(me);
      return pageOf(items, query);
    },
    get: async (me, id) => {
      const found = (await service.list(me)).items.find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    create: async (me, values) => (await service.place(me, values as unknown as CanaryForm, new Date())).id,
  };
}
