import { Injectable } from '@nestjs/common';
import { SessionEnds } from '../../../../foundation/access/session-ends.js';
import { Sessions } from '../../../../foundation/access/sessions.js';
import { PLATFORM } from '../../../../foundation/database/scope.js';
import { notFound, Problem } from '../../../../foundation/http/problem.js';
import { OneTimeSecrets } from '../../../../foundation/records/one-time-secrets.js';
import type { Rows } from '../../../../foundation/records/rows.js';
import type { Measure, Target } from '../measure.js';
import { Places } from '../places.service.js';
import { standsBesides } from './besides.js';

/** Nobody is or gets signed in to one account while it is looked into who has it. */
@Injectable()
export class QuarantineAccount implements Measure {
  readonly kind = 'quarantine-account';
  readonly reach = ['account'] as const;
  readonly isIrreversible = false;

  constructor(
    private readonly places: Places,
    private readonly ends: SessionEnds,
    private readonly secrets: OneTimeSecrets,
    private readonly sessions: Sessions,
  ) {}

  async preview({ libraryId, subjectId }: Target, now: Date) {
    const howMany = await this.places.in(libraryId, (db) =>
      this.ends.count(db, { libraryId, subjectId: subjectId ?? '' }, now),
    );
    return {
      who: `One account of ${await this.places.named({ libraryId, subjectId })}, with so many open sessions.`,
      howMany,
      breaks: [
        'Whoever has the account is signed out and cannot sign in, nor use its rights there; they still can by letter.',
        'Nothing of theirs is changed or deleted.',
      ],
    };
  }

  async apply({ libraryId, subjectId }: Target, now: Date) {
    const which = { libraryId, subjectId: subjectId ?? '' };
    return this.places.in(libraryId, async (db) => {
      await this.ends.raiseFor(db, libraryId, which.subjectId);
      if (!(await db.changeSubject(which.subjectId, { quarantinedAt: now }))) throw notFound();
      const sessions = await this.ends.revoke(db, which, now, now);
      return { sessions, secrets: await this.secrets.end(db, which.subjectId) };
    });
  }

  /** Tries to open a session as whoever had shown the right password would, in a transaction that is rolled back. */
  async verify({ libraryId, subjectId }: Target, appliedAt: Date) {
    const which = { libraryId, subjectId: subjectId ?? '' };
    const open = await this.places.in(libraryId, (db) => this.ends.countBefore(db, which, appliedAt));
    const opens = await this.places
      .in(libraryId, (db) => this.attempt(db, which, appliedAt))
      .then(() => true, isOpened);
    return {
      held: !opens && open === 0,
      what: `A sign-in is ${opens ? 'still taken' : 'refused'}, and ${open} sessions of before are open.`,
    };
  }

  async revert(target: Target) {
    if (await standsBesides(this.places, this.kind, target)) return;
    const { libraryId, subjectId } = target;
    await this.places.in(libraryId, (db) => db.changeSubject(subjectId ?? '', { quarantinedAt: null }));
  }

  private async attempt(db: Rows, person: { libraryId: string; subjectId: string }, now: Date) {
    const kind = person.libraryId === PLATFORM ? 'staff' : 'reader';
    await this.sessions.open(db, { ...person, kind }, 'confirmation', now);
    throw new Opened();
  }
}

/** A session could be opened: thrown so that it is rolled back. */
class Opened extends Error {
  override name = 'Opened';
}

function isOpened(error: unknown): boolean {
  if (error instanceof Opened) return true;
  if (error instanceof Problem && error.getStatus() === 401) return false;
  throw error;
}
