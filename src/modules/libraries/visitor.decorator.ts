import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import { aVisitor, type Visitor } from '../../foundation/access/signed-in.js';
import { LibrariesService } from './libraries.service.js';

interface AtSlug {
  slug: string;
  requestId: string;
  route: string;
}

const Slug = createParamDecorator((_: unknown, context: ExecutionContext): AtSlug => {
  const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { slug?: string } }>>();
  return { slug: request.params.slug ?? '', ...askingOf(request) };
});

/** Turns the slug of the path into a visitor of that library. */
@Injectable()
class VisitorPipe implements PipeTransform<AtSlug, Promise<Visitor>> {
  constructor(private readonly libraries: LibrariesService) {}

  async transform({ slug, ...asking }: AtSlug): Promise<Visitor> {
    return aVisitor(await this.libraries.idOf(slug), asking);
  }
}

/** Whoever asks at `/libraries/:slug/…` before signing in. @throws 404 for a slug that no library has. */
export const AtLibrary = () => Slug(VisitorPipe);
