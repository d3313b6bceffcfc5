import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { LibraryShape } from './dto.js';
import { LibrariesService } from './libraries.service.js';
import { AtLibrary } from './visitor.decorator.js';

@ApiTags('the library, before signing in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug')
export class LibrariesController {
  constructor(private readonly libraries: LibrariesService) {}

  /** Who the library is, its controller and contact, and what readers agree to (Art. 13). */
  @Get()
  @Public()
  @ApiOkResponse({ type: LibraryShape })
  describe(@AtLibrary() me: Visitor, @Query() { language }: LanguageQuery) {
    return this.libraries.describe(me, language);
  }
}
