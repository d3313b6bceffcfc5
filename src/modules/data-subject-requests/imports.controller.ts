import { Controller, Delete, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import type { Opened } from '../../foundation/data-map/shapes.js';
import { spoken } from '../../foundation/data-map/words.js';
import { anyFile } from '../../foundation/files/uploaded-file.js';
import { pageOf, PageQuery } from '../../foundation/http/page.js';
import { MeService } from '../accounts/me.service.js';
import { ImportShape } from './imports-dto.js';
import { ImportShapes } from './imports-shapes.service.js';
import { ImportsService } from './imports.service.js';
import type { PortabilityImport } from './portability-import.entity.js';

/** What you bring along from another library (Art. 20). */
@ApiTags('my rights')
@Controller('me/imports')
@ForReaders()
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly account: MeService,
    private readonly shapes: ImportShapes,
  ) {}

  /** The ZIP or the JSON document that another Carrel library gave you. Answers what would be taken; nothing is yet. */
  @Post()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' } },
    },
  })
  @ApiCreatedResponse({ type: ImportShape })
  async receive(@Me() me: Reader, @Req() request: FastifyRequest) {
    const { body } = await anyFile(request);
    return this.told(me, await this.imports.receive(me, body, new Date()));
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(ImportShape) })
  async list(@Me() me: Reader, @Query() page: PageQuery) {
    const language = await this.languageOf(me);
    const { items, next } = await this.imports.list(me, page);
    return { items: items.map((one) => this.shapes.of(one, language)), next };
  }

  @Get(':id')
  @ApiOkResponse({ type: ImportShape })
  async show(@Me() me: Reader, @Id() id: string) {
    return this.told(me, await this.imports.show(me, id));
  }

  /** Takes what the preview said. */
  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: ImportShape })
  async confirm(@Me() me: Reader, @Id() id: string) {
    return this.told(me, await this.imports.confirm(me, id, new Date()));
  }

  /** Takes the file back; nothing of it was taken. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  cancel(@Me() me: Reader, @Id() id: string) {
    return this.imports.cancel(me, id);
  }

  private async told(me: Reader, row: Opened<PortabilityImport>) {
    return this.shapes.of(row, await this.languageOf(me));
  }

  private async languageOf(me: Reader) {
    return spoken((await this.account.show(me)).language);
  }
}
