import { Body, Controller, Delete, Get, HttpCode } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForStaff, Id, Me } from '../../foundation/access/decorators.js';
import type { Staff } from '../../foundation/access/signed-in.js';
import { GivenSecret } from '../../foundation/http/fields.js';
import { StaffErasuresService } from './staff-erasures.service.js';

const ROLES = ['owner', 'librarian', 'security-officer'] as const;

class StaffProof {
  @GivenSecret({ optional: true, description: 'The code that your authenticator shows now.' }) code?: string;
  @GivenSecret({ optional: true, description: 'Where you have no second factor.' }) password?: string;
}

class MemberShape {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty() name!: string;
  @ApiProperty() email!: string;
  @ApiProperty({ enum: ROLES }) role!: Staff['role'];
}

class MembersShape {
  @ApiProperty({ type: [MemberShape] }) items!: MemberShape[];
}

class LeftShape {
  @ApiProperty({ description: 'They work nowhere any more, and are being erased.' }) isErased!: boolean;
  @ApiProperty({ nullable: true, type: String, description: 'Shown once.' }) certificateUrl!: string | null;
}

/** Those who work for a library as data subjects. */
@ApiTags('staff')
@Controller()
export class StaffErasuresController {
  constructor(private readonly erasures: StaffErasuresService) {}

  /** Leaves every library and is erased as a person; what one did stays under a number. */
  @Delete('staff/me')
  @HttpCode(202)
  @ForStaff([...ROLES])
  @ApiAcceptedResponse({ type: LeftShape })
  leave(@Me() me: Staff, @Body() proof: StaffProof) {
    return this.erasures.byThemselves(me, proof, new Date());
  }

  /** Who works here. */
  @Get('library/staff')
  @ForStaff(['owner', 'security-officer'])
  @ApiOkResponse({ type: MembersShape })
  async members(@Me() me: Staff) {
    return { items: await this.erasures.members(me) };
  }

  /** Ends someone's work here at once; whoever works nowhere else is erased as a person. */
  @Delete('library/staff/:id')
  @HttpCode(202)
  @ForStaff(['owner', 'security-officer'])
  @ApiAcceptedResponse({ type: LeftShape })
  remove(@Me() me: Staff, @Id() id: string) {
    return this.erasures.remove(me, id, new Date());
  }
}
