import { Get, Post, Query, Res } from '@nestjs/common';
import { html } from '@lit-labs/ssr';
import { nothing } from 'lit';
import { Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { PageSessions } from '../foundation/access/page-sessions.js';
import { Email } from '../foundation/http/fields.js';
import { Problem } from '../foundation/http/problem.js';
import { SignInService } from '../modules/accounts/sign-in.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { SeeOther, Shown } from './answer.js';
import { setCookie } from './cookies.js';
import { errorsOf, read } from './forms.js';
import { LibraryPage } from './library-page.js';
import { EMPTY, field, form, summary, type Filled } from './parts.js';
import { providerButtons } from './social.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** What the sign-in form sends. */
class SignInFields {
  @Email() email!: string;
  @Matches(/^.{1,500}$/s) password!: string;
}

/** Signing in on the pages: the session is a cookie that scripts cannot read. */
@LibraryPage('/sign-in')
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: PageSessions,
    private readonly providers: SocialProvidersService,
  ) {}

  @Get()
  show(@Visited() visit: Visit, @Query('next') next: unknown) {
    return this.page(visit, { ...EMPTY, values: { next: typeof next === 'string' ? next : '' } });
  }

  @Post()
  async signIn(
    @Visited() visit: Visit,
    @Fields() fields: Form,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { given, errors } = await read(SignInFields, fields, visit.t);
    if (Object.keys(errors).length) return this.page(visit, { values: fields, errors });
    try {
      const now = new Date();
      const { refreshToken } = await this.signIns.signIn(visit.visitor, given, now);
      const cookie = await this.sessions.adopt(refreshToken, now);
      setCookie(reply, 'carrel_session', cookie, visit.cookies);
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== 'wrong-sign-in') throw error;
      return this.page(visit, { values: fields, errors: errorsOf(error, visit.t, 'email') });
    }
    return new SeeOther(nextOf(fields.next, visit.root));
  }

  private async page(visit: Visit, filled: Filled) {
    const { t, root, library, visitor } = visit;
    const providers = await this.providers.list(visitor);
    const content = html`<h1>${t.signIn.title(library.name)}</h1>
      ${summary(t, filled.errors)}
      ${form(
        visit,
        '/sign-in',
        html`<input type="hidden" name="next" value=${filled.values.next ?? ''} />
          ${field(filled, {
            name: 'email',
            label: t.signUp.email,
            type: 'email',
            autocomplete: 'username',
          })}
          ${field(filled, {
            name: 'password',
            label: t.signUp.password,
            type: 'password',
            autocomplete: 'current-password',
          })}
          <button class="main">${t.signIn.send}</button>`,
      )}
      ${providers.length ? html`<h2>${t.signIn.or}</h2>` : nothing} ${providerButtons(visit, providers)}
      <p><a href=${`${root}/reset`}>${t.signIn.forgot}</a></p>
      <p>${t.signIn.none} <a href=${`${root}/sign-up`}>${t.nav.signUp}</a></p>
      <p><a href=${`${root}/rights`}>${t.rights.link}</a></p>`;
    return new Shown(t.signIn.title(library.name), content, Object.keys(filled.errors).length ? 422 : 200);
  }
}

/** Where to go after signing in: a page of this library and nowhere else. */
function nextOf(next: string | undefined, root: string): string {
  return next?.startsWith(`${root}/`) && /^[\w/.-]+$/.test(next) && !next.includes('..')
    ? next
    : `${root}/account`;
}
