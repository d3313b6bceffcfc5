import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForLibrary, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { AnswersFile } from '../../foundation/files/answers-file.decorator.js';
import { sendFile } from '../../foundation/files/send-file.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { AttachmentsService } from './attachments.service.js';
import { ConversationsService } from './conversations.service.js';
import {
  AttachmentShape,
  ConversationShape,
  Created,
  MessageShape,
  NewMessage,
  OfReader,
  ONE_FILE,
} from './dto.js';
import { uploadedFile } from '../../foundation/files/uploaded-file.js';

/** Conversations from the library's side: its staff and its systems answer. */
@ApiTags('for the library’s systems')
@ApiExtraModels(ConversationShape, MessageShape, AttachmentShape)
@Controller('library/conversations')
@ForLibrary('conversations:write')
export class LibraryConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly attachments: AttachmentsService,
  ) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ConversationShape) })
  list(@Me() me: SignedIn, @Query() { reader, ...page }: OfReader) {
    return this.conversations.list(me, reader, page);
  }

  @Get(':id')
  @ApiOkResponse({ type: ConversationShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.conversations.show(me, id);
  }

  @Get(':id/messages')
  @ApiOkResponse({ schema: pageOf(MessageShape) })
  messages(@Me() me: SignedIn, @Id() id: string, @Query() page: PageQuery) {
    return this.conversations.messages(me, id, page);
  }

  @Post(':id/messages')
  @ApiCreatedResponse({ type: Created })
  answer(@Me() me: SignedIn, @Id() id: string, @Body() { body }: NewMessage) {
    return this.conversations.write(me, id, body, new Date());
  }

  @Get(':id/attachments')
  @ApiOkResponse({ schema: pageOf(AttachmentShape) })
  files(@Me() me: SignedIn, @Id() id: string, @Query() page: PageQuery) {
    return this.attachments.list(me, id, page);
  }

  @Post(':id/attachments')
  @ApiConsumes('multipart/form-data')
  @ApiBody(ONE_FILE)
  @ApiCreatedResponse({ type: Created })
  async attach(@Me() me: SignedIn, @Id() id: string, @Req() request: FastifyRequest) {
    await this.conversations.show(me, id);
    return this.attachments.add(me, id, await uploadedFile(request), new Date());
  }

  /** The bytes, whole or a range of them. */
  @Get(':id/attachments/:attachmentId')
  @AnswersFile()
  async file(
    @Me() me: SignedIn,
    @Id() id: string,
    @Id('attachmentId') attachmentId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return sendFile(request, reply, await this.attachments.open(me, id, attachmentId));
  }
}
