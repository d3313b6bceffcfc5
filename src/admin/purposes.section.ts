import { Type } from 'class-transformer';
import { OneOf, Whole } from '../foundation/http/fields.js';
import { forbidden, notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Section } from './section.js';

const YES_OR_NO = ['yes', 'no'] as const;
const KEPT_FROM = ['account-end', 'recorded', 'withdrawal', 'loan-end', 'last-message'] as const;

/** What the panel takes of a purpose beside its words; an empty period: until it is withdrawn. */
class PurposeForm {
  @Type(() => Number)
  @Whole({ optional: true, min: 0, max: 120 })
  validityMonths?: number;
  @Type(() => Number)
  @Whole({ optional: true, min: 0, max: 120 })
  keptMonths?: number;
  @OneOf(KEPT_FROM, { optional: true }) keptFrom?: (typeof KEPT_FROM)[number];
  @OneOf(YES_OR_NO, { optional: true }) directMarketing?: (typeof YES_OR_NO)[number];
}

/** What the library does with personal data and why, as readers are told. A published text is never changed. */
export function purposes({ purposes: service, purposeTerms }: PanelServices): Section {
  const all = async (me: Parameters<Section['get']>[0]) =>
    (await service.list(me, 'en')).map(({ key, retention, ...purpose }) => ({
      id: key,
      key,
      ...purpose,
      categories: purpose.categories.join(', '),
      recipients: purpose.recipients.join(', '),
      retention: `${retention.months} months from ${retention.from.replace('-', ' ')}`,
      keptMonths: retention.months,
      keptFrom: retention.from,
      directMarketing: purpose.directMarketing ? 'yes' : 'no',
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
      { name: 'keptMonths', type: 'number', in: ['edit'] },
      { name: 'keptFrom', type: 'string', in: ['edit'], values: KEPT_FROM },
      { name: 'validityMonths', type: 'number', in: ['show', 'edit'], emptyRemoves: true },
      { name: 'directMarketing', type: 'string', in: ['show', 'edit'], values: YES_OR_NO },
      { name: 'version', type: 'string', in: ['show'] },
    ],
    form: PurposeForm,
    change: async (me, key, values) => {
      if (me.role !== 'owner') throw forbidden('Only an owner of the library changes a purpose. Ask one.');
      const { validityMonths, directMarketing, keptMonths, keptFrom } = values as unknown as PurposeForm;
      const terms = {
        ...(validityMonths === undefined ? {} : { validityMonths: validityMonths || null }),
        ...(keptMonths === undefined ? {} : { keptMonths }),
        ...(keptFrom === undefined ? {} : { keptFrom }),
        ...(directMarketing === undefined ? {} : { directMarketing: directMarketing === 'yes' }),
      };
      await purposeTerms.change(me, key, terms, new Date());
    },
    list: async (me, query) => pageOf(await all(me), query),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
  };
}
