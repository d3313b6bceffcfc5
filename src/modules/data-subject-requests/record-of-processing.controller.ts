import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForLibrary, ForStaff, Me } from '../../foundation/access/decorators.js';
import type { SignedIn } from '../../foundation/access/signed-in.js';
import { handedOut } from '../../foundation/documents/made-file.js';
import { OneOf } from '../../foundation/http/fields.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import {
  RECORD_FORMATS,
  RecordOfProcessingService,
  type RecordFormat,
} from './record-of-processing.service.js';

class RecordQuery extends LanguageQuery {
  @OneOf(RECORD_FORMATS, { optional: true, description: 'json unless told.' }) format?: RecordFormat;
}

const text = { schema: { type: 'string' as const } };
const content = {
  'application/json': { schema: { type: 'object' as const, additionalProperties: true } },
  'text/markdown': text,
  'text/csv': text,
  'application/pdf': { schema: { type: 'string' as const, format: 'binary' } },
};

/** A library's record of processing activities (Art. 30(1)). */
@ApiTags('for the library')
@Controller('library/record-of-processing')
export class RecordOfProcessingController {
  constructor(private readonly records: RecordOfProcessingService) {}

  /** By the library's own purposes, recipients and retention. */
  @Get()
  @ForLibrary('readers:read', ['owner'])
  @ApiOkResponse({ content })
  async show(
    @Me() me: SignedIn,
    @Query() { language = 'en', format = 'json' }: RecordQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return handedOut(reply, await this.records.libraryFile(me, language, format, new Date()));
  }
}

/** The platform's record of what it processes for the libraries (Art. 30(2)). */
@ApiTags('for the platform')
@Controller('platform/record-of-processing')
export class PlatformRecordController {
  constructor(private readonly records: RecordOfProcessingService) {}

  /** Controller by controller: categories of processing, transfers and measures. */
  @Get()
  @ForStaff(['security-officer'])
  @ApiOkResponse({ content })
  async show(
    @Query() { language = 'en', format = 'json' }: RecordQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return handedOut(reply, await this.records.platformFile(language, format, new Date()));
  }
}
