import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { ForStaff, Id, Me, Public } from '../../foundation/access/decorators.js';
import type { Staff, Visitor } from '../../foundation/access/signed-in.js';
import { OneOf } from '../../foundation/http/fields.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import type { ReviewDecision } from './birth-date-review.entity.js';
import { BirthDateReviewsService } from './birth-date-reviews.service.js';
import { GuardiansService } from './guardians.service.js';
import { LinkOpened } from './email-changes.dto.js';

class BornShape {
  @ApiProperty({ nullable: true, type: String }) birthDate!: string | null;
  @ApiProperty({ nullable: true, type: String }) country!: string | null;
}

class BirthDateReviewShape {
  @ApiProperty() id!: string;
  @ApiProperty() reader!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: BornShape }) present!: BornShape;
  @ApiProperty({ type: BornShape }) asked!: BornShape;
  @ApiProperty() createdAt!: Date;
}

class PendingAgreementShape {
  @ApiProperty({ description: 'The reader.' }) name!: string;
  @ApiProperty({ description: 'The guardian.' }) guardian!: string;
  @ApiProperty({ type: [String], description: 'Purposes to which the reader has consented.' })
  purposes!: string[];
}

class Decision {
  @OneOf(['accepted', 'refused']) decision!: ReviewDecision;
}

/** The age rule after sign-up: guardians who agree, and the owner's word on birth dates that cross an age of consent. */
@ApiTags('age of consent')
@ApiExtraModels(BirthDateReviewShape)
@Controller()
export class BirthDateReviewsController {
  constructor(
    private readonly reviews: BirthDateReviewsService,
    private readonly guardians: GuardiansService,
  ) {}

  /** What the guardian is asked to agree to, for the page of the letter's link to show. */
  @Post('libraries/:slug/guardian-agreements/preview')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ type: PendingAgreementShape })
  @ApiParam({ name: 'slug' })
  preview(@AtLibrary() me: Visitor, @Body() { token }: LinkOpened) {
    return this.guardians.pending(me, token, new Date());
  }

  /** The guardian agrees, by the link in the letter. */
  @Post('libraries/:slug/guardian-agreements')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'slug' })
  async agree(@AtLibrary() me: Visitor, @Body() { token }: LinkOpened) {
    await this.guardians.agree(me, token, new Date());
  }

  /** Changes of birth date that wait for a decision. */
  @Get('library/birth-date-reviews')
  @ForStaff(['owner'])
  @ApiOkResponse({ schema: pageOf(BirthDateReviewShape) })
  open(@Me() me: Staff, @Query() page: PageQuery) {
    return this.reviews.open(me, page);
  }

  @Put('library/birth-date-reviews/:id')
  @ForStaff(['owner'])
  @HttpCode(204)
  @ApiNoContentResponse()
  @ApiParam({ name: 'id' })
  async decide(@Me() me: Staff, @Id() id: string, @Body() { decision }: Decision) {
    await this.reviews.decide(me, id, decision, new Date());
  }
}
