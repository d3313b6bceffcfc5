import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiAcceptedResponse, ApiConflictResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForLibrary, ForReaders, Id, Me, Public } from '../../foundation/access/decorators.js';
import { askingOf } from '../../foundation/access/signed-in.guard.js';
import type { Reader, SignedIn } from '../../foundation/access/signed-in.js';
import { handedOut, jsonFile } from '../../foundation/documents/made-file.js';
import { LanguageQuery } from '../../foundation/http/page.js';
import { ProofShape } from '../../foundation/ledger/proof-shape.js';
import { CertificatesService } from './certificates.service.js';
import {
  CertificateShape,
  CodeSentShape,
  ErasureBegunShape,
  ErasureProof,
  ErasureShape,
  OwnerCode,
} from './erasure-dto.js';
import { ErasureCodesService } from './erasure-codes.service.js';
import { ErasureRequestsService } from './erasure-requests.service.js';
import { ErasuresService } from './erasures.service.js';

/** Being forgotten, by the reader's own word. */
@ApiTags('my rights')
@Controller('me')
@ForReaders()
export class MyErasureController {
  constructor(
    private readonly requests: ErasureRequestsService,
    private readonly codes: ErasureCodesService,
  ) {}

  /** Forgets the reader. Proof: the password, a code by letter, or a sign-in younger than five minutes. */
  @Delete()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: ErasureBegunShape })
  forget(@Me() me: Reader, @Body() proof: ErasureProof) {
    return this.requests.byReader(me, proof, new Date());
  }

  /** Sends a code to the reader's address, for those who have no password. */
  @Post('erasure-codes')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: CodeSentShape })
  async sendCode(@Me() me: Reader) {
    await this.codes.send(me, new Date());
    return { sent: true };
  }
}

/** Being forgotten, by the library's word. */
@ApiTags('for the library’s systems')
@Controller('library')
export class LibraryErasuresController {
  constructor(
    private readonly requests: ErasureRequestsService,
    private readonly erasures: ErasuresService,
  ) {}

  /** Forgets a reader. Above twenty a day an owner's second factor confirms. */
  @Post('readers/:id/erasure')
  @HttpCode(202)
  @ForLibrary('readers:erase', ['owner'])
  @ApiAcceptedResponse({ type: ErasureBegunShape })
  forget(@Me() me: SignedIn, @Id() id: string, @Body() { code }: OwnerCode) {
    return this.requests.byLibrary(me, id, code, new Date());
  }

  /** How far an erasure is. */
  @Get('erasures/:id')
  @ForLibrary('readers:erase', ['owner'])
  @ApiOkResponse({ type: ErasureShape })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.erasures.show(me, id);
  }
}

/** Certificates of erasures, by an address that cannot be guessed. */
@ApiTags('by a link')
@Controller('certificates')
export class CertificatesController {
  constructor(private readonly certificates: CertificatesService) {}

  @Get(':token')
  @ApiParam({ name: 'token' })
  @Public()
  @ApiOkResponse({ type: CertificateShape })
  show(
    @Param('token') token: string,
    @Query() { language = 'en' }: LanguageQuery,
    @Req() request: FastifyRequest,
  ) {
    return this.certificates.show(token, language, askingOf(request));
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
    const proof = await this.certificates.proof(token, language, askingOf(request), new Date());
    return handedOut(reply, jsonFile(`erasure-certificate-${proof.record.id}.proof.json`, proof));
  }
}
