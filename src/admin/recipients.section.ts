import { Country, Line, OneOf } from '../foundation/http/fields.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

const CHANNELS = ['webhook', 'email'] as const;
const SAFEGUARDS = [
  'none-needed',
  'adequacy-decision',
  'standard-clauses',
  'binding-corporate-rules',
  'certification',
  'derogation',
] as const;

/** A recipient as the panel takes one. */
class RecipientForm {
  @Line() name!: string;
  @Country() country!: string;
  @OneOf(SAFEGUARDS, { optional: true }) safeguard?: (typeof SAFEGUARDS)[number];
  @OneOf(CHANNELS, { optional: true }) channel?: (typeof CHANNELS)[number];
  @Line({ max: 2_000 }) address!: string;
}

const FIELDS: Field[] = [
  { name: 'name', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'country', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'safeguard', type: 'string', in: ['list', 'show', 'edit'], values: SAFEGUARDS },
  { name: 'channel', type: 'string', in: ['list', 'show', 'edit'], values: CHANNELS },
  { name: 'address', type: 'string', in: ['show', 'edit'], isRequired: true },
  { name: 'createdAt', type: 'datetime', in: ['show'] },
  { name: 'endedAt', type: 'datetime', in: ['list', 'show'] },
];

/** To whom the library gives data of its readers, and how each is told about them (Art. 19). */
export function recipients({ recipients: service }: PanelServices): Section {
  return {
    id: 'recipients',
    label: 'Recipients of data',
    group: 'Library',
    icon: 'Share2',
    table: 'recipient',
    title: 'name',
    fields: FIELDS,
    form: RecipientForm,
    list: (me, { skip, limit }) => service.list(me, { skip, limit }),
    get: (me, id) => service.show(me, id),
    create: async (me, values) => {
      ownersOnly(me);
      const { channel = 'email', ...given } = values as unknown as RecipientForm;
      return (await service.add(me, { ...given, channel }, new Date())).id;
    },
    change: async (me, id, values) => {
      ownersOnly(me);
      // How it is told is chosen once: a webhook has a secret, an office has none.
      const { name, country, safeguard, address } = values as unknown as RecipientForm;
      await service.change(me, id, { name, country, address, ...(safeguard ? { safeguard } : {}) });
    },
    remove: (me, id) => {
      ownersOnly(me);
      return service.remove(me, id, new Date());
    },
    actions: {
      secret: {
        label: 'Secret of the webhook',
        icon: 'Key',
        component: 'Perform',
        prepare: () =>
          Promise.resolve({
            does: {
              action: 'secret',
              words:
                'Notices to a webhook are signed (Standard Webhooks). A new secret is shown once; the one before signs nothing more.',
              button: 'Make a new secret',
            },
          }),
        perform: async (me, id) => {
          ownersOnly(me);
          const { secret } = await service.renewSecret(me, id);
          return { message: 'The new secret, shown only now:', told: { secret } };
        },
      },
    },
  };
}
