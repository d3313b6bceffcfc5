import { Injectable } from '@nestjs/common';
import { Credentials } from '../../../../foundation/access/credentials.js';
import { SessionEnds, type WhichSessions } from '../../../../foundation/access/session-ends.js';
import { OneTimeSecrets } from '../../../../foundation/records/one-time-secrets.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';

/** Ends every session and every link and code that opens something: epochs first, which counts at once on every instance. */
@Injectable()
export class EndSessions implements Measure {
  readonly kind = 'end-sessions';
  readonly reach = ['platform', 'library', 'account'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly places: Places,
    private readonly ends: SessionEnds,
    private readonly secrets: OneTimeSecrets,
    private readonly credentials: Credentials,
  ) {}

  async preview(target: Target, now: Date) {
    const howMany = await this.sum(target, (db, which) => this.ends.count(db, which, now));
    return {
      who: `Whoever is signed in at ${await this.places.named(target)}, readers and staff.`,
      howMany,
      breaks: [
        'Everybody signs in again; what is typed and not saved is lost.',
        `Void too: ${this.secrets.names().join(', ')}.`,
        'API keys, unsubscribe links, certificates, links by which people without an account follow a request, and links that take a change of address back go on.',
      ],
    };
  }

  async apply(target: Target, now: Date) {
    const { subjectId } = target;
    await this.raise(target);
    const sessions = await this.sum(target, (db, which) => this.ends.revoke(db, which, now, now));
    const secrets = await this.places.sum(target, (db) => this.secrets.end(db, subjectId ?? undefined));
    // Once more, for what a secret of before has opened until it was void.
    await this.raise(target);
    return { sessions, secrets };
  }

  private async raise({ libraryId, subjectId }: Target) {
    if (subjectId === null) await this.ends.raise(libraryId);
    else await this.places.in(libraryId, (db) => this.ends.raiseFor(db, libraryId, subjectId));
  }

  /** Shows what sessions of before would show to the check that the guard makes. */
  async verify(target: Target, appliedAt: Date) {
    let probes = 0;
    for (const which of await this.places.people(target)) {
      const claims = await this.places.in(which.libraryId, (db) => this.ends.sample(db, which, appliedAt));
      if (!claims) continue;
      probes += 1;
      if (await this.credentials.stands(claims))
        return { held: false, what: 'A token of before still opens routes.' };
    }
    const open = await this.sum(target, (db, which) => this.ends.countBefore(db, which, appliedAt));
    return {
      held: open === 0,
      what: `${probes} tokens of before are refused, and ${open} sessions of before are open.`,
    };
  }

  private async sum(target: Target, work: (db: Tell, which: WhichSessions) => Promise<number>) {
    let sum = 0;
    for (const which of await this.places.people(target))
      sum += await this.places.in(which.libraryId, (db) => work(db, which));
    return sum;
  }
}

type Tell = Parameters<SessionEnds['count']>[0];
