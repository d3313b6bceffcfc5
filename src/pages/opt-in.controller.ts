import { Param, Post } from '@nestjs/common';
import type { Reader } from '../foundation/access/signed-in.js';
import { ConsentService } from '../modules/consent/consent.service.js';
import { SeeOther } from './answer.js';
import { LibraryPage } from './library-page.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** The buttons of the opt-in section: one press each way, no questions (Art. 7(3)). */
@LibraryPage('/account')
@ForSignedIn()
export class OptInController {
  constructor(private readonly consent: ConsentService) {}

  @Post('opt-in/:purpose')
  async give(
    @Visited() { root }: Visit,
    @MyPage() me: Reader,
    @Param('purpose') purpose: string,
    @Fields() { version = '' }: Form,
  ) {
    await this.consent.give(me, purpose, version);
    return new SeeOther(`${root}/account?done=opted-in#opt-in`);
  }

  @Post('opt-out/:purpose')
  async withdraw(@Visited() { root }: Visit, @MyPage() me: Reader, @Param('purpose') purpose: string) {
    await this.consent.withdraw(me, purpose);
    return new SeeOther(`${root}/account?done=opted-out#opt-in`);
  }
}
