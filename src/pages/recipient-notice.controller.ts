import { Get, Post, Query, Req } from '@nestjs/common';
import { askingOf } from '../foundation/access/signed-in.guard.js';
import { RecipientNotices } from '../modules/data-subject-requests/recipient-notices.service.js';
import { LibraryPage } from './library-page.js';
import { button, told } from './link-page.js';
import { Fields, Visited, type Form, type Visit, type VisitRequest } from './visit.js';

/** The page behind a letter to a recipient of data: its button confirms the letter, opening it does not. */
@LibraryPage('/recipient-notice')
export class RecipientNoticePageController {
  constructor(private readonly notices: RecipientNotices) {}

  @Get()
  show(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { title, lead, confirm } = visit.t.recipientNotice;
    return button(visit, '/recipient-notice', token, [title, lead, confirm]);
  }

  @Post()
  async acknowledge(@Visited() { t }: Visit, @Fields() { token = '' }: Form, @Req() request: VisitRequest) {
    await this.notices.acknowledge(token, askingOf(request), new Date());
    return told(t.recipientNotice.doneTitle, t.recipientNotice.done);
  }
}
