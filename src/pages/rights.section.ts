import { Injectable } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import type { Reader } from '../foundation/access/signed-in.js';
import { ConversationsService } from '../modules/conversations/conversations.service.js';
import { InteractionsService } from '../modules/conversations/interactions.service.js';
import { CorrectionsService } from '../modules/data-subject-requests/corrections.service.js';
import { RestrictionsService } from '../modules/data-subject-requests/restrictions.service.js';
import { correctionSection, type Recorded } from './correction.page.js';
import type { Sent } from './data.page.js';
import { EMPTY } from './parts.js';
import { restrictionSection } from './restriction.page.js';
import type { Visit } from './visit.js';

const LATEST = { limit: 20 };
const MOST_CHARACTERS = 80;

/** Rights that are not done by changing a field: corrections of the library's record, and restriction. */
@Injectable()
export class RightsSection {
  constructor(
    private readonly corrections: CorrectionsService,
    private readonly restrictions: RestrictionsService,
    private readonly interactions: InteractionsService,
    private readonly conversations: ConversationsService,
  ) {}

  async show(visit: Visit, me: Reader, sent: Sent | undefined) {
    const [{ items: corrections }, restrictions, recorded] = await Promise.all([
      this.corrections.mine(me, LATEST),
      this.restrictions.mine(me),
      this.recorded(me),
    ]);
    const filled = sent?.form === 'correction' ? sent.filled : EMPTY;
    return html`${correctionSection(visit, { recorded, corrections }, filled)}
    ${restrictionSection(visit, restrictions)}`;
  }

  /** The latest of what the library corrects when asked; older rows are named in the copy, and corrected by the API. */
  private async recorded(me: Reader): Promise<Recorded[]> {
    const { items: interactions } = await this.interactions.list(me, me.id, LATEST);
    const { items: threads } = await this.conversations.list(me, undefined, LATEST);
    return [
      ...interactions.map(({ id, content }) => [`interaction.content/${id}`, short(content)] as const),
      ...threads.map(({ id, subject }) => [`conversation.subject/${id}`, short(subject)] as const),
    ];
  }
}

const short = (text: string) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
