import { Post } from '@nestjs/common';
import { SocialAttemptsService } from '../modules/accounts/social-attempts.service.js';
import { SocialProvidersService } from '../modules/accounts/social-providers.service.js';
import { LibraryPage } from './library-page.js';
import { challengeOf, leaving } from './social.page.js';
import { Fields, Visited, type Form, type Visit } from './visit.js';

/** Leaving for an identity provider, to sign in or to confirm a sign-up; only the browser that began can end it. */
@LibraryPage('/social')
export class SocialController {
  constructor(
    private readonly providers: SocialProvidersService,
    private readonly attempts: SocialAttemptsService,
  ) {}

  @Post()
  async begin(@Visited() visit: Visit, @Fields() { provider = '', confirming = '' }: Form) {
    const { visitor, library } = visit;
    const challenge = challengeOf(visit);
    const token = /^[\w-]{1,200}$/.exec(confirming)?.[0];
    const begun = { slug: library.slug, provider, challenge, confirming: token };
    const { url } = await this.attempts.begin(visitor, begun, new Date());
    return leaving(visit, url, await this.providers.nameOf(visitor, provider));
  }
}
