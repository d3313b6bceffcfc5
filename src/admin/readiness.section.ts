import { notFound } from '../foundation/http/problem.js';
import { written } from './incidents.section.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'name', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'readyOf100', type: 'number', in: ['list', 'show'] },
  { name: 'toDo', type: 'string', in: ['list', 'show'] },
];

/** What stands ready for the next breach, and what to do about the rest: every library for an officer, the own one for an owner. */
export function readiness({ readiness: service, letterTemplates }: PanelServices): Section {
  const all = async (me: Parameters<typeof service.of>[0]) =>
    (await service.of(me, new Date())).map(({ library: id, name, score, lines }) => ({
      id,
      name,
      readyOf100: score,
      toDo: lines
        .filter(({ isMet }) => !isMet)
        .map(({ key }) => key)
        .join(', '),
      lines,
    }));
  return {
    id: 'readiness',
    label: 'Readiness',
    group: 'Security',
    icon: 'CheckCircle',
    table: 'contact_test',
    title: 'name',
    idPattern: /^[a-z0-9-]{1,60}$/,
    roles: ['owner', 'security-officer'],
    fields: FIELDS,
    list: async (me, query) => {
      const items = (await all(me)).map(({ lines: _, ...listed }) => listed);
      return pageOf(items, query);
    },
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      const { lines: _, ...shown } = found;
      return shown;
    },
    showing: {
      component: 'Readiness',
      prepare: async (me, id) => ({
        lines: (await all(me)).find((one) => one.id === id)?.lines ?? [],
        templates: me.role === 'owner' ? await letterTemplates.list(me) : [],
      }),
    },
    actions: {
      approveLetter: {
        label: 'Approve a letter',
        icon: 'CheckSquare',
        component: 'Readiness',
        isHidden: true,
        perform: async (me, _, { language = '', ...fields }) => {
          ownersOnly(me);
          const part = (name: string) => written(name, fields[name] ?? '');
          const text = {
            nature: part('nature'),
            consequences: part('consequences'),
            measures: part('measures'),
            advice: part('advice'),
            contact: part('contact'),
          };
          await letterTemplates.approve(me, language, text, new Date());
          return { message: 'Approve a letter' };
        },
      },
    },
  };
}
