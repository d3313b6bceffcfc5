import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { uploadedTable } from '../../foundation/files/uploaded-file.js';
import { Made } from '../../foundation/http/answers.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { ErasureListLineShape, ErasureListRow, ErasureListShape, OwnersCode } from './erasure-list-dto.js';
import { ErasureListsService } from './erasure-lists.service.js';

const A_FILE = {
  schema: {
    type: 'object' as const,
    required: ['file'],
    properties: { file: { type: 'string' as const, format: 'binary' } },
  },
};

/** Erasing many readers by a file: looked at first, then confirmed by an owner. */
@ApiTags('for the library')
@ApiExtraModels(ErasureListLineShape, ErasureListRow)
@Controller('library')
@ForStaff(['owner'])
export class ErasureListsController {
  constructor(private readonly lists: ErasureListsService) {}

  /** Looks at a CSV file of ids or e-mail addresses and tells what would happen line by line; erases nobody. */
  @Post('erasures')
  @ApiConsumes('multipart/form-data')
  @ApiBody(A_FILE)
  @ApiCreatedResponse({ type: Made })
  check(@Me() me: Staff, @Req() request: FastifyRequest) {
    return uploadedTable(request, (file) => this.lists.check(me, file, new Date()));
  }

  @Get('erasure-lists')
  @ApiOkResponse({ schema: pageOf(ErasureListRow) })
  list(@Me() me: Staff, @Query() page: PageQuery) {
    return this.lists.list(me, page);
  }

  /** How far a list is. */
  @Get('erasure-lists/:id')
  @ApiOkResponse({ type: ErasureListShape })
  show(@Me() me: Staff, @Id() id: string) {
    return this.lists.show(me, id);
  }

  /** Its lines in the order of the file: numbers and ids, nothing of what stood in them. */
  @Get('erasure-lists/:id/lines')
  @ApiOkResponse({ schema: pageOf(ErasureListLineShape) })
  lines(@Me() me: Staff, @Id() id: string, @Query() page: PageQuery) {
    return this.lists.linesOf(me, id, page);
  }

  /** Has everyone erased whom it found. Above twenty a day an owner's second factor confirms. */
  @Post('erasure-lists/:id/confirmation')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: ErasureListShape })
  confirm(@Me() me: Staff, @Id() id: string, @Body() { code }: OwnersCode) {
    return this.lists.confirm(me, id, code, new Date());
  }

  /** Throws a list away that nobody has confirmed. */
  @Delete('erasure-lists/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  discard(@Me() me: Staff, @Id() id: string) {
    return this.lists.discard(me, id);
  }
}
