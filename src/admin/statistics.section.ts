import { forbidden, notFound } from '../foundation/http/problem.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Section } from './section.js';

/** What readers decided, by purpose, text and week. Small groups are not told by number. */
export function statistics({ statistics: service, purposes }: PanelServices): Section {
  const all = async (me: Staff) => {
    if (me.role !== 'owner')
      throw forbidden('Only an owner of the library sees what readers decide in numbers. Ask one.');
    const titles = new Map((await purposes.list(me, 'en')).map(({ key, title }) => [key as string, title]));
    const { items, fewest } = await service.of(me, {}, new Date());
    const told = (count: number | null) => (count === null ? `fewer than ${fewest}` : String(count));
    return items.map(({ purpose, version, language, week, ...decisions }) => ({
      id: `${week}-${purpose}-${version.slice(0, 12)}`,
      week,
      purpose: titles.get(purpose) ?? purpose,
      text: `${language} ${version.slice(0, 8)}`,
      version,
      given: told(decisions.given),
      refused: told(decisions.refused),
      withdrawn: told(decisions.withdrawn),
    }));
  };
  return {
    id: 'statistics',
    label: 'Decisions by week',
    group: 'Library',
    icon: 'BarChart2',
    table: 'consent_event',
    title: 'week',
    idPattern: /^\d{4}-W\d{2}-[a-z-]{1,60}-[0-9a-f]{12}$/,
    fields: [
      { name: 'week', type: 'string', in: ['list', 'show'] },
      { name: 'purpose', type: 'string', in: ['list', 'show'] },
      { name: 'text', type: 'string', in: ['list', 'show'] },
      { name: 'given', type: 'string', in: ['list', 'show'] },
      { name: 'refused', type: 'string', in: ['list', 'show'] },
      { name: 'withdrawn', type: 'string', in: ['list', 'show'] },
      { name: 'version', type: 'string', in: ['show'] },
    ],
    list: async (me, query) => pageOf(await all(me), query),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
  };
}
