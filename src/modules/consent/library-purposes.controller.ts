import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { NewPurposeTexts, PublishedTexts } from './dto.js';
import { PurposesService } from './purposes.service.js';

/** What an owner says of a purpose. */
@ApiTags('for the library’s systems')
@Controller('library/purposes')
@ForStaff(['owner'])
export class LibraryPurposesController {
  constructor(private readonly purposes: PurposesService) {}

  /** Publishes new texts. A *material* change ends the validity of every earlier text: readers are asked anew. */
  @Post(':purpose/versions')
  @ApiCreatedResponse({ type: PublishedTexts })
  publish(@Me() me: SignedIn, @Param('purpose') purpose: string, @Body() texts: NewPurposeTexts) {
    return this.purposes.publish(me, purpose, texts, new Date());
  }
}
