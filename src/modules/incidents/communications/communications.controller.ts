import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { handedOut } from '../../../foundation/documents/made-file.js';
import { pageOf } from '../../../foundation/http/page.js';
import { CommunicationsService } from './communications.service.js';
import { BouncesService } from './bounces.service.js';
import { BouncesShape, CommunicationShape, LateBounces, LetterWords, NewCommunication } from './dto.js';
import { UnreachedService } from './unreached.service.js';

/** What a controller tells its readers of a breach (Art. 34). */
@ApiTags('incidents')
@ApiExtraModels(LetterWords)
@Controller('incidents/:id/libraries/:slug/communications')
@ForStaff(['owner', 'security-officer'])
export class CommunicationsController {
  constructor(
    private readonly communications: CommunicationsService,
    private readonly unreached: UnreachedService,
    private readonly bounces: BouncesService,
  ) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(CommunicationShape) })
  async list(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.communications.list(me, id, slug), next: null };
  }

  /** Drafts letters to the readers; nothing leaves before an owner approves them. */
  @Post()
  @ApiCreatedResponse({ type: CommunicationShape })
  draft(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() given: NewCommunication) {
    return this.communications.draft(me, id, slug, given, new Date());
  }

  /** A communication with its letters as each language gets them, and how far they have come. */
  @Get(':communication')
  @ApiOkResponse({ type: CommunicationShape })
  show(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
  ) {
    return this.communications.show(me, id, slug, communication);
  }

  /** Readers whom no letter reached, as a CSV for whoever writes to them by post; they see a notice in their account. */
  @Get(':communication/unreached')
  @ForStaff(['owner'])
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  async unreachedList(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return handedOut(reply, await this.unreached.list(me, id, slug, communication));
  }

  /** The controller’s word: the recipients are frozen and the letters leave; in a drill they are only recorded. */
  @Post(':communication/approve')
  @HttpCode(200)
  @ForStaff(['owner'])
  @ApiOkResponse({ type: CommunicationShape })
  approve(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
  ) {
    return this.communications.approve(me, id, slug, communication, new Date());
  }

  /** Stops the letters; what is on its way this moment arrives. */
  @Post(':communication/pause')
  @HttpCode(200)
  @ApiOkResponse({ type: CommunicationShape })
  pause(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
  ) {
    return this.communications.pause(me, id, slug, communication, new Date());
  }

  /** Goes on where it stopped. */
  @Post(':communication/resume')
  @HttpCode(200)
  @ForStaff(['owner'])
  @ApiOkResponse({ type: CommunicationShape })
  resume(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
  ) {
    return this.communications.resume(me, id, slug, communication, new Date());
  }

  /** Letters that a mail server had taken and that came back later: they count as bounced. To say so twice changes nothing. */
  @Post(':communication/bounces')
  @HttpCode(200)
  @ApiOkResponse({ type: BouncesShape })
  bounced(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Id('communication') communication: string,
    @Body() given: LateBounces,
  ) {
    return this.bounces.record(me, id, slug, communication, given, new Date());
  }
}
