import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Whether a browser says by Global Privacy Control that its user is not to be tracked; the header has one value. */
export function saysGpc({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['sec-gpc'] === '1';
}

/** The same, as a parameter. */
export const Gpc = createParamDecorator((_: unknown, context: ExecutionContext): boolean =>
  saysGpc(context.switchToHttp().getRequest<FastifyRequest>()),
);
