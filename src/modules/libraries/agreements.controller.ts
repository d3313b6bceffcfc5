import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { AgreementsService } from './agreements.service.js';
import { NewAgreement, PublishedAgreement } from './dto.js';

/** What an owner asks every reader to agree to. */
@ApiTags('for the library’s systems')
@Controller('library/agreements')
@ForStaff(['owner'])
export class AgreementsController {
  constructor(private readonly agreements: AgreementsService) {}

  /** Publishes a new text; readers are asked for it when they next sign in. */
  @Post()
  @ApiCreatedResponse({ type: PublishedAgreement })
  publish(@Me() me: SignedIn, @Body() agreement: NewAgreement) {
    return this.agreements.publish(me, agreement, new Date());
  }
}
