import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, Problem } from './problem.js';

const FORMS = /^(application\/x-www-form-urlencoded|multipart\/form-data)/i;

/**
 * What no text of a request may hold: NUL bytes, which Postgres cannot keep, and lone surrogates, which are no
 * characters. Names in any script pass.
 */
export function refuseUnusableText(app: FastifyInstance) {
  app.addHook('preValidation', (request: FastifyRequest, _reply, done) => {
    if (
      request.url.startsWith('/api/') &&
      FORMS.test(request.headers['content-type'] ?? '') &&
      !takesForms(request)
    ) {
      throw new Problem(
        415,
        'wrong-content-type',
        'Send JSON, with the header "Content-Type: application/json".',
      );
    }
    check(request.params, '/path');
    check(request.query, '/query');
    if (!Buffer.isBuffer(request.body)) check(request.body, '');
    done();
  });
}

function takesForms(request: FastifyRequest): boolean {
  return (
    request.url.startsWith('/api/v1/unsubscribe/') ||
    request.routeOptions.url?.endsWith('/attachments') === true ||
    request.routeOptions.url?.endsWith('/library/erasures') === true ||
    request.routeOptions.url?.endsWith('/me/imports') === true ||
    request.routeOptions.url?.endsWith('/file') === true
  );
}

function check(value: unknown, pointer: string, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw invalid(pointer, 'This text holds characters that are none. Write it again without them.');
    return;
  }
  if (typeof value !== 'object' || value === null || Symbol.asyncIterator in value) return;
  if (depth > 20) throw invalid(pointer, 'This is nested too deeply.');
  for (const [key, inner] of Object.entries(value)) {
    check(key, pointer, depth + 1);
    check(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
  }
}
