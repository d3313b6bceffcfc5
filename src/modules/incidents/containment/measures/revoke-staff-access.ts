import { Injectable } from '@nestjs/common';
import { Credentials } from '../../../../foundation/access/credentials.js';
import { SessionEnds, type WhichSessions } from '../../../../foundation/access/session-ends.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import { OneTimeSecrets } from '../../../../foundation/records/one-time-secrets.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';

/** Ends the sessions of staff, of the panel too, and every link to a download; readers stay signed in. */
@Injectable()
export class RevokeStaffAccess implements Measure {
  readonly kind = 'revoke-staff-access';
  readonly reach = ['platform', 'library'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly places: Places,
    private readonly ends: SessionEnds,
    private readonly secrets: OneTimeSecrets,
    private readonly credentials: Credentials,
  ) {}

  async preview(target: Target, now: Date) {
    const howMany = await this.places.in(PLATFORM, (db) => this.ends.count(db, staffOf(target), now));
    return {
      who: `Staff of ${await this.places.named(target)}.`,
      howMany,
      breaks: [
        'Staff sign in again, at the other libraries they work for too.',
        'Links to downloads and invitations of staff are asked for again.',
      ],
    };
  }

  async apply(target: Target, now: Date) {
    const sessions = await this.places.in(PLATFORM, async (db) => {
      await this.ends.raiseForStaff(db, staffOf(target));
      return this.ends.revoke(db, staffOf(target), now, now);
    });
    const links = await this.places.sum(target, (db) => this.secrets.end(db, undefined, 'download links'));
    const invitations =
      target.libraryId === PLATFORM
        ? await this.places.in(PLATFORM, (db) => this.secrets.end(db, undefined, 'invitations of staff'))
        : 0;
    return { sessions, links, invitations };
  }

  async verify(target: Target, appliedAt: Date) {
    const which = staffOf(target);
    const { claims, open } = await this.places.in(PLATFORM, async (db) => ({
      claims: await this.ends.sample(db, which, appliedAt),
      open: await this.ends.countBefore(db, which, appliedAt),
    }));
    const stands = claims !== null && (await this.credentials.stands(claims));
    return {
      held: !stands && open === 0,
      what: `${stands ? 'A token' : 'No token'} of before is taken, and ${open} sessions of before are open.`,
    };
  }
}

function staffOf({ libraryId }: Target): WhichSessions {
  const all = { libraryId: PLATFORM, kind: 'staff' } as const;
  return libraryId === PLATFORM ? all : { ...all, actsIn: libraryId };
}
