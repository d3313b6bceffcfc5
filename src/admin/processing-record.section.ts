import { Readable } from 'node:stream';
import type { Staff } from '../foundation/access/signed-in.js';
import { forbidden, notFound } from '../foundation/http/problem.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Section } from './section.js';

const FORMATS = ['pdf', 'md', 'csv', 'json'] as const;

/** The record of processing activities (Art. 30(1)), one row for each activity, and the whole of it as a file. */
export function processingRecord({ processingRecord: service }: PanelServices): Section {
  const all = async (me: Staff) => {
    demandOwner(me);
    const { activities } = await service.ofLibrary(me, 'en');
    return activities.map(({ purpose, title, legalBasis, categories, recipients, keptUntil, tables }) => ({
      id: purpose,
      title,
      legalBasis,
      categories: categories.join(', '),
      recipients: recipients.join(', '),
      retention: keptUntil,
      held: tables.map((one) => one.title).join(', '),
      files: FORMATS.join(' '),
    }));
  };
  return {
    id: 'processing-record',
    label: 'Record of processing',
    group: 'Library',
    icon: 'FileText',
    table: 'purpose',
    title: 'title',
    idPattern: /^[a-z-]{1,60}$/,
    filePattern: /^(pdf|md|csv|json)$/,
    fields: [
      { name: 'title', type: 'string', in: ['list', 'show'] },
      { name: 'legalBasis', type: 'string', in: ['list', 'show'] },
      { name: 'retention', type: 'string', in: ['list', 'show'] },
      { name: 'categories', type: 'string', in: ['show'] },
      { name: 'recipients', type: 'string', in: ['show'] },
      { name: 'held', type: 'string', in: ['show'] },
      { name: 'files', type: 'string', in: ['show'], component: 'RecordFiles' },
    ],
    list: async (me, query) => pageOf(await all(me), query),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    file: async (me, _, id) => {
      demandOwner(me);
      const format = FORMATS.find((one) => one === id);
      if (!format) throw notFound();
      const { name, mediaType, body } = await service.libraryFile(me, 'en', format, new Date());
      const open = (range?: { start: number; end: number }) =>
        Promise.resolve(Readable.from([range ? body.subarray(range.start, range.end + 1) : body]));
      return { id: `record-${format}`, name, mediaType, size: body.length, open };
    },
  };
}

function demandOwner({ role }: Staff) {
  if (role !== 'owner')
    throw forbidden('Only an owner of the library sees its record of processing. Ask one.');
}
