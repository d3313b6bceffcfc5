import { Body, Controller, Get, Header, HttpCode, Param, Post, Redirect, Req } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiFoundResponse,
  ApiOkResponse,
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../foundation/access/decorators.js';
import type { Visitor } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import {
  BeginSocial,
  SocialCode,
  SocialProviderShape,
  SocialSignedInShape,
  SocialUrlShape,
} from './social.dto.js';
import { SocialAttemptsService } from './social-attempts.service.js';
import { SocialLoginsService } from './social-logins.service.js';
import { SocialProvidersService } from './social-providers.service.js';

/** Signing in through an identity provider (OpenID Connect, authorisation code with PKCE). */
@ApiTags('signing up and in')
@ApiParam({ name: 'slug' })
@ApiExtraModels(SocialProviderShape)
@Controller('libraries/:slug')
@Public()
export class SocialLoginsController {
  constructor(
    private readonly providers: SocialProvidersService,
    private readonly attempts: SocialAttemptsService,
    private readonly logins: SocialLoginsService,
  ) {}

  /** The providers whose identities this library lets in. */
  @Get('social-logins')
  @ApiOkResponse({ schema: pageOf(SocialProviderShape) })
  async list(@AtLibrary() me: Visitor) {
    return { items: await this.providers.list(me), next: null };
  }

  @Post('social-logins/:provider')
  @HttpCode(200)
  @ApiOkResponse({ type: SocialUrlShape })
  begin(
    @AtLibrary() me: Visitor,
    @Param('slug') slug: string,
    @Param('provider') provider: string,
    @Body() begun?: BeginSocial,
  ) {
    return this.attempts.begin(me, { slug, provider, challenge: begun?.challenge }, new Date());
  }

  /** Where the provider sends the browser back to; it goes on to the library's page with a one-time code. */
  @Get('social-logins/:provider/callback')
  @Redirect()
  @Header('cache-control', 'no-store')
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'code', required: false })
  @ApiFoundResponse({ description: 'To `/l/:slug/social?code=…`, or `?error=refused|failed`.' })
  async answer(
    @AtLibrary() me: Visitor,
    @Param('slug') slug: string,
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
  ) {
    // Providers add parameters of their own, so the query is theirs to shape; openid-client checks it.
    const query = new URL(request.url, 'http://localhost').searchParams;
    return { url: await this.attempts.answer(me, slug, provider, query, new Date()), statusCode: 302 };
  }

  /** Signs in with the one-time code; an identity without an account gets `{next: "sign-up", token}`. */
  @Post('sessions/social')
  @ApiCreatedResponse({ type: SocialSignedInShape })
  signIn(@AtLibrary() me: Visitor, @Body() code: SocialCode) {
    return this.logins.signIn(me, code, new Date());
  }
}
