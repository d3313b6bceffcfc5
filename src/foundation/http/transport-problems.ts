import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { Problem } from './problem.js';
import { bodyOf, problemOf } from './problem.filter.js';

const ADDRESS = new Problem(
  400,
  'malformed-address',
  'The address cannot be read. Encode it as UTF-8 with percent signs.',
);

/** What Fastify finds wrong before a route is chosen, as problem+json. */
export function onFrameworkError(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = (error as { code?: string }).code === 'FST_ERR_BAD_URL' ? ADDRESS : problemOf(error);
  void reply
    .status(problem.getStatus())
    .headers({ 'cache-control': 'no-store' })
    .type('application/problem+json')
    .send(bodyOf(problem, request.id));
}

const BROKEN: Record<string, [status: number, reason: string, problem: Problem]> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    new Problem(431, 'headers-too-large', 'The headers are too large. Send less than 16 KB.'),
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'Request Timeout',
    new Problem(408, 'too-slow', 'The request took too long to arrive. Send it again.'),
  ],
};

const UNREADABLE: [number, string, Problem] = [
  400,
  'Bad Request',
  new Problem(400, 'malformed', 'This is not HTTP that can be read. Send a well-formed request.'),
];

/** What Node finds wrong before there is a request, as problem+json on the bare connection. */
export function onClientError(error: Error & { code?: string }, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, problem] = BROKEN[error.code ?? ''] ?? UNREADABLE;
  const body = JSON.stringify(bodyOf(problem, ''));
  const head = `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body);
}
