import { Injectable } from '@nestjs/common';
import { EpochTick } from '../../../../foundation/encryption/epoch-tick.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf } from './probes.js';
import { probeOfKeys, wrappedKeys } from './rotate-library-keys.js';

/** The same as a rotation of library keys, and the root keys of before are destroyed at once, so that no copy of a wrapped subject key opens any more. */
@Injectable()
export class ReKeySubjects implements Measure {
  readonly kind = 're-key-subjects';
  readonly reach = ['platform'] as const;
  readonly isIrreversible = true;

  constructor(
    private readonly places: Places,
    private readonly tick: EpochTick,
  ) {}

  async preview(target: Target) {
    return {
      who: 'Every subject whose data are sealed.',
      howMany: await wrappedKeys(this.places, target),
      breaks: [
        'Wrapped keys of before, such as those in a stolen copy of the database, open for nobody once the old root keys are gone.',
        'So do backups of before: make a new one. An export of the key store that holds the old root keys is deleted here.',
        'What is sealed is not written anew: whoever has opened a subject key keeps what that key opens.',
      ],
    };
  }

  async apply(_: Target, now: Date) {
    await this.tick.run(now);
    const epoch = await this.tick.run(now, { atOnce: true });
    const destroyed = await this.tick.destroy(now, true);
    return { epoch, destroyed: destroyed.length };
  }

  async verify(target: Target, appliedAt: Date) {
    const { held, what } = await probeOfKeys(this.places, target, appliedAt);
    const kept = countOf(
      await this.places.in(PLATFORM, (db) =>
        db.tell(
          `select count(*)::int as n from key_epoch where library_id = $1 and created_at < $2 and destroyed_at is null`,
          [PLATFORM, appliedAt],
        ),
      ),
    );
    return { held: held && kept === 0, what: `${what} ${kept} root keys of before are left.` };
  }
}
