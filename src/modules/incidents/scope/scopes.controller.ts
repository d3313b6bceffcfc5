import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../../foundation/access/decorators.js';
import type { Staff } from '../../../foundation/access/signed-in.js';
import { instant } from '../instants.js';
import { NewScope, ScopesShape, ScopeStarted } from './scope-dto.js';
import { ScopesService } from './scopes.service.js';

/** Which readers an incident hit, which kinds of data and how many records (Art. 33(3)(a)), worked out from the log. */
@ApiTags('incidents')
@Controller('incidents/:id/scope')
@ForStaff(['owner', 'security-officer'])
export class ScopesController {
  constructor(private readonly scopes: ScopesService) {}

  /** Every version with its three numbers and the coverage of the log; an owner's own library only. */
  @Get()
  @ApiOkResponse({ type: ScopesShape })
  list(@Me() me: Staff, @Id() id: string) {
    return this.scopes.list(me, id);
  }

  /** Asks anew; the answers come one library after the other and are kept beside the earlier ones. */
  @Post()
  @HttpCode(202)
  @ForStaff(['security-officer'])
  @ApiAcceptedResponse({ type: ScopeStarted })
  ask(@Me() me: Staff, @Id() id: string, @Body() { from, to, ...asked }: NewScope) {
    return this.scopes.ask(me, id, { ...asked, from: new Date(from), to: instant(to) }, new Date());
  }
}
