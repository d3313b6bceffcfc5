import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { forbidden, signInFirst } from '../http/problem.js';
import type { Claims } from './access-token.js';
import { Credentials } from './credentials.js';
import { CALLERS, type Callers } from './decorators.js';
import type { SignedIn } from './signed-in.js';

type Request = FastifyRequest & { me?: SignedIn; user?: Claims };

const REMEMBERED_TOKENS = 20_000;

/** Closed by default: a route without a word on who may call it answers nobody. */
@Injectable()
export class SignedInGuard extends AuthGuard('jwt') implements CanActivate {
  private readonly verified = new Map<string, Claims>();

  constructor(
    private readonly reflector: Reflector,
    private readonly credentials: Credentials,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const callers = this.reflector.getAllAndOverride<Callers | undefined>(CALLERS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!callers) throw signInFirst();
    if ('public' in callers) return true;
    const key = request.headers['x-api-key'];
    request.me =
      typeof key === 'string' && callers.apiKey
        ? await this.byKey(key, request)
        : await this.byToken(context, request);
    admit(request.me, callers);
    return true;
  }

  private async byKey(token: string, request: Request): Promise<SignedIn> {
    const key = await this.credentials.apiKey(token);
    if (!key) throw signInFirst();
    const { id, libraryId, scopes } = key;
    return {
      kind: 'api-key',
      id,
      libraryId,
      scopes,
      credentialId: id,
      credentialEpoch: 0,
      ...askingOf(request),
    };
  }

  private async byToken(context: ExecutionContext, request: Request): Promise<SignedIn> {
    const claims = await this.claimsOf(context, request);
    if (!(await this.credentials.stands(claims))) throw signInFirst();
    const asking = {
      libraryId: claims.act,
      credentialId: claims.sid,
      credentialEpoch: claims.ep[2],
      ...askingOf(request),
    };
    if (claims.knd === 'reader')
      return { kind: 'reader', id: claims.sub, provedAt: new Date(claims.prv * 1000), ...asking };
    return {
      kind: 'staff',
      id: claims.sub,
      role: claims.rol ?? 'librarian',
      secondFactor: claims.mfa === true,
      ...asking,
    };
  }

  /** A signature is verified once in a token's ten minutes; whether it still stands is asked every time. */
  private async claimsOf(context: ExecutionContext, request: Request): Promise<Claims> {
    const header = request.headers.authorization ?? '';
    const known = this.verified.get(header);
    if (known && known.exp * 1000 > Date.now()) return known;
    if (known) this.verified.delete(header);
    await super.canActivate(context);
    const claims = request.user;
    if (!claims) throw signInFirst();
    if (this.verified.size >= REMEMBERED_TOKENS)
      this.verified.delete(this.verified.keys().next().value ?? '');
    this.verified.set(header, claims);
    return claims;
  }

  override handleRequest<T>(error: unknown, user: T | false): T {
    if (error || !user) throw signInFirst();
    return user;
  }
}

function admit(me: SignedIn, callers: Exclude<Callers, { public: true }>) {
  switch (me.kind) {
    case 'reader':
      if (!callers.reader) throw signInFirst();
      return;
    case 'staff':
      if (!callers.staff) throw signInFirst();
      if (!callers.staff.includes(me.role))
        throw forbidden('Your role does not include this. Ask the owner of the library.');
      if (!me.secondFactor && !callers.beforeSecondFactor)
        throw forbidden('Enrol a second factor before you act: POST /staff/second-factor.');
      return;
    case 'api-key':
      if (!callers.apiKey) throw signInFirst();
      if (!me.scopes.includes(callers.apiKey))
        throw forbidden(`This key lacks the scope ${callers.apiKey}. Ask the owner for a key that has it.`);
      return;
    case 'visitor':
    case 'job':
      throw signInFirst();
    default:
      me satisfies never;
  }
}

/** The route's template, never its parameters: they may name a person. */
export function askingOf(request: FastifyRequest): { requestId: string; route: string; address: string } {
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  return { requestId: request.id, route, address: request.ip };
}
