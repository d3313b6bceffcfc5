import { Body, Controller, Delete, Get, Header, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForLibrary, ForReaders, Id, Me, Public } from '../../foundation/access/decorators.js';
import type { Reader, SignedIn, Visitor } from '../../foundation/access/signed-in.js';
import { LanguageQuery, PageQuery, pageOf } from '../../foundation/http/page.js';
import { AtLibrary } from '../libraries/visitor.decorator.js';
import { ConsentService } from './consent.service.js';
import { NoticesService } from './notices.service.js';
import { TextsService } from './texts.service.js';
import {
  ConsentShape,
  HistoryEntry,
  KeptText,
  OfferedConsent,
  Permission,
  PermissionQuestion,
  PurposeShape,
  ShownNotice,
} from './dto.js';

/** The opt-in section. */
@ApiTags('consent')
@Controller('me/consents')
@ForReaders()
export class ConsentController {
  constructor(
    private readonly consent: ConsentService,
    private readonly notices: NoticesService,
    private readonly texts: TextsService,
  ) {}

  /** How each purpose stands, with the exact text to decide on and the token that proves that it was served. */
  @Get()
  @ApiOkResponse({ schema: pageOf(OfferedConsent) })
  async states(@Me() me: Reader, @Query() { language = 'en' }: LanguageQuery) {
    const states = await this.consent.states(me);
    return { items: await this.notices.beside(me, states, language, new Date()), next: null };
  }

  /** Every interaction with the section, the latest first. */
  @Get('history')
  @ApiOkResponse({ schema: pageOf(HistoryEntry) })
  history(@Me() me: Reader, @Query() page: PageQuery) {
    return this.consent.history(me, me.id, page);
  }

  /** The exact text that an entry is about, also one that was shown elsewhere. */
  @Get('history/:entry/text')
  @ApiOkResponse({ type: KeptText })
  text(@Me() me: Reader, @Id('entry') entry: string) {
    return this.texts.ofEntry(me, entry);
  }

  @Put(':purpose')
  @ApiOkResponse({ type: ConsentShape })
  give(@Me() me: Reader, @Param('purpose') purpose: string, @Body() shown: ShownNotice) {
    return this.consent.give(me, purpose, shown);
  }

  /** As easy to withdraw as to give: one call, no questions (Art. 7(3)). */
  @Delete(':purpose')
  @HttpCode(200)
  @ApiOkResponse({ type: ConsentShape })
  withdraw(@Me() me: Reader, @Param('purpose') purpose: string, @Query() { language }: LanguageQuery) {
    return this.consent.withdraw(me, purpose, language);
  }
}

/** What a library asks of its readers, and why. */
@ApiTags('the library, before signing in')
@ApiParam({ name: 'slug' })
@Controller('libraries/:slug/purposes')
export class PurposesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly texts: TextsService,
  ) {}

  /** A text that was published once, exactly as it was shown: it never changes and may be kept for ever. */
  @Get(':purpose/versions/:version')
  @Public()
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @ApiOkResponse({ type: KeptText })
  text(@AtLibrary() me: Visitor, @Param('purpose') purpose: string, @Param('version') version: string) {
    return this.texts.published(me, purpose, version);
  }

  @Get()
  @Public()
  @ApiOkResponse({ schema: pageOf(PurposeShape) })
  async list(@AtLibrary() me: Visitor, @Query() { language = 'en' }: LanguageQuery) {
    return { items: await this.notices.list(me, language, new Date()), next: null };
  }
}

/** The permission question, for the library's own systems. */
@ApiTags('for the library’s systems')
@Controller('library/permissions')
export class PermissionsController {
  constructor(private readonly consent: ConsentService) {}

  @Get()
  @ForLibrary('permissions:ask')
  @ApiOkResponse({ type: Permission })
  ask(@Me() me: SignedIn, @Query() { reader, purpose }: PermissionQuestion) {
    return this.consent.permission(me, reader, purpose);
  }
}
