import { Post } from '@nestjs/common';
import type { Reader } from '../foundation/access/signed-in.js';
import { RequestsService } from '../modules/data-subject-requests/requests.service.js';
import { SeeOther } from './answer.js';
import { LibraryPage } from './library-page.js';
import { ForSignedIn, MyPage, Visited, type Visit } from './visit.js';

/** One press to have the data kept and not used (Art. 18). */
@LibraryPage('/account/restriction')
@ForSignedIn()
export class RestrictionController {
  constructor(private readonly requests: RequestsService) {}

  @Post()
  async ask(@Visited() { root }: Visit, @MyPage() me: Reader) {
    await this.requests.receive(me, 'restriction', undefined, new Date());
    return new SeeOther(`${root}/account?done=asked#requests`);
  }
}
