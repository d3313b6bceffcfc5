import { Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PageSessions } from '../foundation/access/page-sessions.js';
import { Problem } from '../foundation/http/problem.js';
import { ConfirmationsService } from '../modules/accounts/confirmations.service.js';
import { SocialLoginsService } from '../modules/accounts/social-logins.service.js';
import { SeeOther } from './answer.js';
import { setCookie } from './cookies.js';
import { LibraryPage } from './library-page.js';
import { SignUpPage } from './sign-up.page.js';
import { told } from './social.page.js';
import { Visited, type Visit } from './visit.js';

type Answer = Record<string, unknown>;

/** Where a provider's answer ends: in the account, in the sign-up form, or in an account that has just been confirmed. */
@LibraryPage('/social')
export class SocialAnswerController {
  constructor(
    private readonly logins: SocialLoginsService,
    private readonly confirmations: ConfirmationsService,
    private readonly signUpPage: SignUpPage,
    private readonly sessions: PageSessions,
  ) {}

  @Get()
  async answer(
    @Visited() visit: Visit,
    @Query() { code, error, link }: Answer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { t, root, formToken: verifier } = visit;
    if (typeof code !== 'string')
      return told(visit, error === 'refused' ? t.social.refused : t.social.failed);
    if (typeof link === 'string') return this.link(visit, link, code);
    const now = new Date();
    const answer = await this.logins.signIn(visit.visitor, { code, verifier }, now);
    if ('next' in answer) {
      const { token: social, confirming } = answer;
      if (confirming) return this.confirm(visit, { token: confirming, social });
      return this.signUpPage.show(visit, { values: { social }, errors: {} });
    }
    const cookie = await this.sessions.adopt(answer.refreshToken, now);
    setCookie(reply, 'carrel_session', cookie, visit.cookies);
    return new SeeOther(`${root}/account`);
  }

  private async link({ root, signedIn, formToken: verifier }: Visit, provider: string, code: string) {
    if (!signedIn) return new SeeOther(`${root}/sign-in`);
    await this.logins.link(signedIn.me, provider, { code, verifier }, new Date());
    return new SeeOther(`${root}/account?done=linked#social`);
  }

  private async confirm(visit: Visit, shown: { token: string; social: string }) {
    try {
      await this.confirmations.confirm(visit.visitor, shown, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.getStatus() !== 401) throw error;
      return told(visit, visit.t.confirm.otherIdentity, 422);
    }
    return new SeeOther(`${visit.root}/confirm/done`);
  }
}
