import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHmac, type KeyObject } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { normaliseEmail } from '../encryption/blind-index.js';
import { Problem } from '../http/problem.js';
import { countRefused } from '../metrics/metrics.js';

/** Points within seconds. A whole school may sit behind one address, so that the limits per address are generous. */
export interface Limits {
  everything: [points: number, seconds: number];
  atTheDoor: [points: number, seconds: number];
  failuresHere: [points: number, seconds: number];
  failuresAnywhere: [points: number, seconds: number];
  wrongKeys: [points: number, seconds: number];
}

export const LIMITS: Limits = {
  everything: [6_000, 60],
  atTheDoor: [300, 600],
  failuresHere: [10, 900],
  failuresAnywhere: [100, 3_600],
  wrongKeys: [30, 600],
};

// What anyone may send without saying who they are: sign-up, sign-in, resets, confirmations, requests without an account.
const DOOR =
  /^\/(api\/v1\/(libraries\/:slug|staff)|l\/:slug)\/(?!cookie|account|library|conversations|sign-out)/;

type Attempt = FastifyRequest & { attempt?: { here: string; anywhere: string } };

/**
 * Limits by client address and by account, counted in this instance's memory. An address, of a machine or a person, is
 * kept only as a keyed hash. Systems that show an API key are limited by their wrong keys only.
 */
export function limitRates(fastify: FastifyInstance, key: KeyObject, limits = LIMITS) {
  const counters = {
    everything: limiter(limits.everything),
    atTheDoor: limiter(limits.atTheDoor),
    failuresHere: limiter(limits.failuresHere),
    failuresAnywhere: limiter(limits.failuresAnywhere),
    wrongKeys: limiter(limits.wrongKeys),
  };
  const hash = (...parts: string[]) => createHmac('sha256', key).update(parts.join('\0')).digest('base64');
  const client = (request: FastifyRequest) => hash('client', networkOf(request.ip));

  fastify.addHook('onRequest', async (request) => {
    if (!request.headers['x-api-key']) return consume(counters.everything, client(request));
    const wrong = await counters.wrongKeys.get(client(request));
    if (wrong && wrong.remainingPoints <= 0) throw tooMany(wrong.msBeforeNext);
  });

  fastify.addHook('preHandler', async (request: Attempt) => {
    if (request.method !== 'POST' || !DOOR.test(request.routeOptions.url ?? '')) return;
    await consume(counters.atTheDoor, client(request));
    const account = accountOf(request);
    if (!account) return;
    const here = hash('here', account, client(request));
    const anywhere = hash('anywhere', account);
    await consume(counters.failuresHere, here);
    await consume(counters.failuresAnywhere, anywhere);
    request.attempt = { here, anywhere };
  });

  // An attempt counts before it is made, so that many at once cannot slip by; a success takes its point back.
  fastify.addHook('onResponse', async (request: Attempt, reply) => {
    const { attempt } = request;
    if (attempt && reply.statusCode < 400) {
      await counters.failuresHere.delete(attempt.here);
      await counters.failuresAnywhere.reward(attempt.anywhere, 1);
    }
    if (reply.statusCode === 401 && request.headers['x-api-key'])
      await counters.wrongKeys.consume(client(request)).catch((full: unknown) => full);
  });
}

function limiter([points, duration]: [number, number]) {
  return new RateLimiterMemory({ points, duration });
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (full) {
    if (full instanceof RateLimiterRes) throw tooMany(full.msBeforeNext);
    throw full;
  }
}

function tooMany(ms: number): Problem {
  countRefused('rate-limit');
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  const detail = `Too many requests. Wait ${seconds} seconds and try again.`;
  return new Problem(429, 'too-many-requests', detail, [], {}, { 'retry-after': String(seconds) });
}

/** Whose account a request tries to open: the address with its library, whether or not anyone has it. */
function accountOf(request: FastifyRequest): string | undefined {
  const body = request.body as { email?: unknown; password?: unknown } | null | undefined;
  if (typeof body?.email !== 'string' || typeof body.password !== 'string') return undefined;
  const { slug = 'staff' } = request.params as { slug?: string };
  return `${slug}\0${normaliseEmail(body.email.slice(0, 300))}`;
}

/** A machine's address; of IPv6 the /64, since a household holds that many. */
function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = ip.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].slice(0, 4).join(':');
}
