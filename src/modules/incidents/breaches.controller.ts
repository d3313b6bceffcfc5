import { Body, Controller, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { handedOut } from '../../foundation/documents/made-file.js';
import { pageOf } from '../../foundation/http/page.js';
import { AssessmentsService } from './assessments.service.js';
import {
  AssessmentShape,
  DecisionShape,
  DocumentQuery,
  groundsOf,
  NewAssessment,
  NewDecision,
  NewNotification,
  NotificationShape,
} from './breach-dto.js';
import { BreachesService } from './breaches.service.js';
import { BreachPart, LibraryHit } from './dto.js';
import { instant } from './instants.js';
import { notificationFile } from './notification-files.js';
import { NotificationsService } from './notifications.service.js';

const BOTH = ['owner', 'security-officer'] as const;

const binary = { schema: { type: 'string' as const, format: 'binary' } };

/** One library's part of an incident: assessed by either side, decided and notified by its controller. */
@ApiTags('incidents')
@Controller('incidents/:id/libraries/:slug')
@ForStaff([...BOTH])
export class BreachesController {
  constructor(
    private readonly breaches: BreachesService,
    private readonly assessing: AssessmentsService,
    private readonly notifying: NotificationsService,
  ) {}

  /** The part with its clocks. */
  @Get()
  @ApiOkResponse({ type: BreachPart })
  show(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return this.breaches.show(me, id, slug, new Date());
  }

  /** Adds a library to those that were hit; a second time changes nothing. */
  @Put()
  @ForStaff(['security-officer'])
  @ApiOkResponse({ type: BreachPart })
  add(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() { what, foundAt }: LibraryHit) {
    return this.breaches.add(me, id, slug, what, instant(foundAt), new Date());
  }

  @Get('assessments')
  @ApiOkResponse({ schema: pageOf(AssessmentShape) })
  async assessments(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.assessing.assessments(me, id, slug), next: null };
  }

  /** Adds a version by ENISA's method; what is unknown counts as the worst. */
  @Post('assessments')
  @ApiCreatedResponse({ type: AssessmentShape })
  assess(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() given: NewAssessment) {
    return this.assessing.assess(me, id, slug, groundsOf(given), new Date());
  }

  @Get('decisions')
  @ApiOkResponse({ schema: pageOf(DecisionShape) })
  async decisions(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.assessing.decisions(me, id, slug), next: null };
  }

  /** The controller's decision under Art. 33 and 34, on the latest assessment. */
  @Post('decisions')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: DecisionShape })
  decide(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() given: NewDecision) {
    const { publishedAt, ...decision } = given;
    const published = { publishedAt: instant(publishedAt) };
    return this.assessing.decide(me, id, slug, { ...decision, ...published }, new Date());
  }

  @Get('notifications')
  @ApiOkResponse({ schema: pageOf(NotificationShape) })
  async notifications(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string) {
    return { items: await this.notifying.list(me, id, slug), next: null };
  }

  /** Records a phase of the notification as it was sent to the authority; officers do it for a controller that asks them to. */
  @Post('notifications')
  @ApiCreatedResponse({ type: NotificationShape })
  notify(@Me() me: Staff, @Id() id: string, @Param('slug') slug: string, @Body() given: NewNotification) {
    const { sentAt, readersInformedAt, ...words } = given;
    const instants = { sentAt: instant(sentAt), readersInformedAt: instant(readersInformedAt) };
    return this.notifying.notify(me, id, slug, { ...words, ...instants }, new Date());
  }

  /** A phase in the shape of the EDPB's common template; before the first, a draft of what is known. */
  @Get('notification')
  @ApiOkResponse({
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'application/pdf': binary,
      'text/html': { schema: { type: 'string' } },
    },
  })
  async document(
    @Me() me: Staff,
    @Id() id: string,
    @Param('slug') slug: string,
    @Query() { format = 'json', phase }: DocumentQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const document = await this.notifying.document(me, id, slug, phase);
    return handedOut(reply, await notificationFile(document, format, new Date()));
  }
}
