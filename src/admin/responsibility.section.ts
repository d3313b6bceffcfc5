import { createHash } from 'node:crypto';
import type { Staff } from '../foundation/access/signed-in.js';
import { Line, Paragraphs } from '../foundation/http/fields.js';
import { invalid, notFound } from '../foundation/http/problem.js';
import { isEmailAddress } from '../foundation/http/email-address.js';
import { ownersOnly } from './owners-only.js';
import type { PanelServices } from './panel-services.js';
import { pageOf, type Field, type Section, type Shown } from './section.js';

const REPRESENTATIVE = 'representative';
const ARRANGEMENT = { optional: true, max: 2_000 } as const;

/** Somebody who answers beside the library, as the panel takes them. */
class AnsweringForm {
  @Line({ max: 200 }) name!: string;
  @Line({ max: 500 }) contact!: string;
  @Line({ max: 500, optional: true }) address?: string;
  @Paragraphs(ARRANGEMENT) arrangementEn?: string;
  @Paragraphs(ARRANGEMENT) arrangementEs?: string;
}

const FIELDS: Field[] = [
  { name: 'answersAs', type: 'string', in: ['list', 'show'] },
  { name: 'name', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'contact', type: 'string', in: ['list', 'show', 'edit'], isRequired: true },
  { name: 'address', type: 'string', in: ['show', 'edit'] },
  { name: 'arrangementEn', type: 'textarea', in: ['show', 'edit'] },
  { name: 'arrangementEs', type: 'textarea', in: ['show', 'edit'] },
];

/** Who answers beside the library: its representative in the Union, and joint controllers with what was arranged (Art. 26, 27). */
export function responsibility({ responsibility: service }: PanelServices): Section {
  const all = async (me: Staff): Promise<Shown[]> => {
    ownersOnly(me);
    const { jointControllers, representative } = await service.show(me);
    return [
      {
        id: REPRESENTATIVE,
        answersAs: representative
          ? 'Representative in the Union'
          : 'Representative in the Union: none is entered',
        name: representative?.name,
        contact: representative?.email,
        address: representative?.address,
      },
      ...jointControllers.map(({ name, contact, arrangement }) => ({
        id: idOf(name),
        answersAs: 'Joint controller',
        name,
        contact,
        arrangementEn: arrangement.en,
        arrangementEs: arrangement.es,
      })),
    ];
  };
  return {
    id: 'responsibility',
    label: 'Who answers',
    group: 'Library',
    icon: 'Users',
    table: 'library',
    title: 'name',
    idPattern: /^(representative|[0-9a-f]{16})$/,
    fields: FIELDS,
    form: AnsweringForm,
    list: async (me, query) => pageOf(await all(me), query),
    get: async (me, id) => {
      const found = (await all(me)).find((one) => one.id === id);
      if (!found) throw notFound();
      return found;
    },
    create: async (me, values) => {
      ownersOnly(me);
      const given = jointOf(values);
      await service.change(me, ({ jointControllers, representative }) => ({
        representative,
        jointControllers: [...jointControllers, given],
      }));
      return idOf(given.name);
    },
    change: async (me, id, values) => {
      ownersOnly(me);
      await service.change(me, ({ jointControllers, representative }) => {
        if (id === REPRESENTATIVE) return { jointControllers, representative: representativeOf(values) };
        const given = jointOf(values);
        if (idOf(given.name) !== id)
          throw invalid('/name', 'The name stays: remove it and add the other one.');
        return {
          representative,
          jointControllers: jointControllers.map((one) => (idOf(one.name) === id ? given : one)),
        };
      });
    },
    remove: async (me, id) => {
      ownersOnly(me);
      await service.change(me, ({ jointControllers, representative }) =>
        id === REPRESENTATIVE
          ? { jointControllers, representative: null }
          : { representative, jointControllers: jointControllers.filter(({ name }) => idOf(name) !== id) },
      );
    },
  };
}

/** A name is in no address: it is told from others by its hash. */
function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

function jointOf(values: Record<string, unknown>) {
  const { name, contact, address, arrangementEn, arrangementEs } = values as unknown as AnsweringForm;
  if (address !== undefined)
    throw invalid('/address', 'Write the address of a joint controller as the contact.');
  const arrangement = {
    ...(arrangementEn === undefined ? {} : { en: arrangementEn }),
    ...(arrangementEs === undefined ? {} : { es: arrangementEs }),
  };
  return { name, contact, arrangement };
}

function representativeOf(values: Record<string, unknown>) {
  const { name, contact: email, address, arrangementEn, arrangementEs } = values as unknown as AnsweringForm;
  if (arrangementEn !== undefined || arrangementEs !== undefined)
    throw invalid('/arrangementEn', 'Nothing is arranged with a representative: leave it empty.');
  if (!isEmailAddress(email)) throw invalid('/contact', 'Write the e-mail address of the representative.');
  if (address === undefined) throw invalid('/address', 'Write the postal address of the representative.');
  return { name, address, email };
}
