import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { Made } from '../../../foundation/http/answers.js';
import { pageOf } from '../../../foundation/http/page.js';
import { DrillScoresService } from './drill-scores.service.js';
import { InjectAnswer, InjectsMade, InjectsShape, NewInject, ScoreShape } from './dto.js';
import { InjectsService } from './injects.service.js';

/** What only drills have: made-up events and a score. Everything else is done by the routes of a live incident. */
@ApiTags('incidents')
@Controller('incidents/:id')
@ForStaff(['security-officer'])
export class DrillsController {
  constructor(
    private readonly injecting: InjectsService,
    private readonly scoring: DrillScoresService,
  ) {}

  /** The events that came so far, with their answers. */
  @Get('injects')
  @ApiOkResponse({ type: InjectsShape })
  injects(@Me() me: Staff, @Id() id: string) {
    return this.injecting.list(me, id);
  }

  /** Makes up an event, which comes when the drill's clock shows its minute. */
  @Post('injects')
  @ApiCreatedResponse({ type: InjectsMade })
  plan(@Me() me: Staff, @Id() id: string, @Body() given: NewInject) {
    return this.injecting.plan(me, id, [given]);
  }

  /** Adds the script of a drill that has none of its own. */
  @Post('injects/script')
  @ApiCreatedResponse({ type: InjectsMade })
  script(@Me() me: Staff, @Id() id: string) {
    return this.injecting.planScript(me, id);
  }

  /** What the team did or said about an event. */
  @Post('injects/:inject/answers')
  @ApiCreatedResponse({ type: Made })
  answer(@Me() me: Staff, @Id() id: string, @Id('inject') inject: string, @Body() { text }: InjectAnswer) {
    return this.injecting.answer(me, id, inject, text, new Date());
  }

  @Get('scores')
  @ApiOkResponse({ schema: pageOf(ScoreShape) })
  async scores(@Me() me: Staff, @Id() id: string) {
    return { items: await this.scoring.list(me, id), next: null };
  }

  /** Scores the drill as it stands; a drill is scored before it is closed. */
  @Post('scores')
  @ApiCreatedResponse({ type: ScoreShape })
  score(@Me() me: Staff, @Id() id: string) {
    return this.scoring.score(me, id, new Date());
  }
}
