import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

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
export async function sendSecurityHeaders(fastify: FastifyInstance, publicUrl: string) {
  const common = {
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  } as const;
  await fastify.register(helmet, {
    ...common,
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING_INLINE },
  });
  // The page of the API document brings its styles inline.
  const directives = { ...NOTHING_INLINE, styleSrc: ["'self'", "'unsafe-inline'"] };
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/docs'))
      reply.helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives } });
    done();
  });
}
