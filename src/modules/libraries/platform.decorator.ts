import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import { aVisitor, type Visitor } from '../../foundation/access/signed-in.js';
import { PLATFORM } from '../../foundation/database/scope.js';

/** Whoever asks at the platform's own door, before signing in. */
export const AtPlatform = createParamDecorator((_: unknown, context: ExecutionContext): Visitor =>
  aVisitor(PLATFORM, askingOf(context.switchToHttp().getRequest<FastifyRequest>())),
);
