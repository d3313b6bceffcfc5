import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';

const NOTHING_INLINE = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  mediaSrc: ["'self'", 'blob:'],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
};

/**
 * Headers that keep a browser from doing what no page of ours asks: inline scripts, framing, sniffing, telling others
 * the address. The panel, which runs before Fastify, sets its own.
 */
export function sendSecurityHeaders(fastify: FastifyInstance, publicUrl: string) {
  const common = {
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  } as const;
  const usual = headersOf({
    ...common,
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING_INLINE },
  });
  // The page of the API document brings its styles inline.
  const directives = { ...NOTHING_INLINE, styleSrc: ["'self'", "'unsafe-inline'"] };
  const ofDocs = headersOf({ ...common, contentSecurityPolicy: { useDefaults: false, directives } });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/api/docs') ? ofDocs : usual);
    done();
  });
}

/** What helmet writes into an answer; asked once, because it composes the same words anew for every request. */
function headersOf(options: HelmetOptions): OutgoingHttpHeaders {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(options)(answer.req, answer, () => undefined);
  return answer.getHeaders();
}
