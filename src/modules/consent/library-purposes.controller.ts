import { Body, Controller, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { NewPurposeTexts, PublishedTexts, PurposeTerms, PurposeTermsShape } from './dto.js';
import { PurposeTermsService } from './purpose-terms.service.js';
import { PurposesService } from './purposes.service.js';

/** What an owner says of a purpose. */
@ApiTags('for the library’s systems')
@Controller('library/purposes')
@ForStaff(['owner'])
export class LibraryPurposesController {
  constructor(
    private readonly purposes: PurposesService,
    private readonly terms: PurposeTermsService,
  ) {}

  /** Publishes new texts. A *material* change ends the validity of every earlier text: readers are asked anew. */
  @Post(':purpose/versions')
  @ApiCreatedResponse({ type: PublishedTexts })
  publish(@Me() me: SignedIn, @Param('purpose') purpose: string, @Body() texts: NewPurposeTexts) {
    return this.purposes.publish(me, purpose, texts, new Date());
  }

  /** Sets for how long consents are given from now on, and whether the purpose is direct marketing. */
  @Patch(':purpose')
  @ApiOkResponse({ type: PurposeTermsShape })
  change(@Me() me: SignedIn, @Param('purpose') purpose: string, @Body() terms: PurposeTerms) {
    return this.terms.change(me, purpose, terms, new Date());
  }
}
