import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module.js';
import { ConsentModule } from '../consent/consent.module.js';
import { LibrariesModule } from '../libraries/libraries.module.js';
import { AnswerLettersService } from './answer-letters.service.js';
import { AttachmentsService } from './attachments.service.js';
import { BroughtConversations } from './brought-conversations.service.js';
import { ContentHousekeeping } from './content-housekeeping.service.js';
import { Attachment, Conversation, Message } from './conversation.entity.js';
import { ConversationsService } from './conversations.service.js';
import { Interaction, InteractionRefusal } from './interaction.entity.js';
import { LibraryInteractionsController, MyInteractionsController } from './interactions.controller.js';
import { InteractionsService } from './interactions.service.js';
import { LibraryConversationsController } from './library-conversations.controller.js';
import { MyConversationsController } from './my-conversations.controller.js';
import { NewsletterLettersService } from './newsletter-letters.service.js';
import { Newsletter, NewsletterRecipient, UnsubscribeToken } from './newsletter.entity.js';
import { NewslettersController, UnsubscribeController } from './newsletters.controller.js';
import { NewslettersService } from './newsletters.service.js';
import { UnsubscribeService } from './unsubscribe.service.js';

const ENTITIES = [
  Conversation,
  Message,
  Attachment,
  Interaction,
  InteractionRefusal,
  Newsletter,
  NewsletterRecipient,
  UnsubscribeToken,
];
const CONTROLLERS = [
  MyConversationsController,
  LibraryConversationsController,
  MyInteractionsController,
  LibraryInteractionsController,
  NewslettersController,
  UnsubscribeController,
];
const SERVICES = [
  ConversationsService,
  AttachmentsService,
  ContentHousekeeping,
  InteractionsService,
  NewslettersService,
  UnsubscribeService,
];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), LibrariesModule, ConsentModule, AccountsModule],
  controllers: CONTROLLERS,
  providers: [BroughtConversations, AnswerLettersService, NewsletterLettersService, ...SERVICES],
  exports: SERVICES,
})
export class ConversationsModule {}
