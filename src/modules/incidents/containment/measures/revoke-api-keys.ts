import { Injectable } from '@nestjs/common';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { countOf } from './probes.js';

const LIVE = 'library_id = $1 and revoked_at is null and created_at < $2';

/** Every key by which systems of a library call is void; new ones are made and handed out anew. */
@Injectable()
export class RevokeApiKeys implements Measure {
  readonly kind = 'revoke-api-keys';
  readonly reach = ['platform', 'library'] as const;
  readonly isIrreversible = true;

  constructor(private readonly places: Places) {}

  async preview(target: Target, now: Date) {
    return {
      who: `Systems of ${await this.places.named(target)}.`,
      howMany: await this.live(target, now),
      breaks: [
        'Whatever calls with a key stops until it has a new one: permission questions, items, interactions.',
        'Keys are kept as hashes: systems are handed new ones.',
      ],
    };
  }

  async apply(target: Target, now: Date) {
    const keys = await this.places.sum(target, async (db, libraryId) => {
      const { rowCount } = await db.tell(`update api_key set revoked_at = $2 where ${LIVE}`, [
        libraryId,
        now,
      ]);
      return rowCount ?? 0;
    });
    return { keys };
  }

  /** Asks as the guard does: by the condition that a key must meet. */
  async verify(target: Target, appliedAt: Date) {
    const live = await this.live(target, appliedAt);
    return { held: live === 0, what: `${live} keys of before are still taken.` };
  }

  private live(target: Target, before: Date) {
    return this.places.sum(target, async (db, libraryId) =>
      countOf(await db.tell(`select count(*)::int as n from api_key where ${LIVE}`, [libraryId, before])),
    );
  }
}
