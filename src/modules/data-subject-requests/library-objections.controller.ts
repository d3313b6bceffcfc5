import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { pageOf } from '../../foundation/http/page.js';
import { ObjectionsService } from '../consent/objections.service.js';
import { AnsweredObjection, ObjectionForOwner, ObjectionsQuery } from './objection-answers-dto.js';
import { ObjectionAnswersService } from './objection-answers.service.js';

/** Objections that wait for the owner's answer, and those that have one (Art. 21(1)). */
@ApiTags('for the library’s systems')
@ApiExtraModels(ObjectionForOwner)
@Controller('library/objections')
@ForStaff(['owner'])
export class LibraryObjectionsController {
  constructor(
    private readonly objections: ObjectionsService,
    private readonly answers: ObjectionAnswersService,
  ) {}

  /** The latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(ObjectionForOwner) })
  list(@Me() me: Staff, @Query() { state, ...page }: ObjectionsQuery) {
    return this.objections.list(me, state, page);
  }

  /** Upholds an objection for good, or overrides it with a reason that the reader reads. The reader gets a letter. */
  @Put(':id')
  @ApiParam({ name: 'id' })
  @ApiOkResponse({ type: ObjectionForOwner })
  answer(@Me() me: Staff, @Id() id: string, @Body() answer: AnsweredObjection) {
    return this.answers.answer(me, id, answer, new Date());
  }
}
