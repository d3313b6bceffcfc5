import { isLibraryId } from '../foundation/database/scope.js';
import { notFound } from '../foundation/http/problem.js';
import { Paragraphs } from '../foundation/http/fields.js';
import { validation } from '../foundation/http/validation.js';
import type { Staff } from '../foundation/access/signed-in.js';
import type { PanelServices } from './panel-services.js';
import type { Field, Section } from './section.js';

/** What is written to a reader. */
class Answer {
  @Paragraphs() body!: string;
}

const FIELDS: Field[] = [
  { name: 'subject', type: 'string', in: ['list', 'show'] },
  { name: 'lastAuthor', type: 'string', in: ['list', 'show'] },
  { name: 'reader', type: 'string', in: ['list', 'show', 'filter'], component: 'ReaderLink' },
  { name: 'lastMessageAt', type: 'datetime', in: ['list', 'show'] },
  { name: 'createdAt', type: 'datetime', in: ['show'] },
];

/** A page of the messages or files of a thread. */
const from = (cursor: string | undefined) => ({ after: cursor === '' ? undefined : cursor, limit: 100 });

/** Threads between readers and the library. A filter by a reader's id shows theirs alone. */
export function conversations(services: PanelServices): Section {
  const { conversations: service, attachments } = services;
  const thread = async (me: Staff, id: string, { after, files }: Record<string, string>) => ({
    messages: await service.messages(me, id, from(after)),
    attachments: await attachments.list(me, id, from(files)),
  });
  return {
    id: 'conversations',
    label: 'Conversations',
    group: 'People',
    icon: 'MessageSquare',
    table: 'conversation',
    title: 'subject',
    fields: FIELDS,
    hidesFilter: true,
    list: (me, { filters: { reader }, skip, limit }) => {
      if (reader !== undefined && !isLibraryId(reader)) throw notFound();
      return service.list(me, reader, { skip, limit });
    },
    get: (me, id) => service.show(me, id),
    showing: { component: 'Thread', prepare: thread },
    file: (me, id, fileId) => attachments.open(me, id, fileId),
    actions: {
      answer: {
        label: 'Answer',
        icon: 'Edit3',
        component: 'Thread',
        isHidden: true,
        perform: async (me, id, fields) => {
          const { body } = (await validation().transform(fields, {
            type: 'body',
            metatype: Answer,
          })) as Answer;
          await service.write(me, id, body, new Date());
          return { message: 'answered' };
        },
      },
    },
  };
}
