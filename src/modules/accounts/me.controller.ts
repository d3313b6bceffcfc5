import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForReaders, Me } from '../../foundation/access/decorators.js';
import type { Reader } from '../../foundation/access/signed-in.js';
import { ProfileChanges } from './dto.js';
import { MeService } from './me.service.js';

@ApiTags('my account')
@Controller('me')
@ForReaders()
export class MeController {
  constructor(private readonly account: MeService) {}

  @Get()
  show(@Me() me: Reader) {
    return this.account.show(me);
  }

  @Patch()
  change(@Me() me: Reader, @Body() changes: ProfileChanges) {
    return this.account.change(me, changes);
  }
}
