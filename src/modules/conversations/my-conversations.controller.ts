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
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
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
  NewConversation,
  NewMessage,
  ONE_FILE,
} from './dto.js';
import { uploadedFile } from '../../foundation/files/uploaded-file.js';

/** The reader's conversations with the library. */
@ApiTags('conversations')
@ApiExtraModels(ConversationShape, MessageShape, AttachmentShape)
@Controller('me/conversations')
@ForReaders()
export class MyConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly attachments: AttachmentsService,
  ) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(ConversationShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.conversations.list(me, undefined, page);
  }

  @Post()
  @ApiCreatedResponse({ type: Created })
  open(@Me() me: Reader, @Body() conversation: NewConversation) {
    return this.conversations.open(me, conversation, new Date());
  }

  @Get(':id')
  @ApiOkResponse({ type: ConversationShape })
  show(@Me() me: Reader, @Id() id: string) {
    return this.conversations.show(me, id);
  }

  @Get(':id/messages')
  @ApiOkResponse({ schema: pageOf(MessageShape) })
  messages(@Me() me: Reader, @Id() id: string, @Query() page: PageQuery) {
    return this.conversations.messages(me, id, page);
  }

  @Post(':id/messages')
  @ApiCreatedResponse({ type: Created })
  write(@Me() me: Reader, @Id() id: string, @Body() { body }: NewMessage) {
    return this.conversations.write(me, id, body, new Date());
  }

  @Get(':id/attachments')
  @ApiOkResponse({ schema: pageOf(AttachmentShape) })
  files(@Me() me: Reader, @Id() id: string, @Query() page: PageQuery) {
    return this.attachments.list(me, id, page);
  }

  @Post(':id/attachments')
  @ApiConsumes('multipart/form-data')
  @ApiBody(ONE_FILE)
  @ApiCreatedResponse({ type: Created })
  async attach(@Me() me: Reader, @Id() id: string, @Req() request: FastifyRequest) {
    await this.conversations.show(me, id);
    return this.attachments.add(me, id, await uploadedFile(request), new Date());
  }

  /** The bytes, whole or a range of them. */
  @Get(':id/attachments/:attachmentId')
  @AnswersFile()
  async file(
    @Me() me: Reader,
    @Id() id: string,
    @Id('attachmentId') attachmentId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    return sendFile(request, reply, await this.attachments.open(me, id, attachmentId));
  }
}
