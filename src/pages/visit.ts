import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PageSession } from '../foundation/access/page-sessions.js';
import type { Reader, Visitor } from '../foundation/access/signed-in.js';
import type { LibrariesService } from '../modules/libraries/libraries.service.js';
import type { CookieVisit } from './cookie-visit.js';
import type { CookiePlace } from './cookies.js';
import type { Texts } from './texts/shape.js';
import { languageOf, type PageLanguage } from './texts/texts.js';

/** Somebody who opens a page of a library: where, in which language, and as whom. */
export interface Visit {
  library: Awaited<ReturnType<LibrariesService['describe']>>;
  /** Where the library's pages start: `/l/:slug`. */
  root: string;
  /** This page's address without its query. */
  address: string;
  /** What was done on the page before, by its key in the texts. */
  done: string | undefined;
  visitor: Visitor;
  signedIn: { me: Reader; session: PageSession } | null;
  language: PageLanguage;
  t: Texts;
  /** What was chosen about cookies, as the cookie guard found it. */
  cookieVisit?: CookieVisit;
  /** How this library's pages set cookies. */
  cookies: CookiePlace;
  /** What each form on the page carries, so that only our pages can send one. */
  formToken: string;
}

export type VisitRequest = FastifyRequest<{
  Params: Record<string, string | undefined>;
  Querystring: Record<string, unknown>;
}> & { visit?: Visit };

/** The language of a page that belongs to no library: asked for, or the browser's. */
export function languageFor(request: VisitRequest): PageLanguage {
  const { language } = request.query;
  const asked = typeof language === 'string' ? language : undefined;
  return request.visit?.language ?? languageOf(asked, request.headers['accept-language']);
}

/** The language of the page, as a parameter. */
export const InLanguage = createParamDecorator((_: unknown, context: ExecutionContext): PageLanguage =>
  languageFor(context.switchToHttp().getRequest<VisitRequest>()),
);

export const NEEDS_SIGN_IN = 'carrel:pages:sign-in';

/** Opens a page to a signed-in reader only; others are led to the sign-in page. */
export const ForSignedIn = () => SetMetadata(NEEDS_SIGN_IN, true);

/** The visit, as the guard established it. */
export const Visited = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const { visit } = context.switchToHttp().getRequest<VisitRequest>();
  if (!visit) throw new Error('This page has no VisitGuard.');
  return visit;
});

/** The reader whose page session this is. */
export const MyPage = createParamDecorator((_: unknown, context: ExecutionContext): Reader => {
  const { visit } = context.switchToHttp().getRequest<VisitRequest>();
  if (!visit?.signedIn) throw new Error('This page is not marked ForSignedIn.');
  return visit.signedIn.me;
});

/** The fields of a form that are texts; of a field sent twice the last counts. */
export const Fields = createParamDecorator((_: unknown, context: ExecutionContext): Form => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (typeof body !== 'object' || body === null) return {};
  const fields = Object.entries(body).map(([name, value]: [string, unknown]) => {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return [name, typeof last === 'string' ? last : ''] as const;
  });
  return Object.fromEntries(fields);
});

/** What was written in a form, by field. */
export type Form = Readonly<Record<string, string | undefined>>;
