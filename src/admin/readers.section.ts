import { normaliseEmail } from '../foundation/encryption/blind-index.js';
import { forbidden, invalid } from '../foundation/http/problem.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'email', type: 'string', in: ['list', 'show'] },
  { name: 'name', type: 'string', in: ['list', 'show'] },
  { name: 'country', type: 'string', in: ['show'] },
  { name: 'language', type: 'string', in: ['show'] },
  { name: 'phone', type: 'string', in: ['show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'isRestricted', type: 'string', in: ['list', 'show'] },
  { name: 'createdAt', type: 'datetime', in: ['list', 'show'] },
];

/** The library's readers: found by their exact address, shown, never changed here: each changes their own data (Art. 16). */
export function readers({
  readers: service,
  consent,
  erasures,
  erasurePreviews,
  restrictionAnswers,
}: PanelServices): Section {
  return {
    id: 'readers',
    label: 'Readers',
    group: 'People',
    icon: 'Users',
    table: 'reader',
    title: 'name',
    fields: FIELDS,
    list: async (me, { skip, limit }) => {
      const { items, next } = await service.list(me, undefined, { skip, limit, order: 'newest' });
      return { items: items.map(marked), next };
    },
    find: async (me, email) => (await service.list(me, email.trim(), {})).items[0]?.id ?? null,
    get: async (me, id) => marked(await service.show(me, id)),
    actions: {
      threads: { label: 'Conversations', icon: 'MessageSquare', component: 'ToThreads' },
      consents: {
        label: 'Consents',
        icon: 'CheckSquare',
        component: 'Consents',
        prepare: async (me, id, { after }) => ({
          states: await consent.statesOf(me, id),
          history: await consent.history(me, id, { after: after === '' ? undefined : after, limit: 50 }),
        }),
      },
      claim: {
        label: 'Open restricted data',
        icon: 'Unlock',
        component: 'Perform',
        prepare: () =>
          Promise.resolve({
            does: {
              action: 'claim',
              words:
                'While data are restricted they are kept and not used (Art. 18). For a legal claim you may open them for an hour. The reader can read the claim that you state.',
              asks: 'The legal claim',
              button: 'Open for an hour',
            },
          }),
        perform: async (me, id, { reason = '' }) => {
          ownersOnly(me);
          if (!reason.trim()) throw invalid('/reason', 'State the legal claim that the data are needed for.');
          const { until } = await restrictionAnswers.open(me, id, reason, new Date());
          return { message: `The data are open to you until ${until.toISOString()}.` };
        },
      },
      erase: {
        label: 'Erase permanently',
        icon: 'Trash2',
        component: 'Erase',
        isDangerous: true,
        prepare: async (me, id) => ({
          preview: await erasurePreviews.ofReader(me, id, 'en', new Date()),
        }),
        perform: async (me, id, { email = '', code }) => {
          if (me.role !== 'owner') throw forbidden('Only an owner of the library erases a reader. Ask one.');
          const reader = await service.show(me, id);
          if (normaliseEmail(email) !== normaliseEmail(reader.email)) throw otherAddress();
          const { certificateUrl, isHeld } = await erasures.byLibrary(me, id, { code }, new Date());
          return { message: isHeld ? 'held' : 'erased', told: { certificateUrl, isHeld } };
        },
      },
    },
  };
}

/** The mark of a reader whose data are kept and not used. */
function marked<T extends { isRestricted: boolean }>({ isRestricted, ...reader }: T) {
  return { ...reader, isRestricted: isRestricted ? 'restricted' : '' };
}

const otherAddress = () =>
  invalid('/email', 'This is not the address of this reader. Nothing was erased; type it as it is shown.');
