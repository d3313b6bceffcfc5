import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { Made } from '../../foundation/http/answers.js';
import { notFound } from '../../foundation/http/problem.js';
import { PageQuery, pageOf } from '../../foundation/http/page.js';
import {
  IncidentInList,
  IncidentShape,
  NewIncident,
  NewNote,
  NewPhase,
  RoleHolder,
  StepEvidence,
  TimelineEntry,
} from './dto.js';
import { IncidentPlanService } from './incident-plan.service.js';
import { IncidentsService } from './incidents.service.js';
import { instant } from './instants.js';
import { plan, ROLES } from './plan.js';
import { TimelineService } from './timeline.service.js';

/** The contingency plan: incidents, who has which role, what is to be done and what happened. */
@ApiTags('incidents')
@Controller('incidents')
@ForStaff(['owner', 'security-officer'])
export class IncidentsController {
  constructor(
    private readonly incidents: IncidentsService,
    private readonly plan: IncidentPlanService,
    private readonly timeline: TimelineService,
  ) {}

  /** Declares an incident. */
  @Post()
  @ForStaff(['security-officer'])
  @ApiCreatedResponse({ type: Made })
  declare(@Me() me: Staff, @Body() given: NewIncident) {
    const { occurredFrom, occurredTo, detectedAt, awareAt, ...words } = given;
    const instants = {
      occurredFrom: instant(occurredFrom),
      occurredTo: instant(occurredTo),
      detectedAt: new Date(detectedAt),
      awareAt: new Date(awareAt),
    };
    return this.incidents.declare(me, { ...words, ...instants }, new Date());
  }

  /** The latest first; an owner sees those that hit the own library. */
  @Get()
  @ApiOkResponse({ schema: pageOf(IncidentInList) })
  list(@Me() me: Staff, @Query() page: PageQuery) {
    return this.incidents.list(me, page);
  }

  /** Phase, roles, plan, and the clocks of each library that was hit. */
  @Get(':id')
  @ApiOkResponse({ type: IncidentShape })
  show(@Me() me: Staff, @Id() id: string) {
    return this.incidents.show(me, id, new Date());
  }

  @Put(':id/phase')
  @ForStaff(['security-officer'])
  @ApiOkResponse({ type: IncidentShape })
  enterPhase(@Me() me: Staff, @Id() id: string, @Body() { phase, reason }: NewPhase) {
    return this.incidents.enterPhase(me, id, phase, reason, new Date());
  }

  /** Gives a role to an officer; whoever had it before no longer has it. */
  @Put(':id/roles/:role')
  @HttpCode(204)
  @ForStaff(['security-officer'])
  @ApiParam({ name: 'role', enum: [...ROLES] })
  @ApiNoContentResponse()
  async assign(
    @Me() me: Staff,
    @Id() id: string,
    @Param('role') role: string,
    @Body() { email }: RoleHolder,
  ) {
    const known = ROLES.find((one) => one === role);
    if (!known) throw notFound();
    await this.plan.assign(me, id, known, email, new Date());
  }

  /** Marks a step of the plan done, once. */
  @Put(':id/steps/:step')
  @HttpCode(204)
  @ForStaff(['security-officer'])
  @ApiParam({ name: 'step', enum: plan.map(({ key }) => key) })
  @ApiNoContentResponse()
  async finish(
    @Me() me: Staff,
    @Id() id: string,
    @Param('step') step: string,
    @Body() { evidence }: StepEvidence,
  ) {
    await this.plan.finish(me, id, step, evidence, new Date());
  }

  /** What happened, in the order of recording; an owner reads that of the own library's part. */
  @Get(':id/timeline')
  @ApiOkResponse({ schema: pageOf(TimelineEntry) })
  entries(@Me() me: Staff, @Id() id: string, @Query() page: PageQuery) {
    return this.timeline.page(me, id, page);
  }

  /** Adds a note; nothing is ever changed or taken away. */
  @Post(':id/timeline')
  @ApiCreatedResponse({ type: Made })
  note(@Me() me: Staff, @Id() id: string, @Body() { text, happenedAt }: NewNote) {
    return this.timeline.note(me, id, text, instant(happenedAt), new Date());
  }
}
