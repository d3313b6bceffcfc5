import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../foundation/access/decorators.js';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import { handedOut, jsonFile } from '../../foundation/documents/made-file.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { ProofShape } from '../../foundation/ledger/proof-shape.js';
import type { Certificate } from './certificate.js';
import { CertificatesService } from './certificates.service.js';
import { CertificateQuery, CertificateShape } from './erasure-dto.js';

/** Certificates of erasures, by an address that cannot be guessed. */
@ApiTags('by a link')
@ApiExtraModels(CertificateShape)
@Controller('certificates')
export class CertificatesController {
  constructor(private readonly certificates: CertificatesService) {}

  /** As JSON for programs, as a page for browsers, as a tagged PDF to be kept. */
  @Get(':token')
  @ApiParam({ name: 'token' })
  @Public()
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(CertificateShape) } },
      'text/html': { schema: { type: 'string' } },
      'application/pdf': { schema: { type: 'string', format: 'binary' } },
    },
  })
  async show(
    @Param('token') token: string,
    @Query() { format, language }: CertificateQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Certificate | Buffer> {
    const { accept = '', 'accept-language': spoken = 'en' } = request.headers;
    const wanted = format ?? (accept.includes('text/html') ? 'html' : 'json');
    const asked = {
      token,
      language: language ?? (wanted === 'html' ? spoken : 'en'),
      asking: askingOf(request),
    };
    void reply.header('vary', 'accept, accept-language');
    if (wanted === 'json') return this.certificates.show(asked);
    return handedOut(reply, await this.certificates.file(asked, wanted, new Date()));
  }

  /** The certificate as a proof document, to be kept and checked offline (docs/ledger.md). */
  @Get(':token/proof')
  @ApiParam({ name: 'token' })
  @Public()
  @ApiOkResponse({ type: ProofShape })
  @ApiConflictResponse({
    description: 'The erasure is older than the ledger.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  async proof(
    @Param('token') token: string,
    @Query() { language = 'en' }: LanguageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const proof = await this.certificates.proof({ token, language, asking: askingOf(request) }, new Date());
    return handedOut(reply, jsonFile(`erasure-certificate-${proof.record.id}.proof.json`, proof));
  }
}
