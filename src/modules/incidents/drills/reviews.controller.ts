import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { handedOut } from '../../../foundation/documents/made-file.js';
import { OneOf } from '../../../foundation/http/fields.js';
import { FORMATS, type Format } from '../notification-files.js';
import { reviewFile } from './review-file.js';
import { ReviewsService } from './reviews.service.js';

class ReviewQuery {
  @OneOf(FORMATS, { optional: true, description: 'json unless told.' }) format?: Format;
}

/** The review of an incident or a drill, to read, to print and to keep. */
@ApiTags('incidents')
@Controller('incidents/:id/review')
@ForStaff(['security-officer'])
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  /** What was done when, by the plan and by library; of a drill its events and its score too. */
  @Get()
  @ApiOkResponse({
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'application/pdf': { schema: { type: 'string', format: 'binary' } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  async show(
    @Me() me: Staff,
    @Id() id: string,
    @Query() { format = 'json' }: ReviewQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return handedOut(reply, await reviewFile(await this.reviews.of(me, id, new Date()), format, new Date()));
  }
}
