import { Language, Line, Lines, OneOf, Paragraphs } from '../foundation/http/fields.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section, Shown } from './section.js';

const STATES = ['available', 'withdrawn'] as const;

/** What the panel takes of an item; its file is put by the API. */
class ItemForm {
  @Line({ max: 500 }) title!: string;
  @Lines({ most: 50, max: 200, optional: true }) authors?: string[];
  @Paragraphs({ optional: true, min: 0, max: 10_000 }) description?: string;
  @Language({ optional: true }) language?: string;
  @OneOf(STATES, { optional: true }) state?: (typeof STATES)[number];
}

const FIELDS: Field[] = [
  { name: 'title', type: 'string', in: ['list', 'show', 'edit', 'filter'], isRequired: true },
  { name: 'authors', type: 'string', in: ['list', 'show', 'edit'], isArray: true },
  { name: 'description', type: 'textarea', in: ['show', 'edit'], emptyRemoves: true },
  { name: 'language', type: 'string', in: ['show', 'edit'] },
  { name: 'state', type: 'string', in: ['list', 'show', 'edit'], values: STATES },
  { name: 'file', type: 'string', in: ['show'] },
  { name: 'createdAt', type: 'datetime', in: ['show'] },
];

/** What the library holds. A filter on the title finds words of titles and authors. */
export function items({ items: service, itemFiles }: PanelServices): Section {
  return {
    id: 'items',
    label: 'Items',
    group: 'Library',
    icon: 'Book',
    table: 'item',
    title: 'title',
    fields: FIELDS,
    form: ItemForm,
    list: async (me, { filters: { title = '' }, skip, limit }) => {
      const page = title ? { limit: skip + limit } : { skip, limit };
      const { items: found, next } = await service.list(me, title, page);
      return { items: (title ? found.slice(skip) : found).map(rowOf), next };
    },
    get: async (me, id) => rowOf(await service.show(me, id)),
    create: async (me, values) => {
      const { state, description, ...item } = values as unknown as ItemForm;
      const { id } = await service.add(me, { ...item, ...(description ? { description } : {}) });
      if (state === 'withdrawn') await service.change(me, id, { state });
      return id;
    },
    change: async (me, id, values) => {
      await service.change(me, id, values);
    },
    remove: (me, id) => itemFiles.removeItem(me, id),
  };
}

interface Item {
  id: string;
  file: { mediaType: string; size: number } | null;
}

function rowOf({ file, ...item }: Item): Shown {
  return { ...item, file: file ? `${file.mediaType}, ${file.size} bytes` : '' };
}
