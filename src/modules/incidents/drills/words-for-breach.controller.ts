import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { pageOf } from '../../../foundation/http/page.js';
import { TemplateShape } from './letter-templates.controller.js';
import { LetterTemplatesService } from './letter-templates.service.js';

/** The approved words of a library that an incident hit, to begin its letters with; officers draft these for it, too. */
@ApiTags('incidents')
@Controller('incidents/:id/libraries/:slug/letter-templates')
@ForStaff(['owner', 'security-officer'])
export class WordsForBreachController {
  constructor(private readonly templates: LetterTemplatesService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(TemplateShape) })
  async list(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.templates.forBreach(me, id, slug), next: null };
  }
}
