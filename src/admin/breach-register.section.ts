import type { Staff } from '../foundation/access/signed-in.js';
import { notFound } from '../foundation/http/problem.js';
import { sendable } from './evidence-parts.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section } from './section.js';

const FORMATS = ['csv', 'pdf', 'json'] as const;

const FIELDS: Field[] = [
  { name: 'number', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'library', type: 'string', in: ['list'] },
  { name: 'title', type: 'string', in: ['list', 'show'] },
  { name: 'phase', type: 'string', in: ['list'] },
  { name: 'addedAt', type: 'datetime', in: ['list'] },
];

/** The register of breaches (Art. 33(5)): the own library's for an owner, every library's for an officer, whole as a file. */
export function breachRegister({ breachRegister: register, incidentFiles }: PanelServices): Section {
  const all = async (me: Staff) => {
    if (me.role !== 'security-officer') ownersOnly(me);
    const entries = await register.of(me, undefined, 'live');
    return entries.map((one) => ({ ...one, id: rowOf(one) }));
  };
  return {
    id: 'breach-register',
    label: 'Register of breaches',
    group: 'Security',
    icon: 'Book',
    table: 'personal_data_breach',
    title: 'number',
    idPattern: /^[0-9a-f-]{36}(\.[a-z0-9-]{1,60})?$/,
    filePattern: /^(csv|pdf|json)$/,
    roles: ['owner', 'security-officer'],
    fields: FIELDS,
    list: async (me, query) => {
      const items = (await all(me)).map(({ id, number, library, title, phase, addedAt }) => ({
        ...{ id, number, library, title, phase, addedAt },
      }));
      return pageOf(items, query);
    },
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return { id, number: found.number, title: found.title };
    },
    showing: {
      component: 'RegisterEntry',
      prepare: async (me, id) => ({ entry: (await all(me)).find((one) => one.id === id) }),
    },
    file: async (me, _, fileId) => {
      if (me.role !== 'security-officer') ownersOnly(me);
      const format = FORMATS.find((one) => one === fileId);
      if (!format) throw notFound();
      return sendable(await incidentFiles.breachRegister(me, format, new Date()));
    },
  };
}

/** An incident stands in the register once for each library that it hit. */
function rowOf({ id, library }: { id: string; library: string }): string {
  return library ? `${id}.${library}` : id;
}
