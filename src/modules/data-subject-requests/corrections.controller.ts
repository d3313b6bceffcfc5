import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiExtraModels, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForReaders, ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader, Staff } from '../../foundation/access/signed-in.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import { CorrectionAnswersService } from './correction-answers.service.js';
import {
  CorrectionShape,
  CorrectionsQuery,
  DecidedCorrection,
  LibraryCorrectionShape,
  NewCorrection,
} from './corrections.dto.js';
import { CorrectionsService } from './corrections.service.js';

/** Corrections of what the library recorded about me. What I gave myself I change myself: GET /me/data says how. */
@ApiTags('my rights')
@ApiExtraModels(CorrectionShape)
@Controller('me/corrections')
@ForReaders()
export class MyCorrectionsController {
  constructor(private readonly corrections: CorrectionsService) {}

  @Post()
  @ApiCreatedResponse({ type: CorrectionShape })
  ask(@Me() me: Reader, @Body() correction: NewCorrection) {
    return this.corrections.ask(me, correction, new Date());
  }

  @Get()
  @ApiOkResponse({ schema: pageOf(CorrectionShape) })
  list(@Me() me: Reader, @Query() page: PageQuery) {
    return this.corrections.mine(me, page);
  }
}

/** Corrections that wait for the owner, and those that were decided. */
@ApiTags('for the library’s systems')
@ApiExtraModels(LibraryCorrectionShape)
@Controller('library/corrections')
@ForStaff(['owner'])
export class LibraryCorrectionsController {
  constructor(private readonly answers: CorrectionAnswersService) {}

  /** The latest first. */
  @Get()
  @ApiOkResponse({ schema: pageOf(LibraryCorrectionShape) })
  list(@Me() me: Staff, @Query() { state, ...page }: CorrectionsQuery) {
    return this.answers.list(me, state, page);
  }

  /** Makes the correction, or refuses it with a reason that the reader reads; their words then stand beside the record. */
  @Put(':id')
  @ApiOkResponse({ type: LibraryCorrectionShape })
  decide(@Me() me: Staff, @Id() id: string, @Body() decision: DecidedCorrection) {
    return this.answers.decide(me, id, decision, new Date());
  }
}
