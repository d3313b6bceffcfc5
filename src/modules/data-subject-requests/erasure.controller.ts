import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiParam, ApiAcceptedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForLibrary, ForReaders, ForStaff, Id, Me, Public } from '../../foundation/access/decorators.js';
import type { Reader, SignedIn, Staff, Visitor } from '../../foundation/access/signed-in.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import {
  CancelLink,
  CodeSentShape,
  ErasureBegunShape,
  ErasureProof,
  ErasureShape,
  Grace,
  OwnerCode,
} from './erasure-dto.js';
import { ErasureCodesService } from './erasure-codes.service.js';
import { ErasurePreviewService } from './erasure-preview.service.js';
import { ErasurePreviewShape } from './preview-dto.js';
import { ErasureRequestsService } from './erasure-requests.service.js';
import { ErasuresService } from './erasures.service.js';
import { TakingBackService } from './taking-back.service.js';

/** Being forgotten, by the reader's own word. */
@ApiTags('my rights')
@Controller('me')
@ForReaders()
export class MyErasureController {
  constructor(
    private readonly requests: ErasureRequestsService,
    private readonly codes: ErasureCodesService,
    private readonly previews: ErasurePreviewService,
  ) {}

  /** What an erasure would do: what goes, what stays and why, who is told, what is open, what is held. */
  @Get('erasure-preview')
  @ApiOkResponse({ type: ErasurePreviewShape })
  preview(@Me() me: Reader, @Query() { language = 'en' }: LanguageQuery) {
    return this.previews.mine(me, language, new Date());
  }

  /** Forgets the reader. Proof: the password, a code by letter, or a sign-in younger than five minutes. */
  @Delete()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: ErasureBegunShape })
  forget(@Me() me: Reader, @Body() proof: ErasureProof) {
    return this.requests.byReader(me, proof, new Date());
  }

  /** Sends a code to the reader's address, for those who have no password. */
  @Post('erasure-codes')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: CodeSentShape })
  async sendCode(@Me() me: Reader) {
    await this.codes.send(me, new Date());
    return { sent: true };
  }
}

/** Taking an erasure back by the link in the letter that names its day. */
@ApiTags('by a link')
@Controller('libraries/:slug/erasure-cancellations')
export class ErasureCancellationsController {
  constructor(private readonly takingBack: TakingBackService) {}

  @Post()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'slug' })
  async cancel(@AtLibrary() me: Visitor, @Body() { token }: CancelLink) {
    await this.takingBack.byLink(me, token, new Date());
  }
}

/** Being forgotten, by the library's word. */
@ApiTags('for the library’s systems')
@Controller('library')
export class LibraryErasuresController {
  constructor(
    private readonly requests: ErasureRequestsService,
    private readonly erasures: ErasuresService,
    private readonly previews: ErasurePreviewService,
  ) {}

  /** What an erasure of a reader would do. */
  @Get('readers/:id/erasure-preview')
  @ForLibrary('readers:erase', ['owner'])
  @ApiOkResponse({ type: ErasurePreviewShape })
  preview(@Me() me: SignedIn, @Id() id: string, @Query() { language = 'en' }: LanguageQuery) {
    return this.previews.ofReader(me, id, language, new Date());
  }

  /** Forgets a reader. Above twenty a day an owner's second factor confirms. */
  @Post('readers/:id/erasure')
  @HttpCode(202)
  @ForLibrary('readers:erase', ['owner'])
  @ApiAcceptedResponse({ type: ErasureBegunShape })
  forget(@Me() me: SignedIn, @Id() id: string, @Body() word: OwnerCode) {
    return this.requests.byLibrary(me, id, word, new Date());
  }

  /** For how many days a reader may take an erasure back that they asked for. */
  @Get('erasure-grace')
  @ForStaff(['owner'])
  @ApiOkResponse({ type: Grace })
  async grace(@Me() me: Staff) {
    return { days: await this.erasures.graceDays(me) };
  }

  /** Changes it: 0 to 14 days, so that an erasure ends within the month. Those that wait keep their day. */
  @Put('erasure-grace')
  @ForStaff(['owner'])
  @ApiOkResponse({ type: Grace })
  async changeGrace(@Me() me: Staff, @Body() { days }: Grace) {
    await this.erasures.changeGrace(me, days);
    return { days };
  }

  /** How far an erasure is. */
  @Get('erasures/:id')
  @ForLibrary('readers:erase', ['owner'])
  @ApiOkResponse({ type: ErasureShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.erasures.show(me, id);
  }
}
