import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { randomBytes } from 'node:crypto';
import { PageSessions, type PageSession } from '../foundation/access/page-sessions.js';
import { askingOf } from '../foundation/access/signed-in.guard.js';
import { aVisitor, type Reader } from '../foundation/access/signed-in.js';
import { Problem, signInFirst } from '../foundation/http/problem.js';
import { Setting } from '../foundation/setting.js';
import { LibrariesService } from '../modules/libraries/libraries.service.js';
import { cookieOf, setCookie, type CookiePlace } from './cookies.js';
import { languageOf, texts } from './texts/texts.js';
import { NEEDS_SIGN_IN, type VisitRequest } from './visit.js';

/** Finds out who opens a page, and refuses a form that did not come from our own page. */
@Injectable()
export class VisitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly libraries: LibrariesService,
    private readonly sessions: PageSessions,
    private readonly setting: Setting,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<VisitRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const slug = request.params.slug ?? '';
    const libraryId = await this.libraries.idOf(slug);
    const cookies = { root: `/l/${slug}`, isSecure: this.setting.config.publicUrl.startsWith('https:') };
    const asked = typeof request.query.language === 'string' ? request.query.language : undefined;
    const language = languageOf(
      asked ?? (cookieOf(request, 'carrel_language') || cookieOf(request, 'carrel_remembered_language')),
      request.headers['accept-language'],
    );
    if (asked) setCookie(reply, 'carrel_language', language, cookies);

    const session = await this.sessionOf(request, libraryId);
    const secret = session ? cookieOf(request, 'carrel_session') : visitOf(request, reply, cookies);
    this.refuseForgery(request, secret);
    const visitor = aVisitor(libraryId, askingOf(request));
    request.visit = {
      library: await this.libraries.describe(visitor, language),
      root: cookies.root,
      address: request.url.split('?')[0] ?? '',
      done: typeof request.query.done === 'string' ? request.query.done : undefined,
      visitor,
      signedIn: session && { session, me: readerOf(session, request) },
      language,
      t: texts[language],
      cookies,
      formToken: this.sessions.formToken(secret),
    };
    const needsSignIn = this.reflector.getAllAndOverride<boolean | undefined>(NEEDS_SIGN_IN, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (needsSignIn && !session) throw signInFirst();
    return true;
  }

  private async sessionOf(request: VisitRequest, libraryId: string): Promise<PageSession | null> {
    const session = await this.sessions.of(cookieOf(request, 'carrel_session'));
    return session?.libraryId === libraryId ? session : null;
  }

  private refuseForgery(request: VisitRequest, secret: string) {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const inBody = (request.body as { _form?: unknown } | undefined)?._form;
    // A file's form is read only while it is stored, so its token travels in the address.
    const token = inBody ?? request.query._form;
    if (typeof token !== 'string' || !this.sessions.isFormToken(secret, token)) {
      throw new Problem(403, 'forged-form', texts.en.problems['forged-form']);
    }
  }
}

function visitOf(request: VisitRequest, reply: FastifyReply, cookies: CookiePlace) {
  const known = cookieOf(request, 'carrel_visit');
  if (/^[\w-]{32}$/.test(known)) return known;
  const fresh = randomBytes(24).toString('base64url');
  if (request.method === 'GET') setCookie(reply, 'carrel_visit', fresh, cookies);
  return fresh;
}

function readerOf(session: PageSession, request: VisitRequest): Reader {
  return {
    kind: 'reader',
    id: session.subjectId,
    provedAt: session.provedAt,
    libraryId: session.libraryId,
    credentialId: session.id,
    credentialEpoch: session.epochs[2],
    ...askingOf(request),
  };
}
