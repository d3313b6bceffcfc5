import { Type } from 'class-transformer';
import { Line, Lines, OneOf, Paragraphs, Whole } from '../foundation/http/fields.js';
import { Problem } from '../foundation/http/problem.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section, type Shown } from './section.js';

const KINDS = ['cookie', 'local-storage', 'session-storage', 'indexed-db', 'pixel', 'fingerprint'] as const;
const GROUNDS = ['none', 'transmission', 'strictly-necessary', 'audience-own-use'] as const;

/** What the panel takes of an entry. */
class TrackerForm {
  @Line({ max: 200 }) name!: string;
  @OneOf(KINDS) kind!: (typeof KINDS)[number];
  @Line({ max: 60 }) category!: string;
  @Paragraphs({ optional: true, min: 0, max: 1_000 }) purposeEn?: string;
  @Paragraphs({ optional: true, min: 0, max: 1_000 }) purposeEs?: string;
  @Type(() => Number) @Whole({ min: 0, max: 3_650 }) lifeDays!: number;
  @Type(() => Number) @Whole({ optional: true, min: 0, max: 120 }) dataMonths?: number;
  @Line() setBy!: string;
  @Lines({ most: 20, max: 200, optional: true }) thirdParties?: string[];
  @OneOf(GROUNDS, { optional: true }) exemption?: (typeof GROUNDS)[number];
}

const FIELDS: Field[] = [
  { name: 'name', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'kind', type: 'string', in: ['list', 'show', 'edit'], values: KINDS, isRequired: true },
  { name: 'category', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'purposeEn', type: 'textarea', in: ['show', 'edit'] },
  { name: 'purposeEs', type: 'textarea', in: ['show', 'edit'] },
  { name: 'lifeDays', type: 'number', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'setBy', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'thirdParties', type: 'string', in: ['show', 'edit'], isArray: true },
  { name: 'exemption', type: 'string', in: ['list', 'show', 'edit'], values: GROUNDS },
  { name: 'dataMonths', type: 'number', in: ['show', 'edit'] },
];

/** The catalogue of cookies and other trackers. What changes in it is told by the next notice. */
export function cookies({ catalogue }: PanelServices): Section {
  return {
    id: 'cookies',
    label: 'Cookies and other trackers',
    group: 'Library',
    icon: 'Eye',
    table: 'tracker',
    title: 'name',
    fields: FIELDS,
    form: TrackerForm,
    list: async (me, query) => {
      const items = (await catalogue.list(me, new Date())).map(rowOf);
      return pageOf(items, query);
    },
    get: async (me, id) => rowOf(await catalogue.show(me, id)),
    create: async (me, values) => {
      ownersOnly(me);
      const { exemption, ...tracker } = trackerOf(values);
      const ground = exemption === undefined || exemption === 'none' ? {} : { exemption };
      return (await inFields(catalogue.add(me, { ...tracker, ...ground }, new Date()))).id;
    },
    change: async (me, id, values) => {
      ownersOnly(me);
      await inFields(catalogue.change(me, id, trackerOf(values), new Date()));
    },
    remove: async (me, id) => {
      ownersOnly(me);
      await catalogue.remove(me, id);
    },
  };
}

function trackerOf(values: Record<string, unknown>) {
  const { purposeEn = '', purposeEs = '', ...tracker } = values as unknown as TrackerForm;
  const purposes = { ...(purposeEn ? { en: purposeEn } : {}), ...(purposeEs ? { es: purposeEs } : {}) };
  return { ...tracker, purposes };
}

/** What is wrong with the purposes is shown beside the first of their fields. */
async function inFields<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    const errors = error.errors.map(({ pointer, detail }) => ({
      pointer: pointer === '/purposes' ? '/purposeEn' : pointer,
      detail,
    }));
    throw new Problem(error.getStatus(), error.type, error.detail, errors);
  });
}

interface Entry {
  id: string;
  purposes: Record<string, string>;
  exemption: string | null;
}

function rowOf({ purposes, exemption, ...entry }: Entry): Shown {
  return { ...entry, purposeEn: purposes.en, purposeEs: purposes.es, exemption: exemption ?? 'none' };
}
