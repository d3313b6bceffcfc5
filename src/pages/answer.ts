import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { render, type html } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import type { FastifyReply } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { Assets } from './assets.js';
import { document } from './layout.js';
import type { VisitRequest } from './visit.js';

/** Markup whose bindings are escaped wherever they stand. */
export type Html = ReturnType<typeof html>;

/** A page to show. */
export class Shown {
  constructor(
    readonly title: string,
    readonly content: unknown,
    readonly status = 200,
  ) {}
}

/** After a form: look at another page, so that reloading sends nothing twice. */
export class SeeOther {
  constructor(readonly location: string) {}
}

/** No inline script or style, nothing from elsewhere, no frame around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every page: it is nobody's to keep or to frame, and its address goes nowhere. */
export const PAGE_HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
};

/** Markup as text. */
export function textOf(markup: unknown): Promise<string> {
  return collectResult(render(markup));
}

/** Turns what a page's controller gives into HTML or a redirect. */
@Injectable()
export class PageInterceptor implements NestInterceptor<unknown, string | undefined> {
  constructor(private readonly assets: Assets) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<string | undefined> {
    const request = context.switchToHttp().getRequest<VisitRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(mergeMap((answer: unknown) => this.send(answer, request, reply)));
  }

  private async send(answer: unknown, request: VisitRequest, reply: FastifyReply) {
    if (answer instanceof SeeOther) {
      void reply.status(303).headers({ location: answer.location, 'cache-control': 'no-store' });
      return '';
    }
    if (!(answer instanceof Shown)) return answer as string | undefined;
    void reply.status(answer.status).headers(PAGE_HEADERS).type('text/html; charset=utf-8');
    return textOf(document(request, this.assets, answer));
  }
}
