import { Readable } from 'node:stream';
import { Paragraphs } from '../foundation/http/fields.js';
import { asking } from './ask.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

/** Whom to erase, as the panel takes it: what a CSV file holds. */
class ListForm {
  @Paragraphs({ max: 1_000_000 }) readers!: string;
}

const FIELDS: Field[] = [
  { name: 'readers', type: 'textarea', in: ['edit'], isRequired: true },
  { name: 'madeAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'confirmedAt', type: 'datetime', in: ['list', 'show'] },
];

/** Erasing many readers: whom the lines find is shown first, an owner confirms it, and how far it is can be looked at. */
export function erasureLists({ erasureLists: service }: PanelServices): Section {
  return {
    id: 'erasure-lists',
    label: 'Erase several readers',
    group: 'People',
    icon: 'UserX',
    table: 'erasure_list',
    title: 'state',
    fields: FIELDS,
    form: ListForm,
    list: (me, page) => {
      ownersOnly(me);
      return service.list(me, page);
    },
    get: (me, id) => {
      ownersOnly(me);
      return service.show(me, id);
    },
    create: async (me, values) => {
      ownersOnly(me);
      const { readers } = values as unknown as ListForm;
      return (await service.check(me, Readable.from([Buffer.from(readers)]), new Date())).id;
    },
    showing: {
      component: 'ErasureList',
      prepare: async (me, id, { after }) => {
        ownersOnly(me);
        const lines = await service.linesOf(me, id, { ...(after ? { after } : {}), limit: 200 });
        return { ...(await service.show(me, id)), lines };
      },
    },
    actions: {
      confirm: asking(
        { label: 'Erase them', icon: 'Trash2', isDangerous: true },
        {
          text: 'Everyone whom the list found is erased, and their keys are destroyed. Nobody can bring them back.',
          button: 'Erase them permanently',
          fields: [
            {
              name: 'code',
              label: 'Code of your authenticator, above twenty readers a day',
              type: 'text',
              isOptional: true,
            },
          ],
        },
        async (me, id, { code }) => {
          ownersOnly(me);
          await service.confirm(me, id, code === '' ? undefined : code, new Date());
          return { message: 'begun' };
        },
      ),
      discard: asking(
        { label: 'Throw away', icon: 'X' },
        { text: 'The list is thrown away. Nobody was erased by it.', button: 'Throw the list away' },
        async (me, id) => {
          ownersOnly(me);
          await service.discard(me, id);
          return { message: 'gone' };
        },
      ),
    },
  };
}
