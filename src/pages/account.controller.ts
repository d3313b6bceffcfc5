import { Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PageSessions } from '../foundation/access/page-sessions.js';
import { ACCESS_TOKEN_SECONDS } from '../foundation/access/access-token.js';
import type { Reader } from '../foundation/access/signed-in.js';
import { MySessionsService } from '../modules/accounts/my-sessions.service.js';
import { AgreementService } from '../modules/accounts/agreement.service.js';
import { AccountPage } from './account.page.js';
import { SeeOther } from './answer.js';
import { setCookie } from './cookies.js';
import { LibraryPage } from './library-page.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** My account in the browser. */
@LibraryPage()
export class AccountController {
  constructor(
    private readonly page: AccountPage,
    private readonly pages: PageSessions,
    private readonly sessions: MySessionsService,
    private readonly agreement: AgreementService,
  ) {}

  @Get()
  home(@Visited() { root }: Visit) {
    return new SeeOther(`${root}/account`);
  }

  @Get('account')
  @ForSignedIn()
  show(
    @Visited() visit: Visit,
    @MyPage() me: Reader,
    @Query('history') history: unknown,
    @Query('looks') looks: unknown,
    @Query('corrections') corrections: unknown,
  ) {
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return this.page.show(visit, me, {
      history: text(history),
      looks: text(looks),
      corrections: text(corrections),
    });
  }

  /** An access token of ten minutes for the components on the page, which hold it in memory. */
  @Post('account/token')
  @ForSignedIn()
  async token(@Visited() { signedIn }: Visit, @Res() reply: FastifyReply) {
    if (!signedIn) return;
    const accessToken = await this.pages.bearer(signedIn.session, new Date());
    await reply
      .status(201)
      .header('cache-control', 'no-store')
      .send({ accessToken, expiresIn: ACCESS_TOKEN_SECONDS });
  }

  @Post('account/agreement')
  @ForSignedIn()
  async agree(@Visited() { root }: Visit, @MyPage() me: Reader, @Fields() { version = '' }: Form) {
    await this.agreement.renew(me, version, new Date());
    return new SeeOther(`${root}/account?done=agreed`);
  }

  @Post('sign-out')
  async signOut(
    @Visited() { signedIn, root, cookies }: Visit,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (signedIn) await this.sessions.end(signedIn.me, signedIn.session.id, new Date());
    setCookie(reply, 'carrel_session', '', cookies);
    return new SeeOther(`${root}/sign-in?done=signed-out`);
  }
}
