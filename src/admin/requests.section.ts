import type { Type } from '@nestjs/common';
import type { Staff } from '../foundation/access/signed-in.js';
import { forbidden } from '../foundation/http/problem.js';
import { OneOf, Paragraphs } from '../foundation/http/fields.js';
import { validation } from '../foundation/http/validation.js';
import type { PanelServices } from './panel-services.js';
import type { Field, RecordAction, Section } from './section.js';

const FIELDS: Field[] = [
  { name: 'kind', type: 'string', in: ['list', 'show'], component: 'OpenLink' },
  { name: 'state', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show'], component: 'ReaderLink' },
  { name: 'receivedAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'promisedBy', type: 'datetime', in: ['list', 'show'] },
  { name: 'legalLimit', type: 'datetime', in: ['show'] },
  { name: 'extendedUntil', type: 'datetime', in: ['show'] },
  { name: 'completedAt', type: 'datetime', in: ['show'] },
];

const EXTENSION_REASONS = ['complexity', 'number'] as const;
const REFUSAL_REASONS = [
  'manifestly-unfounded',
  'excessive',
  'cannot-identify',
  'others-rights',
  'exemption',
] as const;

/** Words for the reader, as the panel's forms send them. */
class WordsForm {
  @Paragraphs({ max: 5_000 }) words!: string;
}

class ExtensionForm extends WordsForm {
  @OneOf(EXTENSION_REASONS) reason!: (typeof EXTENSION_REASONS)[number];
}

class RefusalForm extends WordsForm {
  @OneOf(REFUSAL_REASONS) reason!: (typeof REFUSAL_REASONS)[number];
}

/** What readers asked for under Art. 15 to 22, by when it has to be answered, and what the owner may do about it now. */
export function requests({ requests: service, requestHandling: handling, identity }: PanelServices): Section {
  return {
    id: 'requests',
    label: 'Requests',
    group: 'People',
    icon: 'Inbox',
    table: 'data_subject_request',
    title: 'kind',
    fields: FIELDS,
    list: (me, { skip, limit }) => service.listForLibrary(me, { skip, limit }),
    get: (me, id) => handling.show(me, id, new Date()),
    showing: {
      component: 'DataRequest',
      prepare: async (me, id) => {
        const { identity, extension, refusal, answer, may } = await handling.show(me, id, new Date());
        return { identity, extension, refusal, answer, may };
      },
    },
    actions: {
      'ask-identity': done('Ask who it is', 'UserCheck', WordsForm, (me, id, { words }) =>
        handling.askIdentity(me, id, words, new Date()),
      ),
      'confirm-identity': done('It is known who asks', 'Check', null, (me, id) =>
        identity.confirm(me, id, new Date()),
      ),
      extend: done('Extend', 'Clock', ExtensionForm, (me, id, { reason, words }) =>
        handling.extend(me, id, { reason, explanation: words }, new Date()),
      ),
      refuse: done('Refuse', 'X', RefusalForm, (me, id, { reason, words }) =>
        handling.refuse(me, id, { reason, explanation: words }, new Date()),
      ),
      answer: done('Answer', 'Send', WordsForm, (me, id, { words }) =>
        handling.answer(me, id, words, new Date()),
      ),
    },
  };
}

/** An action of owners, done from the page of the request. */
function done<F extends object>(
  label: string,
  icon: string,
  form: Type<F> | null,
  work: (me: Staff, id: string, given: F) => Promise<unknown>,
): RecordAction {
  return {
    label,
    icon,
    component: 'DataRequest',
    isHidden: true,
    perform: async (me, id, fields) => {
      if (me.role !== 'owner') throw forbidden('Only an owner of the library answers requests. Ask one.');
      await work(me, id, await checked(form, fields));
      return { message: label };
    },
  };
}

/** What was sent, in the shape of the form. @throws 422 */
async function checked<F extends object>(form: Type<F> | null, fields: Record<string, string>): Promise<F> {
  return (await validation().transform(fields, { type: 'body', metatype: form ?? Object })) as F;
}
