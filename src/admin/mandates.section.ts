import { Readable } from 'node:stream';
import { OneOf, Paragraphs, Uuid } from '../foundation/http/fields.js';
import { forbidden, notFound } from '../foundation/http/problem.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { Sendable } from '../foundation/files/send-file.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const DECISIONS = ['accepted', 'refused'] as const;
const YES_OR_NO = ['no', 'yes'] as const;

/** An owner's decision, as the panel takes it. */
class DecisionForm {
  @OneOf(DECISIONS) decision!: (typeof DECISIONS)[number];
  @Paragraphs({ max: 5_000 }) why!: string;
  @Uuid({ optional: true }) readerId?: string;
  @OneOf(YES_OR_NO, { optional: true }) toRepresentative?: (typeof YES_OR_NO)[number];
}

const FIELDS: Field[] = [
  { name: 'of', type: 'string', in: ['list', 'show'] },
  { name: 'kind', type: 'string', in: ['list', 'show'] },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'representative', type: 'string', in: ['list', 'show'] },
  { name: 'mandate', type: 'textarea', in: ['show'] },
  { name: 'statement', type: 'textarea', in: ['show'] },
  { name: 'deliverTo', type: 'string', in: ['show'] },
  { name: 'paper', type: 'string', in: ['show', 'edit'], component: 'PaperLink', isShownOnly: true },
  { name: 'paperCheckedAt', type: 'datetime', in: ['show'] },
  { name: 'receivedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'decidedAt', type: 'datetime', in: ['show'] },
  { name: 'decision', type: 'string', in: ['edit'], values: DECISIONS, isRequired: true },
  { name: 'why', type: 'textarea', in: ['show', 'edit'], isRequired: true },
  { name: 'readerId', type: 'string', in: ['edit'] },
  { name: 'toRepresentative', type: 'string', in: ['edit'], values: YES_OR_NO },
];

/** Mandates of people who ask for others: an owner reads each, and decides where the person themselves did not. */
export function mandates({ mandates: service, mandateDecisions }: PanelServices): Section {
  return {
    id: 'mandates',
    label: 'Mandates',
    group: 'People',
    icon: 'Users',
    table: 'mandate',
    title: 'representative',
    fields: FIELDS,
    form: DecisionForm,
    list: async (me, { skip, limit }) => {
      const { items, next } = await service.list(ownerOnly(me), { skip, limit });
      return { items: items.map(flat), next };
    },
    get: async (me, id) => flat(await service.show(ownerOnly(me), id)),
    change: async (me, id, values) => {
      const { decision, why: reason, readerId, toRepresentative } = values as unknown as DecisionForm;
      const word = {
        accepted: decision === 'accepted',
        reason,
        toRepresentative: toRepresentative === 'yes',
      };
      await mandateDecisions.byOwner(ownerOnly(me), id, { ...word, readerId }, new Date());
    },
    file: (me, id, fileId) => {
      if (id !== fileId) throw notFound();
      return paperOf(service, ownerOnly(me), id);
    },
  };
}

function flat({ representative, reason, ...row }: Awaited<ReturnType<PanelServices['mandates']['show']>>) {
  return { ...row, why: reason, representative: `${representative.name} <${representative.email}>` };
}

async function paperOf(service: PanelServices['mandates'], me: Staff, id: string): Promise<Sendable> {
  const { name, mediaType, bytes } = await service.paper(me, id);
  return {
    ...{ id, name, mediaType, size: bytes.length },
    open: (range) =>
      Promise.resolve(Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes])),
  };
}

function ownerOnly(me: Staff): Staff {
  if (me.role === 'owner') return me;
  throw forbidden('Only an owner of the library reviews mandates. Ask one.');
}
