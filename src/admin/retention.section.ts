import { Type } from 'class-transformer';
import type { Staff } from '../foundation/access/signed-in.js';
import { Whole } from '../foundation/http/fields.js';
import { forbidden, invalid, notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section, type Shown } from './section.js';

const READERS = 'inactive-readers';
const GRACE = 'erasure-grace';

/** What the panel takes: months without a sign of life (empty: readers are never erased for want of one), days to think again. */
class RetentionForm {
  @Type(() => Number)
  @Whole({ optional: true, min: 0, max: 120 })
  inactiveMonths?: number;
  @Type(() => Number)
  @Whole({ optional: true, min: 0, max: 14 })
  graceDays?: number;
}

const FIELDS: Field[] = [
  { name: 'title', type: 'string', in: ['list', 'show'] },
  { name: 'purpose', type: 'string', in: ['list', 'show'] },
  { name: 'kept', type: 'string', in: ['list', 'show'] },
  { name: 'due', type: 'number', in: ['list', 'show'] },
  { name: 'waiting', type: 'number', in: ['list', 'show'] },
  { name: 'lastRun', type: 'datetime', in: ['list', 'show'] },
  { name: 'deleted', type: 'number', in: ['list', 'show'] },
  { name: 'toWarn', type: 'number', in: ['show'] },
  { name: 'toWarnAgain', type: 'number', in: ['show'] },
  { name: 'inactiveMonths', type: 'number', in: ['show', 'edit'], emptyRemoves: true },
  { name: 'graceDays', type: 'number', in: ['show', 'edit'], emptyRemoves: true },
];

/** How long the library keeps what, what tonight's run would delete, and what the last one did. */
export function retention({ retention: service, erasureGrace }: PanelServices): Section {
  const all = async (me: Staff): Promise<Shown[]> => {
    const { due, inactive, lastRun, inactiveMonths } = await service.show(ownerOnly(me), 'en', new Date());
    const tables = due.map(({ table, purpose, ...one }) => ({
      id: `${table}-${purpose}`,
      purpose,
      ...one,
      lastRun: lastRun?.asOf,
      deleted: lastRun?.counts[table] ?? 0,
    }));
    const { toErase, spared, ...warned } = inactive;
    const readers = {
      id: READERS,
      title: 'Readers without a sign of life',
      purpose: 'account',
      kept: inactiveMonths === null ? 'As long as the account lives.' : `${inactiveMonths} months after it.`,
      ...warned,
      ...{
        due: toErase,
        waiting: spared,
        lastRun: lastRun?.asOf,
        deleted: lastRun?.erased ?? 0,
        inactiveMonths,
      },
    };
    const graceDays = await erasureGrace.graceDays(me);
    const grace = {
      id: GRACE,
      title: 'Erasures that readers may take back',
      purpose: 'account',
      kept: graceDays ? `${graceDays} days from the request.` : 'They begin at once.',
      graceDays,
    };
    return [readers, grace, ...tables];
  };
  return {
    id: 'retention',
    label: 'Retention',
    group: 'Library',
    icon: 'Clock',
    table: 'retention_run',
    title: 'title',
    idPattern: /^[a-z_-]{1,120}$/,
    fields: FIELDS,
    form: RetentionForm,
    change: async (me, id, values) => {
      const { inactiveMonths = 0, graceDays = 0 } = values as unknown as RetentionForm;
      if (id === GRACE) return erasureGrace.changeGrace(ownerOnly(me), graceDays);
      if (id !== READERS)
        throw invalid(
          '/inactiveMonths',
          'This is set at “Readers without a sign of life”, the first of the list.',
        );
      if (inactiveMonths > 0 && inactiveMonths < 6)
        throw invalid('/inactiveMonths', 'Write 6 to 120 months, or leave it empty for never.');
      await service.change(ownerOnly(me), inactiveMonths || null);
    },
    list: async (me, query) => pageOf(await all(me), query),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
  };
}

function ownerOnly(me: Staff): Staff {
  if (me.role === 'owner') return me;
  throw forbidden('Only an owner of the library sees and changes how long data are kept. Ask one.');
}
