import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { html } from '@lit-labs/ssr';
import { problemOf } from '../foundation/http/problem.filter.js';
import type { Problem } from '../foundation/http/problem.js';
import { PAGE_HEADERS, Shown, textOf } from './answer.js';
import { Assets } from './assets.js';
import { document } from './layout.js';
import { texts, wordOf } from './texts/texts.js';
import { languageFor, type VisitRequest } from './visit.js';

/** Shows a person what went wrong and what to do, in their language; whoever must sign in is led there. */
@Catch()
export class PageFilter implements ExceptionFilter {
  private readonly logger = new Logger('Pages');

  constructor(private readonly assets: Assets) {}

  async catch(error: unknown, host: ArgumentsHost) {
    const request = host.switchToHttp().getRequest<VisitRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    const { visit } = request;
    if (reply.sent) return;
    if (problem.type === 'sign-in-first' && visit) {
      const next = request.method === 'GET' ? `?next=${encodeURIComponent(visit.address)}` : '';
      await reply
        .status(303)
        .headers({ location: `${visit.root}/sign-in${next}`, 'cache-control': 'no-store' })
        .send('');
      return;
    }
    if (problem.getStatus() >= 500) this.logger.error({ requestId: request.id, name: nameOf(error) });
    await reply
      .status(problem.getStatus())
      .headers({ ...problem.headers, ...PAGE_HEADERS })
      .type('text/html; charset=utf-8')
      .send(await textOf(document(request, this.assets, pageOf(problem, request))));
  }
}

function pageOf(problem: Problem, request: VisitRequest): Shown {
  const t = texts[languageFor(request)];
  const sentence = wordOf(t.problems, problem.type) ?? problem.detail;
  const others = problem.errors.map((one) => one.detail).filter((detail) => detail !== problem.detail);
  const root = request.visit?.root;
  return new Shown(
    t.problemTitle,
    html`<h1>${t.problemTitle}</h1>
      <p>${sentence}</p>
      ${others.map((detail) => html`<p>${detail}</p>`)}
      <p><a href=${root ? `${root}/account` : '/'}>${root ? t.nav.account : t.toStart}</a></p>`,
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error
    ? `${error.name}\n${error.stack?.split('\n    at').slice(1, 9).join('\n at') ?? ''}`
    : typeof error;
}
