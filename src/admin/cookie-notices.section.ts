import { Line, Paragraphs } from '../foundation/http/fields.js';
import { notFound } from '../foundation/http/problem.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

/** What the panel takes of a notice in one language. */
class NoticeForm {
  @Line({ max: 200 }) title!: string;
  @Paragraphs({ max: 5_000 }) text!: string;
  @Line({ max: 60 }) accept!: string;
  @Line({ max: 60 }) refuse!: string;
  @Line({ max: 60 }) settings!: string;
  @Line({ max: 60 }) save!: string;
}

const FIELDS: Field[] = [
  { name: 'language', type: 'string', in: ['list', 'show'] },
  { name: 'title', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'text', type: 'textarea', in: ['show', 'edit'], isRequired: true },
  { name: 'accept', type: 'string', in: ['show', 'edit'], isRequired: true },
  { name: 'refuse', type: 'string', in: ['show', 'edit'], isRequired: true },
  { name: 'settings', type: 'string', in: ['show', 'edit'], isRequired: true },
  { name: 'save', type: 'string', in: ['show', 'edit'], isRequired: true },
  { name: 'categories', type: 'textarea', in: ['show'] },
  { name: 'publishedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'version', type: 'string', in: ['show'] },
];

/** The current notice, language by language. To save one is to publish: with its words and the catalogue as it stands. */
export function cookieNotices({ cookieNotices: notices }: PanelServices): Section {
  const all = async (me: Parameters<Section['get']>[0]) => {
    const { texts, version, publishedAt } = await notices.current(me, new Date());
    return texts.map(({ language, title, text, labels, categories }) => ({
      id: language,
      language,
      title,
      text,
      ...labels,
      categories: categories.map((one) => `${one.title}: ${one.text}`).join('\n'),
      publishedAt,
      version,
    }));
  };
  return {
    id: 'cookie-notices',
    label: 'Cookie notice',
    group: 'Library',
    icon: 'MessageCircle',
    table: 'cookie_notice',
    title: 'title',
    idPattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    fields: FIELDS,
    form: NoticeForm,
    list: async (me) => ({ items: await all(me), next: null }),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    change: async (me, id, values) => {
      ownersOnly(me);
      const { title, text, ...labels } = values as unknown as NoticeForm;
      await notices.reword(me, id, { title, text, labels }, new Date());
    },
  };
}
