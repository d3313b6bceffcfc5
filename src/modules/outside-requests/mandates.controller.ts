import { Body, Controller, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForStaff, Id, Me, Public } from '../../foundation/access/decorators.js';
import type { Staff, Visitor } from '../../foundation/access/signed-in.js';
import { handedOut } from '../../foundation/documents/made-file.js';
import { AnswersFile } from '../../foundation/files/answers-file.decorator.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { ProofLink } from './dto.js';
import { MandateDecisionsService } from './mandate-decisions.service.js';
import {
  DecidedMandateShape,
  MandatePreviewShape,
  MandateShape,
  MandateWord,
  OwnersDecision,
} from './mandate-dto.js';
import { MandatesService } from './mandates.service.js';

/** Mandates of representatives, for the person they name. */
@ApiTags('rights without signing in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug/mandates/confirmations')
@Public()
export class MandateConfirmationsController {
  constructor(
    private readonly mandates: MandatesService,
    private readonly decisions: MandateDecisionsService,
  ) {}

  /** What somebody asks in the person's name, for the page of the letter's link to show. */
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: MandatePreviewShape })
  async preview(@AtLibrary() me: Visitor, @Body() { token }: ProofLink) {
    const shown = await this.mandates.preview(me, token, new Date());
    const { kind, representative, mandate: text, statement, receivedAt } = shown;
    return { kind, representative, mandate: text, statement, receivedAt };
  }

  /** The person confirms or refuses it. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: DecidedMandateShape })
  async say(@AtLibrary() me: Visitor, @Body() word: MandateWord) {
    return { request: null, certificateUrl: null, ...(await this.decisions.bySubject(me, word, new Date())) };
  }
}

/** Mandates for the owner who reviews them (Art. 12(6)). */
@ApiTags('for the library')
@ApiExtraModels(MandateShape)
@Controller('library/mandates')
@ForStaff(['owner'])
export class LibraryMandatesController {
  constructor(
    private readonly mandates: MandatesService,
    private readonly decisions: MandateDecisionsService,
  ) {}

  /** The latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(MandateShape) })
  list(@Me() me: Staff, @Query() page: PageQuery) {
    return this.mandates.list(me, page);
  }

  /** The paper that came with it, until it is decided. */
  @Get(':id/paper')
  @ApiParam({ name: 'id' })
  @AnswersFile()
  async paper(@Me() me: Staff, @Id() id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const { mediaType, bytes } = await this.mandates.paper(me, id);
    return handedOut(reply, { name: `mandate-${id}`, mediaType, body: bytes });
  }

  /** Accepts or refuses a mandate. Its paper is removed; that it was checked is noted. */
  @Put(':id')
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ type: DecidedMandateShape })
  async decide(@Me() me: Staff, @Id() id: string, @Body() word: OwnersDecision) {
    return {
      request: null,
      certificateUrl: null,
      ...(await this.decisions.byOwner(me, id, word, new Date())),
    };
  }
}
