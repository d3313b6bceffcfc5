import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { ForLibrary, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { expectedType } from '../../foundation/files/arriving-file.js';
import { LENDABLE } from '../../foundation/files/media-types.js';
import { AnswersFile } from '../../foundation/files/answers-file.decorator.js';
import { sendFile } from '../../foundation/files/send-file.js';
import { pageOf } from '../../foundation/http/page.js';
import { FileShape, ItemChanges, ItemSearch, ItemShape, NewItem } from './item-dto.js';
import { ItemFilesService } from './item-files.service.js';
import { ItemsService } from './items.service.js';

/** What the library holds, kept by its staff and its systems. */
@ApiTags('for the library’s systems')
@ApiExtraModels(ItemShape)
@Controller('library/items')
@ForLibrary('items:write')
export class ItemsController {
  constructor(
    private readonly items: ItemsService,
    private readonly files: ItemFilesService,
  ) {}

  @Post()
  @ApiCreatedResponse({ schema: { properties: { id: { type: 'string', format: 'uuid' } } } })
  add(@Me() me: SignedIn, @Body() item: NewItem) {
    return this.items.add(me, item);
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(ItemShape) })
  list(@Me() me: SignedIn, @Query() { search = '', ...page }: ItemSearch) {
    return this.items.list(me, search, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: ItemShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.items.show(me, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: ItemShape })
  change(@Me() me: SignedIn, @Id() id: string, @Body() changes: ItemChanges) {
    return this.items.change(me, id, changes);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Me() me: SignedIn, @Id() id: string) {
    return this.files.removeItem(me, id);
  }

  /** Takes the bytes as the body, of the type of its Content-Type, in place of the file before. */
  @Put(':id/file')
  @ApiConsumes(...LENDABLE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ type: FileShape })
  put(@Me() me: SignedIn, @Id() id: string, @Req() request: FastifyRequest) {
    const mediaType = expectedType(request.headers['content-type'], LENDABLE);
    return this.files.put(me, id, { mediaType, body: request.body as Readable });
  }

  /** The bytes, whole or a range of them. */
  @Get(':id/file')
  @AnswersFile()
  async file(
    @Me() me: SignedIn,
    @Id() id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return sendFile(request, reply, await this.files.forLibrary(me, id));
  }
}
