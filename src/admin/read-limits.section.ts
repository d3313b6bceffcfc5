import { Type } from 'class-transformer';
import { Uuid, Whole } from '../foundation/http/fields.js';
import { invalid, notFound, Problem } from '../foundation/http/problem.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section } from './section.js';

/** A limit of reads as the panel takes one. */
class ReadLimitForm {
  @Type(() => Number)
  @Whole({ min: 1, max: 10_000_000 })
  readersPerHour!: number;
  @Uuid({ optional: true }) credentialId?: string;
}

const FIELDS: Field[] = [
  { name: 'readersPerHour', type: 'number', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'credentialId', type: 'string', in: ['list', 'show', 'edit'] },
  { name: 'isInForce', type: 'string', in: ['list', 'show'] },
  { name: 'setAt', type: 'datetime', in: ['list', 'show'] },
];

/** How many readers a credential may open within an hour before a draft of an incident is opened; numbers of before stay. */
export function readLimits({ readLimits: service }: PanelServices): Section {
  const rows = async (me: Staff) => {
    const seen = new Set<string | null>();
    const { items } = await service.list(me);
    return [...items].reverse().map(({ id, credentialId, readersPerHour, setAt }) => {
      const isInForce = seen.has(credentialId) ? 'no' : 'yes';
      seen.add(credentialId);
      return { id, credentialId, readersPerHour, setAt, isInForce };
    });
  };
  return {
    id: 'read-limits',
    label: 'Limits of reads',
    group: 'Security',
    icon: 'Activity',
    table: 'read_limit',
    title: 'readersPerHour',
    roles: ['owner'],
    fields: FIELDS,
    form: ReadLimitForm,
    list: async (me, query) => {
      const items = await rows(me);
      return pageOf(items, query);
    },
    get: async (me, id) => {
      const found = (await rows(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    create: async (me, values) => {
      const { readersPerHour, credentialId } = values as unknown as ReadLimitForm;
      try {
        return (await service.set(me, readersPerHour, credentialId, new Date())).id;
      } catch (error) {
        if (!(error instanceof Problem) || error.getStatus() !== 404) throw error;
        throw invalid('/credentialId', 'No key and no session of this library has this id. Write it anew.');
      }
    },
  };
}
