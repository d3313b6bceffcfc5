import { All, Controller, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../foundation/access/decorators.js';
import { notFound } from '../foundation/http/problem.js';
import { PageFilter } from './page.filter.js';

/** What is nowhere below `/l` is told as a page. Stands last among the controllers. */
@ApiExcludeController()
@Controller('l')
@Public()
@UseFilters(PageFilter)
export class NotFoundController {
  @All('*')
  refuse(): never {
    throw notFound();
  }
}
