import { Post } from '@nestjs/common';
import type { Reader } from '../foundation/access/signed-in.js';
import { ProofService } from '../modules/accounts/proof.service.js';
import { SocialAttemptsService } from '../modules/accounts/social-attempts.service.js';
import { SocialLoginsService } from '../modules/accounts/social-logins.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { SeeOther } from './answer.js';
import { LibraryPage } from './library-page.js';
import { challengeOf, leaving } from './social.page.js';
import { Fields, ForSignedIn, MyPage, Visited, type Form, type Visit } from './visit.js';

/** Linking and unlinking identities, on the account page. */
@LibraryPage('/account/social')
@ForSignedIn()
export class MySocialController {
  constructor(
    private readonly providers: SocialProvidersService,
    private readonly attempts: SocialAttemptsService,
    private readonly logins: SocialLoginsService,
    private readonly proof: ProofService,
  ) {}

  @Post('link')
  async link(@Visited() visit: Visit, @MyPage() me: Reader, @Fields() { provider = '' }: Form) {
    const now = new Date();
    await this.proof.demand(me, undefined, now);
    const begun = { slug: visit.library.slug, provider, subjectId: me.id, challenge: challengeOf(visit) };
    const { url } = await this.attempts.begin(me, begun, now);
    return leaving(visit, url, await this.providers.nameOf(me, provider));
  }

  @Post('unlink')
  async unlink(@Visited() { root }: Visit, @MyPage() me: Reader, @Fields() { provider = '' }: Form) {
    await this.logins.unlink(me, provider);
    return new SeeOther(`${root}/account?done=unlinked#social`);
  }
}
