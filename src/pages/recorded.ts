import { Injectable } from '@nestjs/common';
import { isLibraryId } from '../foundation/database/scope.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { ConversationsService } from '../modules/conversations/conversations.service.js';
import { InteractionsService } from '../modules/conversations/interactions.service.js';
import { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import type { Recorded, RecordedPage } from './correction.page.js';

const LIMIT = 20;
const MOST_CHARACTERS = 80;
const DATA = ['interaction.content', 'conversation.subject'];
const END = '-';

/** What the library corrects when asked, the latest first and a page at a time. */
@Injectable()
export class RecordedList {
  constructor(
    private readonly interactions: InteractionsService,
    private readonly conversations: ConversationsService,
    private readonly corrections: CorrectionsService,
  ) {}

  /** The page that begins `from` where another one ended; what is chosen already stays in it. */
  async page(me: Reader, from: string, chosen: string): Promise<RecordedPage> {
    const [afterInteraction = '', afterThread = ''] = from.split('/');
    const none = { items: [], next: null };
    const [interactions, threads] = await Promise.all([
      afterInteraction === END ? none : this.interactions.list(me, me.id, pageAfter(afterInteraction)),
      afterThread === END ? none : this.conversations.list(me, undefined, pageAfter(afterThread)),
    ]);
    const recorded = [
      ...interactions.items.map(({ id, content }) => entry('interaction.content', id, content)),
      ...threads.items.map(({ id, subject }) => entry('conversation.subject', id, subject)),
    ];
    const kept = recorded.some(([place]) => place === chosen) ? [] : await this.kept(me, chosen);
    const next =
      interactions.next || threads.next ? `${interactions.next ?? END}/${threads.next ?? END}` : null;
    return { recorded: [...kept, ...recorded], from, next };
  }

  /** What was chosen on another page. */
  private async kept(me: Reader, chosen: string): Promise<Recorded[]> {
    const [datum = '', row = ''] = chosen.split('/');
    if (!DATA.includes(datum) || !isLibraryId(row)) return [];
    const words = await this.corrections.recorded(me, datum, row);
    return words === null ? [] : [entry(datum, row, words)];
  }
}

const entry = (datum: string, id: string, words: string): Recorded => [
  `${datum}/${id}`,
  words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS)}…` : words,
];

const pageAfter = (after: string) => ({ limit: LIMIT, ...(isLibraryId(after) ? { after } : {}) });
