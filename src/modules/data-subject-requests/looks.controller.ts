import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { spoken } from '../../foundation/data-map/words.js';
import { pageOf, PageQuery } from '../../foundation/http/page.js';
import { Language } from '../../foundation/http/fields.js';
import { MeService } from '../accounts/me.service.js';
import { LookShape } from './looks-dto.js';
import { LooksService } from './looks.service.js';

class LooksQuery extends PageQuery {
  @Language({ optional: true, description: 'The language of the words; the reader’s unless told.' })
  language?: string;
}

/** Who looked at your data, and when. */
@ApiTags('my rights')
@Controller('me/looks')
@ForReaders()
export class LooksController {
  constructor(
    private readonly looks: LooksService,
    private readonly account: MeService,
  ) {}

  /** Everybody but you, the latest first: by role and never by name, as the copy of your data tells it (Art. 15). */
  @Get()
  @ApiOkResponse({ schema: pageOf(LookShape) })
  async list(@Me() me: Reader, @Query() { language, ...page }: LooksQuery) {
    const wanted = language ?? (await this.account.show(me)).language;
    return this.looks.list(me, me.id, spoken(wanted), page);
  }
}
