import { Injectable } from '@nestjs/common';
import { EpochTick } from '../../../../foundation/encryption/epoch-tick.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf } from './probes.js';

/** A new root key and a new key of each library under it; every subject key is wrapped anew, the old one retires in a day. */
@Injectable()
export class RotateLibraryKeys implements Measure {
  readonly kind = 'rotate-library-keys';
  readonly reach = ['platform'] as const;
  readonly isIrreversible = true;

  constructor(
    private readonly places: Places,
    private readonly tick: EpochTick,
  ) {}

  async preview(target: Target) {
    return {
      who: 'Every library and the platform.',
      howMany: await wrappedKeys(this.places, target),
      breaks: [
        'Nothing stops: keys are wrapped anew while people work, which takes minutes with many readers.',
        'What is sealed is not written anew: whoever has opened a key keeps what that key opens.',
        'The key of before is destroyed after a day; backups of before it open with an export of the key store only.',
      ],
    };
  }

  async apply(_: Target, now: Date) {
    // An epoch that is still being left is left first; the second call begins the new one.
    await this.tick.run(now);
    return { epoch: await this.tick.run(now, { atOnce: true }) };
  }

  verify(target: Target, appliedAt: Date) {
    return probeOfKeys(this.places, target, appliedAt);
  }
}

/** How many keys the libraries of a target have wrapped. */
export function wrappedKeys(places: Places, target: Target): Promise<number> {
  return places.sum(target, async (db, libraryId) =>
    countOf(await db.tell('select count(*)::int as n from sealing_key where library_id = $1', [libraryId])),
  );
}

/** Nothing is under a key of before: counted in every library, for wrapped keys and for look-ups. */
export async function probeOfKeys(places: Places, target: Target, appliedAt: Date) {
  const newest = await places.in(PLATFORM, (db) =>
    db.tell(
      `select max(epoch)::int as n from key_epoch where library_id = $1 and state = 'live' and created_at >= $2`,
      [PLATFORM, appliedAt],
    ),
  );
  const epoch = countOf(newest);
  if (!epoch) return { held: false, what: 'No new epoch has begun since.' };
  const left = await places.sum(target, async (db, libraryId) =>
    countOf(
      await db.tell(
        `select ((select count(*) from sealing_key where library_id = $1 and epoch < $2)
               + (select count(*) from library_key where library_id = $1 and epoch < $2))::int as n`,
        [libraryId, epoch],
      ),
    ),
  );
  return { held: left === 0, what: `Epoch ${epoch} has begun, and ${left} keys are under an older one.` };
}
