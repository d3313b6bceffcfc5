import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForStaff, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { Paragraphs } from '../../../foundation/http/fields.js';
import { pageOf } from '../../../foundation/http/page.js';
import { LetterTemplatesService } from './letter-templates.service.js';

const Part = () => Paragraphs({ max: 5_000, description: 'Plain words, without web addresses.' });

/** What a letter to readers tells (Art. 34(2)). */
export class TemplateText {
  @Part() nature!: string;
  @Part() consequences!: string;
  @Part() measures!: string;
  @Part() advice!: string;
  @Part() contact!: string;
}

/** The words in one language, and since when they are approved. */
export class TemplateShape {
  @ApiProperty({ example: 'en' }) language!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null: the words are a draft that nobody has approved.',
  })
  approvedAt!: Date | null;
  @ApiProperty({ type: TemplateText }) text!: TemplateText;
}

/** The words that a library would write to its readers after a breach, approved beforehand by its owner. */
@ApiTags('incidents')
@Controller('library/breach-letter-templates')
@ForStaff(['owner'])
export class LetterTemplatesController {
  constructor(private readonly templates: LetterTemplatesService) {}

  @Get()
  @ApiOkResponse({ schema: pageOf(TemplateShape) })
  async list(@Me() me: Staff) {
    return { items: await this.templates.list(me), next: null };
  }

  /** Approves the words of one language; what stood before is kept. */
  @Put(':language')
  @ApiOkResponse({ type: TemplateShape })
  approve(@Me() me: Staff, @Param('language') language: string, @Body() text: TemplateText) {
    return this.templates.approve(me, language, text, new Date());
  }
}
