import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../foundation/access/decorators.js';
import { PageInterceptor } from './answer.js';
import { CookieGuard } from './cookie.guard.js';
import { PageFilter } from './page.filter.js';
import { VisitGuard } from './visit.guard.js';

/** A controller of pages at `/l/:slug/…`: the visit's guard instead of the API's, problems and answers as HTML. */
export const LibraryPage = (path = '') =>
  applyDecorators(
    ApiExcludeController(),
    Controller(`l/:slug${path}`),
    Public(),
    UseGuards(VisitGuard, CookieGuard),
    UseFilters(PageFilter),
    UseInterceptors(PageInterceptor),
  );
