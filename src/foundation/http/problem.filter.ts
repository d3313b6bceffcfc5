import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptionError } from '../encryption/errors.js';
import { countFailedOpening } from '../metrics/metrics.js';
import { reportOf } from './error-report.js';
import { notFound, Problem } from './problem.js';
import { isDatabaseAway } from './database-away.js';

const BY_STATUS: Record<number, [type: string, detail: string]> = {
  400: ['malformed', 'The request cannot be read. Send well-formed JSON.'],
  401: ['sign-in-first', 'Sign in and send the access token as "Authorization: Bearer …".'],
  403: ['forbidden', 'You may not do this.'],
  404: ['not-found', 'There is nothing at this address. Check the id and the library.'],
  405: ['method-not-allowed', 'This address does not answer to this method.'],
  406: ['not-acceptable', 'This address cannot answer in the form you ask for.'],
  408: ['too-slow', 'The request took too long to arrive. Send it again.'],
  413: ['too-large', 'The request is too large. Send less at once.'],
  414: ['address-too-long', 'The address is too long. Shorten the query.'],
  415: ['wrong-content-type', 'Send JSON, with the header "Content-Type: application/json".'],
  416: ['range-not-satisfiable', 'The file ends before the range you ask for.'],
  429: ['too-many-requests', 'Too many requests. Wait as long as Retry-After says.'],
};

/** Turns whatever was thrown into problem+json (RFC 9457); what nobody foresaw is a 500 that tells nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost) {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.getStatus() >= 500) this.report(error, request, problem);
    if (reply.sent) return;
    void reply
      .status(problem.getStatus())
      .headers({ ...problem.headers, 'cache-control': 'no-store' })
      .type('application/problem+json')
      .send(bodyOf(problem, request.id));
  }

  private report(error: unknown, request: FastifyRequest, problem: Problem) {
    if (error instanceof EncryptionError) countFailedOpening(error.code);
    this.logger.error(
      { requestId: request.id, type: problem.type, stack: reportOf(error) },
      'a request failed',
    );
  }
}

export function bodyOf(problem: Problem, requestId: string) {
  const { type, detail, errors, extra } = problem;
  const title = type.charAt(0).toUpperCase() + type.slice(1).replaceAll('-', ' ');
  return {
    type: `/problems/${type}`,
    title,
    status: problem.getStatus(),
    detail,
    requestId,
    ...(errors.length ? { errors } : {}),
    ...extra,
  };
}

/** Every thrown thing as a problem; shared with the pages, which show it as HTML. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof EncryptionError) return ofEncryption(error);
  if (isDatabaseAway(error)) {
    const detail = 'The database is not answering. Nothing was changed; try again shortly.';
    return new Problem(503, 'database-away', detail, [], {}, { 'retry-after': '2' });
  }
  if (isReadOnly(error)) {
    const detail =
      'This library takes no changes while an incident is looked into. Nothing was changed; try again later.';
    return new Problem(423, 'read-only', detail);
  }
  const status = statusOf(error);
  if (status === undefined)
    return new Problem(
      500,
      'unforeseen',
      'Something went wrong on our side. Nothing was changed; try again.',
    );
  const [type, detail] = BY_STATUS[status] ?? ['refused', 'The request cannot be carried out.'];
  return new Problem(status, type, detail);
}

/** The database refuses what would change a library that is read-only. */
export function isReadOnly(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'CRL01';
}

function ofEncryption(error: EncryptionError): Problem {
  if (error.code === 'subject-erased') return notFound();
  if (error.code === 'key-provider-down') {
    return new Problem(
      503,
      error.code,
      'The keys cannot be reached. Nothing was changed; try again shortly.',
      [],
      {},
      { 'retry-after': '5' },
    );
  }
  return new Problem(
    500,
    error.code,
    'This entry cannot be opened. The operator of this installation has been told.',
  );
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
