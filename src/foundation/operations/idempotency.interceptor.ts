import {
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { SignedIn } from '../access/signed-in.js';
import { invalid } from '../http/problem.js';
import { holdsCredential, Idempotency, type Holder } from './idempotency.service.js';

/** A containment action hands its caller a fresh session. */
const ABOUT_CREDENTIALS = /^\/api\/v1\/(staff\/|incidents\/[^/]+\/actions\/[^/]+\/apply)/;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Honours `Idempotency-Key` on every POST of a signed-in caller. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(private readonly idempotency: Idempotency) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { me?: SignedIn }>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || request.method !== 'POST' || !holdsCredential(request.me)) return next.handle();
    // Answers about credentials are not kept, not even sealed.
    if (ABOUT_CREDENTIALS.test(request.url)) return next.handle();
    if (typeof key !== 'string' || !KEY.test(key))
      throw invalid('/header/idempotency-key', 'Write 1 to 255 visible ASCII characters, such as a UUID.');
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once(request.me, key, request, reply, next));
  }

  private async once(
    me: Holder,
    key: string,
    request: FastifyRequest & { me?: SignedIn },
    reply: FastifyReply,
    next: CallHandler,
  ) {
    const claimed = await this.idempotency.claim(me, key, whatIsAsked(request), new Date());
    if ('again' in claimed) {
      void reply.status(claimed.again.status).header('idempotency-replayed', 'true');
      return claimed.again.body;
    }
    request.me = { ...me, claim: { libraryId: me.libraryId, id: claimed.claim } };
    let body: unknown;
    try {
      body = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.idempotency.release(me, claimed.claim);
      throw error;
    }
    const answered = { status: reply.statusCode, body: body ?? null };
    // The request was carried out: it must not be answered with a failure because the copy could not be kept.
    await this.idempotency.keep(me, claimed.claim, answered).catch((error: unknown) => {
      this.logger.warn(error, 'an answer was not kept');
    });
    return body;
  }
}

/** The request as far as it makes it another one. A streamed body, which nobody has read yet, counts by its length. */
function whatIsAsked(request: FastifyRequest): string {
  const { method, url, headers, body } = request;
  const isStream = headers['content-type']?.startsWith('multipart/') ?? false;
  const content =
    isStream || Buffer.isBuffer(body) ? headers['content-length'] : JSON.stringify(body ?? null);
  return `${method} ${url}\n${content ?? ''}`;
}
