import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AnswerLettersService } from './answer-letters.service.js';
import { AttachmentsService } from './attachments.service.js';
import { Attachment, Conversation, Message } from './conversation.entity.js';
import { ConversationsService } from './conversations.service.js';
import { LibraryConversationsController } from './library-conversations.controller.js';
import { MyConversationsController } from './my-conversations.controller.js';

const ENTITIES = [Conversation, Message, Attachment];
const CONTROLLERS = [MyConversationsController, LibraryConversationsController];
const SERVICES = [ConversationsService, AttachmentsService];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), LibrariesModule, ConsentModule, AccountsModule],
  controllers: CONTROLLERS,
  providers: [AnswerLettersService, ...SERVICES],
  exports: SERVICES,
})
export class ConversationsModule {}
