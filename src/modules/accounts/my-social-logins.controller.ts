import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiExtraModels, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { LibrariesService } from '../libraries/libraries.service.js';
import { ProofService } from './proof.service.js';
import { BeginLink, SocialCode, SocialLoginShape, SocialUrlShape } from './social.dto.js';
import { SocialAttemptsService } from './social-attempts.service.js';
import { SocialLoginsService } from './social-logins.service.js';

/** The identities by which a reader may sign in. */
@ApiTags('my account')
@ApiExtraModels(SocialLoginShape)
@Controller('me/social-logins')
@ForReaders()
export class MySocialLoginsController {
  constructor(
    private readonly logins: SocialLoginsService,
    private readonly attempts: SocialAttemptsService,
    private readonly libraries: LibrariesService,
    private readonly proof: ProofService,
  ) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(SocialLoginShape) })
  list(@Me() me: Reader) {
    return this.logins.list(me);
  }

  /** Begins to link an identity; the page that the provider sends back to ends it with PUT and the code. */
  @Post(':provider')
  @HttpCode(200)
  @ApiParam({ name: 'provider' })
  @ApiOkResponse({ type: SocialUrlShape })
  async begin(@Me() me: Reader, @Param('provider') provider: string, @Body() begun?: BeginLink) {
    const now = new Date();
    await this.proof.demand(me, begun?.password, now);
    const { slug } = await this.libraries.describe(me);
    return this.attempts.begin(me, { slug, provider, subjectId: me.id, challenge: begun?.challenge }, now);
  }

  /** Links the identity, on the word of the reader who began: a code that someone else was lured to does nothing. */
  @Put(':provider')
  @HttpCode(204)
  @ApiParam({ name: 'provider' })
  @ApiNoContentResponse()
  async link(@Me() me: Reader, @Param('provider') provider: string, @Body() code: SocialCode) {
    await this.logins.link(me, provider, code, new Date());
  }

  @Delete(':provider')
  @HttpCode(204)
  @ApiParam({ name: 'provider' })
  @ApiNoContentResponse()
  async unlink(@Me() me: Reader, @Param('provider') provider: string) {
    await this.logins.unlink(me, provider);
  }
}
