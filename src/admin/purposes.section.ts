import { notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import type { Section } from './section.js';

/** What the library does with personal data and why, as readers are told. A published text is never changed. */
export function purposes({ purposes: service }: PanelServices): Section {
  const all = async (me: Parameters<Section['get']>[0]) =>
    (await service.list(me, 'en')).map(({ key, retention, ...purpose }) => ({
      id: key,
      key,
      ...purpose,
      categories: purpose.categories.join(', '),
      recipients: purpose.recipients.join(', '),
      retention: `${retention.months} months from ${retention.from.replace('-', ' ')}`,
    }));
  return {
    id: 'purposes',
    label: 'Purposes',
    group: 'Library',
    icon: 'FileText',
    table: 'purpose',
    title: 'title',
    idPattern: /^[a-z-]{1,60}$/,
    fields: [
      { name: 'title', type: 'string', in: ['list', 'show'] },
      { name: 'legalBasis', type: 'string', in: ['list', 'show'] },
      { name: 'text', type: 'textarea', in: ['show'] },
      { name: 'categories', type: 'string', in: ['list', 'show'] },
      { name: 'recipients', type: 'string', in: ['show'] },
      { name: 'retention', type: 'string', in: ['show'] },
      { name: 'version', type: 'string', in: ['show'] },
    ],
    list: async (me, { skip, limit }) => {
      const items = await all(me);
      return { items: items.slice(skip, skip + limit), next: items.length > skip + limit ? 'more' : null };
    },
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
  };
}
