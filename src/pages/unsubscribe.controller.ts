import { Get, Post, Query, Req } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { askingOf } from '../foundation/access/signed-in.guard.js';
import { UnsubscribeService } from '../modules/conversations/unsubscribe.service.js';
import { Shown } from './answer.js';
import { LibraryPage } from './library-page.js';
import { form } from './parts.js';
import { Fields, Visited, type Form, type Visit, type VisitRequest } from './visit.js';

/** The page behind the link of a newsletter. Opening it changes nothing, as mail programs open links too. */
@LibraryPage('/unsubscribe')
export class UnsubscribePageController {
  constructor(private readonly subscriptions: UnsubscribeService) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { t } = visit;
    return new Shown(
      t.unsubscribe.title,
      html`<h1>${t.unsubscribe.title}</h1>
        <p class="lead">${t.unsubscribe.lead}</p>
        ${form(
          visit,
          '/unsubscribe',
          html`<input type="hidden" name="token" value=${typeof token === 'string' ? token : ''} />
            <button class="main">${t.optIn.out}</button>`,
        )}`,
    );
  }

  @Post()
  async withdraw(@Visited() { t }: Visit, @Fields() { token = '' }: Form, @Req() request: VisitRequest) {
    await this.subscriptions.unsubscribe(token, askingOf(request), new Date());
    return new Shown(
      t.unsubscribe.doneTitle,
      html`<h1>${t.unsubscribe.doneTitle}</h1>
        <p>${t.unsubscribe.done}</p>`,
    );
  }
}
