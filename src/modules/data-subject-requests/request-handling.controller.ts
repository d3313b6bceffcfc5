import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForLibrary, ForReaders, ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Reader, SignedIn, Staff } from '../../foundation/access/signed-in.js';
import { IdentityService } from './identity.service.js';
import {
  HandledRequest,
  IdentityAnswer,
  IdentityCheck,
  RequestAnswer,
  RequestExtension,
  RequestRefusal,
  RequestShape,
} from './request-handling-dto.js';
import { RequestHandlingService } from './request-handling.service.js';
import { RequestsService } from './requests.service.js';

/** What an owner does about a request; the reader is told each step by letter. */
@ApiTags('for the library')
@Controller('library/requests/:id')
export class RequestHandlingController {
  constructor(
    private readonly handling: RequestHandlingService,
    private readonly identity: IdentityService,
  ) {}

  @Get()
  @ForLibrary('readers:read', ['owner'])
  @ApiOkResponse({ type: HandledRequest })
  show(@Me() me: SignedIn, @Id() id: string) {
    return this.handling.show(me, id, new Date());
  }

  /** Asks who it is, once; asked within three working days of receipt, the clock rests until the answer. */
  @Post('identity-checks')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: HandledRequest })
  check(@Me() me: Staff, @Id() id: string, @Body() { why }: IdentityCheck) {
    return this.handling.askIdentity(me, id, why, new Date());
  }

  /** It is known who asks: the clock goes on. */
  @Post('identity-confirmations')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: HandledRequest })
  async confirm(@Me() me: Staff, @Id() id: string) {
    const now = new Date();
    await this.identity.confirm(me, id, now);
    return this.handling.show(me, id, now);
  }

  /** Three months from receipt, told within the first. */
  @Post('extensions')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: HandledRequest })
  extend(@Me() me: Staff, @Id() id: string, @Body() given: RequestExtension) {
    return this.handling.extend(me, id, given, new Date());
  }

  /** Within the first month; the letter names the supervisory authority and the judicial remedy. */
  @Post('refusals')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: HandledRequest })
  refuse(@Me() me: Staff, @Id() id: string, @Body() given: RequestRefusal) {
    return this.handling.refuse(me, id, given, new Date());
  }

  /** Completes what the system cannot carry out by itself. */
  @Post('answers')
  @ForStaff(['owner'])
  @ApiCreatedResponse({ type: HandledRequest })
  answer(@Me() me: Staff, @Id() id: string, @Body() { answer }: RequestAnswer) {
    return this.handling.answer(me, id, answer, new Date());
  }
}

/** A reader's answer to the question who it is. */
@ApiTags('my rights')
@Controller('me/requests/:id/identity')
@ForReaders()
export class MyIdentityController {
  constructor(
    private readonly identity: IdentityService,
    private readonly requests: RequestsService,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: RequestShape })
  async provide(@Me() me: Reader, @Id() id: string, @Body() { answer }: IdentityAnswer = {}) {
    await this.identity.provide(me, id, answer, new Date());
    return this.requests.show(me, id);
  }
}
