import { Get, Post, Query } from '@nestjs/common';
import { EmailChangesService } from '../modules/accounts/email-changes.service.js';
import { InactivityLinksService } from '../modules/retention/inactivity-links.service.js';
import { TakingBackService } from '../modules/data-subject-requests/taking-back.service.js';
import { LibraryPage } from './library-page.js';
import { button, told } from './link-page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Pages behind the links of an e-mail change, of an erasure that waits, and of an account out of use. Opening them changes nothing; pressing the button does. */
@LibraryPage()
export class EmailLinksController {
  constructor(
    private readonly changes: EmailChangesService,
    private readonly erasures: TakingBackService,
    private readonly inactivity: InactivityLinksService,
  ) {}

  @Get('confirm-email')
  showConfirm(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { confirmTitle, confirmLead, confirmSend } = visit.t.emailChange;
    return button(visit, '/confirm-email', token, [confirmTitle, confirmLead, confirmSend]);
  }

  @Post('confirm-email')
  async confirm(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.changes.confirm(visitor, token, new Date());
    return told(t.emailChange.confirmTitle, t.emailChange.confirmDone);
  }

  @Get('veto-email')
  showVeto(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { vetoTitle, vetoLead, vetoSend } = visit.t.emailChange;
    return button(visit, '/veto-email', token, [vetoTitle, vetoLead, vetoSend]);
  }

  @Post('veto-email')
  async veto(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.changes.veto(visitor, token, new Date());
    return told(t.emailChange.vetoTitle, t.emailChange.vetoDone);
  }

  @Get('stay')
  showStay(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { title, lead, send } = visit.t.stay;
    return button(visit, '/stay', token, [title, lead, send]);
  }

  @Post('stay')
  async stay(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.inactivity.keep(visitor, token, new Date());
    return told(t.stay.title, t.stay.done);
  }

  @Get('keep-account')
  showKeep(@Visited() visit: Visit, @Query('token') token: unknown) {
    const { linkTitle, linkLead, back } = visit.t.erasure.wait;
    return button(visit, '/keep-account', token, [linkTitle, linkLead, back]);
  }

  @Post('keep-account')
  async keep(@Visited() { visitor, t }: Visit, @Fields() { token = '' }: Form) {
    await this.erasures.byLink(visitor, token, new Date());
    return told(t.erasure.wait.linkTitle, t.erasure.wait.kept);
  }
}
