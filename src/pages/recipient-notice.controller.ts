import { Get, Post, Query, Req } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { askingOf } from '../foundation/access/signed-in.guard.js';
import { RecipientNotices } from '../modules/data-subject-requests/recipient-notices.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { form } from './parts.js';
import { Fields, Visited, type Form, type Visit, type VisitRequest } from './visit.js';

/** The page behind a letter to a recipient of data: its button confirms the letter, opening it does not. */
@LibraryPage('/recipient-notice')
export class RecipientNoticePageController {
  constructor(private readonly notices: RecipientNotices) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { recipientNotice: words } = visit.t;
    return new Shown(
      words.title,
      html`<h1>${words.title}</h1>
        <p class="lead">${words.lead}</p>
        ${form(
          visit,
          '/recipient-notice',
          html`<input type="hidden" name="token" value=${typeof token === 'string' ? token : ''} />
            <button class="main">${words.confirm}</button>`,
        )}`,
    );
  }

  @Post()
  async acknowledge(@Visited() { t }: Visit, @Fields() { token = '' }: Form, @Req() request: VisitRequest) {
    await this.notices.acknowledge(token, askingOf(request), new Date());
    const { recipientNotice: words } = t;
    return new Shown(
      words.doneTitle,
      html`<h1>${words.doneTitle}</h1>
        <p>${words.done}</p>`,
    );
  }
}
