import { Injectable } from '@nestjs/common';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Pool } from 'pg';
import type { SignedIn } from '../access/signed-in.js';

interface Listed {
  id: string;
  slug: string;
  origins: string[];
}

const REMEMBERED_MS = 10_000;
const ANSWER_HEADERS = ['Retry-After', 'Idempotency-Replayed', 'Content-Disposition', 'Location'];

/** Origins whose pages may call the API, as each library lists them. */
@Injectable()
export class Origins {
  private listed: Promise<Listed[]> = Promise.resolve([]);
  private until = 0;

  constructor(private readonly pool: Pool) {}

  /** Whether the library of this id or slug lists the origin; with neither, whether any library does. */
  async allow(origin: string, library: { id?: string; slug?: string }): Promise<boolean> {
    const lists = await this.lists();
    return lists.some(
      ({ id, slug, origins }) =>
        origins.includes(origin) &&
        (library.id === undefined || library.id === id) &&
        (library.slug === undefined || library.slug === slug),
    );
  }

  private lists(): Promise<Listed[]> {
    if (Date.now() < this.until) return this.listed;
    this.until = Date.now() + REMEMBERED_MS;
    this.listed = this.pool
      .query<Listed>(`select id, slug, origins from library_directory where origins <> '{}'`)
      .then(({ rows }) => rows);
    this.listed.catch(() => {
      this.until = 0;
    });
    return this.listed;
  }
}

/**
 * CORS for the API, by each library's list. A browser's question before a request carries no token, so that there any
 * library's origin passes unless the path names the library; the answer itself is shown to its library's origins only.
 */
export async function answerOrigins(fastify: FastifyInstance, origins: Origins) {
  await fastify.register(cors, {
    hook: 'onRequest',
    delegator: async (request: FastifyRequest) => {
      const { origin } = request.headers;
      const asked = typeof origin === 'string' && request.url.startsWith('/api/v1/');
      const allowed = asked && (await origins.allow(origin, slugOf(request)));
      return {
        origin: allowed,
        credentials: false,
        methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key'],
        exposedHeaders: ANSWER_HEADERS,
        maxAge: 600,
        strictPreflight: false,
      };
    },
  });
  fastify.addHook('onSend', async (request, reply) => {
    const { origin } = request.headers;
    const { me } = request as { me?: SignedIn };
    if (!origin || !me || !reply.hasHeader('access-control-allow-origin')) return;
    if (!(await origins.allow(origin, { id: me.libraryId })))
      reply.removeHeader('access-control-allow-origin');
  });
}

function slugOf(request: FastifyRequest): { slug?: string } {
  const slug = /^\/api\/v1\/libraries\/([a-z0-9-]+)/.exec(request.url)?.[1];
  return slug ? { slug } : {};
}
