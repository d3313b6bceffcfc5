import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { fastify as createServer, type FastifyInstance } from 'fastify';

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

const OF_THE_ANSWER = new Set(['connection', 'content-length', 'content-type', 'date']);

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
  const usual = await headersOf({
    ...common,
    contentSecurityPolicy: { useDefaults: false, directives: NOTHING_INLINE },
  });
  // The page of the API document brings its styles inline.
  const directives = { ...NOTHING_INLINE, styleSrc: ["'self'", "'unsafe-inline'"] };
  const ofDocs = await headersOf({ ...common, contentSecurityPolicy: { useDefaults: false, directives } });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(request.url.startsWith('/api/docs') ? ofDocs : usual);
    done();
  });
}

/** What helmet would write into each answer; asked once, because it composes the same words anew for every request. */
async function headersOf(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const asked = createServer();
  await asked.register(helmet, options);
  asked.get('/', (_request, reply) => reply.code(204).send());
  const { headers } = await asked.inject('/');
  await asked.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !OF_THE_ANSWER.has(name) ? [[name, value]] : [],
    ),
  );
}
