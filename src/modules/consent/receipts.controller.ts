import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiConflictResponse, ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForReaders, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { handedOut } from '../../foundation/documents/made-file.js';
import { Language, OneOf } from '../../foundation/http/fields.js';
import { ProofShape } from '../../foundation/ledger/proof-shape.js';
import { RECEIPT_FORMATS, type ReceiptFormat } from './receipt-file.js';
import { ReceiptsService } from './receipts.service.js';

class ReceiptQuery {
  @OneOf(RECEIPT_FORMATS, { optional: true, description: 'json unless told.' }) format?: ReceiptFormat;
  @Language({ optional: true, description: 'Of html and pdf; the language of the text shown unless told.' })
  language?: string;
}

const text = { schema: { type: 'string' as const } };

/** Receipts of decisions: at once with a signed promise, and within two seconds with the proof of inclusion. */
@ApiTags('consent')
@ApiExtraModels(ProofShape)
@Controller('me/consents/history')
@ForReaders()
export class ReceiptsController {
  constructor(private readonly receipts: ReceiptsService) {}

  /** The receipt of one decision (ISO/IEC TS 27560), to be kept and checked offline. */
  @Get(':entry/receipt')
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ProofShape) } },
      'text/plain': text,
      'text/html': text,
      'application/pdf': { schema: { type: 'string', format: 'binary' } },
    },
  })
  @ApiConflictResponse({
    description: 'The decision is older than the ledger, or its proof is not there yet.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  async receipt(
    @Me() me: Reader,
    @Id('entry') entry: string,
    @Query() { format = 'json', language }: ReceiptQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    return handedOut(reply, await this.receipts.file(me, entry, { format, language }, new Date()));
  }
}
