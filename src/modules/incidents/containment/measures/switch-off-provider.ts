import { Injectable } from '@nestjs/common';
import { Restraints } from '../../../../foundation/access/restraints.js';
import { aJob } from '../../../../foundation/access/signed-in.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import { OneTimeSecrets } from '../../../../foundation/records/one-time-secrets.js';
import { SocialProvidersService } from '../../../accounts/social-providers.service.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf, refusedAs } from './probes.js';
import { Restraining } from './restraining.js';

/** Nobody signs in through a social-login provider, nor ends a sign-in there that has begun. */
@Injectable()
export class SwitchOffProvider extends Restraining implements Measure {
  readonly kind = 'switch-off-provider';

  constructor(
    private readonly places: Places,
    restraints: Restraints,
    private readonly secrets: OneTimeSecrets,
    private readonly providers: SocialProvidersService,
  ) {
    super(restraints, ({ provider }) => `provider-${provider ?? ''}`);
  }

  async preview(target: Target) {
    await this.refuseStanding(target);
    const howMany = await this.places.sum(target, async (db, libraryId) =>
      countOf(
        await db.tell('select count(*)::int as n from social_login where library_id = $1 and provider = $2', [
          libraryId,
          target.provider,
        ]),
      ),
    );
    return {
      who: `Readers of ${await this.places.named(target)} who sign in through ${target.provider ?? ''}.`,
      howMany,
      breaks: [
        'They sign in with a password, which those without one set by letter.',
        'Sign-ins that are under way at any provider begin anew.',
        'Sessions that are open go on: end them too.',
      ],
    };
  }

  override async apply(target: Target) {
    await super.apply(target);
    const attempts = await this.places.sum(target, (db) =>
      this.secrets.end(db, undefined, 'sign-ins under way at providers'),
    );
    return { attempts };
  }

  /** Asks for the provider as a sign-in does. */
  async verify(target: Target) {
    const [first = PLATFORM] = await this.places.of(target);
    const held = await this.providers
      .refuseSwitchedOff(aJob('containment', first), target.provider ?? '')
      .then(() => false, refusedAs('provider-switched-off'));
    return { held, what: held ? 'A sign-in through it is refused.' : 'A sign-in through it still begins.' };
  }
}
