import { Get, Post, Query, Res } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import type { FastifyReply } from 'fastify';
import { PageSessions } from '../foundation/access/page-sessions.js';
import { SocialAttemptsService } from '../modules/accounts/social-attempts.service.js';
import { SocialLoginsService } from '../modules/accounts/social-logins.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { SeeOther, Shown } from './answer.js';
import { setCookie } from './cookies.js';
import { LibraryPage } from './library-page.js';
import { challengeOf, leaving } from './social.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

type Answer = Record<string, unknown>;

/** Signing in through an identity provider, on the pages; only the browser that began can end it. */
@LibraryPage('/social')
export class SocialController {
  constructor(
    private readonly providers: SocialProvidersService,
    private readonly attempts: SocialAttemptsService,
    private readonly logins: SocialLoginsService,
    private readonly sessions: PageSessions,
  ) {}

  @Post()
  async begin(@Visited() visit: Visit, @Fields() { provider = '' }: Form) {
    const { visitor, library } = visit;
    const begun = { slug: library.slug, provider, challenge: challengeOf(visit) };
    const { url } = await this.attempts.begin(visitor, begun, new Date());
    return leaving(visit, url, await this.providers.nameOf(visitor, provider));
  }

  /** Where the provider's answer ends. */
  @Get()
  async answer(
    @Visited() visit: Visit,
    @Query() { code, error, link }: Answer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { t, root, signedIn, formToken: verifier } = visit;
    if (typeof code !== 'string')
      return told(visit, error === 'refused' ? t.social.refused : t.social.failed);
    const now = new Date();
    if (typeof link === 'string') {
      if (!signedIn) return new SeeOther(`${root}/sign-in`);
      await this.logins.link(signedIn.me, link, { code, verifier }, now);
      return new SeeOther(`${root}/account?done=linked#social`);
    }
    const answer = await this.logins.signIn(visit.visitor, { code, verifier }, now);
    if ('next' in answer) return told(visit, t.social.unknown);
    const cookie = await this.sessions.adopt(answer.refreshToken, now);
    setCookie(reply, 'carrel_session', cookie, visit.cookies);
    return new SeeOther(`${root}/account`);
  }
}

function told({ t, root }: Visit, words: string) {
  const { title } = t.social;
  return new Shown(
    title,
    html`<h1>${title}</h1>
      <p>${words}</p>
      <p>
        <a class="button" href=${`${root}/sign-in`}>${t.nav.signIn}</a>
        <a class="button" href=${`${root}/sign-up`}>${t.nav.signUp}</a>
      </p>`,
  );
}
