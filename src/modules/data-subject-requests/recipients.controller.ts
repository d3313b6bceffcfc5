import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ForLibrary, ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { SignedIn, Staff } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { DisclosuresService } from './disclosures.service.js';
import {
  DisclosureShape,
  DisclosuresQuery,
  MadeRecipient,
  NewDisclosure,
  NewRecipient,
  NewSecret,
  RecipientChanges,
  RecipientShape,
} from './recipients.dto.js';
import { RecipientsService } from './recipients.service.js';

/** To whom the library gives data of its readers, and how each is told what has to be told (Art. 19). */
@ApiTags('for the library’s systems')
@ApiExtraModels(RecipientShape)
@Controller('library/recipients')
@ForStaff(['owner'])
export class RecipientsController {
  constructor(private readonly recipients: RecipientsService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(RecipientShape) })
  list(@Me() me: Staff, @Query() page: PageQuery) {
    return this.recipients.list(me, page);
  }

  @Post()
  @ApiCreatedResponse({ type: MadeRecipient })
  add(@Me() me: Staff, @Body() recipient: NewRecipient) {
    return this.recipients.add(me, recipient, new Date());
  }

  @Get(':id')
  @ApiOkResponse({ type: RecipientShape })
  show(@Me() me: Staff, @Id() id: string) {
    return this.recipients.show(me, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: RecipientShape })
  change(@Me() me: Staff, @Id() id: string, @Body() changes: RecipientChanges) {
    return this.recipients.change(me, id, changes);
  }

  /** One that received something stays, as one that receives nothing more. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Me() me: Staff, @Id() id: string) {
    return this.recipients.remove(me, id, new Date());
  }

  @Post(':id/secrets')
  @ApiCreatedResponse({ type: NewSecret })
  renewSecret(@Me() me: Staff, @Id() id: string) {
    return this.recipients.renewSecret(me, id);
  }
}

/** What recipients really received of whom. */
@ApiTags('for the library’s systems')
@ApiExtraModels(DisclosureShape)
@Controller('library/disclosures')
@ForLibrary('disclosures:write', ['owner'])
export class DisclosuresController {
  constructor(private readonly disclosures: DisclosuresService) {}

  /** The recipient is to be given the reader’s id: notices about the person carry it, and no name. */
  @Post()
  @ApiCreatedResponse({ type: Made })
  record(@Me() me: SignedIn, @Body() disclosure: NewDisclosure) {
    return this.disclosures.record(me, disclosure, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(DisclosureShape) })
  list(@Me() me: SignedIn, @Query() { reader, ...page }: DisclosuresQuery) {
    return this.disclosures.list(me, reader, page);
  }
}
