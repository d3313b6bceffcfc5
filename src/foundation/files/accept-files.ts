import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { Problem } from '../http/problem.js';
import { LENDABLE } from './media-types.js';

/** Hands the body of `…/file` over as it comes, without reading it; every other route says what it takes instead. */
export function acceptFiles(fastify: FastifyInstance) {
  type Done = (error: Error | null, body?: unknown) => void;
  const pass = (request: FastifyRequest, body: IncomingMessage, done: Done) => {
    if (takesFiles(request)) done(null, body);
    else
      done(
        new Problem(
          415,
          'wrong-content-type',
          'Send JSON, with the header "Content-Type: application/json".',
        ),
      );
  };
  fastify.addContentTypeParser([...LENDABLE], pass);
  // A type that nobody knows goes to the route too: it alone can say which ones it takes.
  fastify.addContentTypeParser('*', pass);
}

function takesFiles(request: FastifyRequest): boolean {
  return request.routeOptions.url?.endsWith('/file') === true;
}
