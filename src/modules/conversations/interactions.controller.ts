import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForLibrary, ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { Created } from './dto.js';
import { InteractionShape, InteractionsQuery, NewInteraction } from './interaction-dto.js';
import { InteractionsService } from './interactions.service.js';

/** What the library did to reach its readers, as far as they allow it. */
@ApiTags('for the library’s systems')
@ApiExtraModels(InteractionShape)
@Controller('library/interactions')
@ForLibrary('interactions:write')
export class LibraryInteractionsController {
  constructor(private readonly interactions: InteractionsService) {}

  /** Records an interaction, or refuses it with the reason (403 `not-permitted`). */
  @Post()
  @ApiCreatedResponse({ type: Created })
  record(@Me() me: SignedIn, @Body() interaction: NewInteraction) {
    return this.interactions.record(me, interaction, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(InteractionShape) })
  list(@Me() me: SignedIn, @Query() { reader, ...page }: InteractionsQuery) {
    return this.interactions.list(me, reader, page);
  }
}

/** The same, for the reader it was about. */
@ApiTags('conversations')
@ApiExtraModels(InteractionShape)
@Controller('me/interactions')
@ForReaders()
export class MyInteractionsController {
  constructor(private readonly interactions: InteractionsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(InteractionShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.interactions.list(me, me.id, page);
  }
}
