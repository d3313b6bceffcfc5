import { Injectable, Logger } from '@nestjs/common';
import { aJob, type SignedIn } from '../../../foundation/access/signed-in.js';
import type { Changes, Opened, Where } from '../../../foundation/data-map/shapes.js';
import { PLATFORM } from '../../../foundation/database/scope.js';
import { Records } from '../../../foundation/records/records.js';
import { EvidenceService } from '../evidence.service.js';
import { LAPSED_GROUNDS, mayEndGrounds } from '../grounds/wake.js';
import { ContainmentAction } from './action.entity.js';
import { enterAction, targetOf } from './action-entries.js';
import type { ActionState } from './kinds.js';
import { Measures } from './measures.service.js';
import { recorder } from './recorder.js';

export const JOB = 'containment';
export const LEASE_MS = 120_000;
const MINUTE_MS = 60_000;

type Action = Opened<ContainmentAction>;

/** The work behind the steps of an action, by whoever does it: a responder, or the job that resumes what was killed and ends what has had its time. */
@Injectable()
export class ActionWork {
  private readonly logger = new Logger('Containment');

  constructor(
    private readonly records: Records,
    private readonly measures: Measures,
    private readonly evidence: EvidenceService,
  ) {}

  /**
   * Carries out an action that is claimed, and says so. What it fails with is said too, and thrown. Nothing is changed before
   * evidence of how it was is taken.
   */
  async carryOut(me: SignedIn, action: Action, by: string | null, now: Date): Promise<void> {
    try {
      await this.evidence.secure(me, action.incidentId, now);
      const measure = action.mode === 'live' ? this.measures.of(action.kind) : recorder;
      const effect = await measure.apply(targetOf(action), now);
      const { lastsMinutes } = action;
      const expiresAt = lastsMinutes === null ? null : new Date(now.getTime() + lastsMinutes * MINUTE_MS);
      const applied = {
        state: 'applied',
        claimedUntil: null,
        appliedAt: now,
        appliedBy: by,
        effect,
        expiresAt,
      } as const;
      await this.move(
        me,
        action,
        ['applying'],
        { changes: applied, step: 'applied', text: told(effect) },
        now,
      );
    } catch (error) {
      const failed = { state: 'failed', claimedUntil: null } as const;
      await this.move(me, action, ['applying'], { changes: failed, step: 'failed' }, now);
      throw error;
    }
  }

  /** Undoes an action. The measure's own undoing can be done again, so that the row changes last. */
  async undo(me: SignedIn, action: Action, to: 'reverted' | 'expired', text: string | undefined, now: Date) {
    const measure = action.mode === 'live' ? this.measures.of(action.kind) : recorder;
    await measure.revert?.(targetOf(action), now);
    const changes = { state: to, endedAt: now } as const;
    return this.move(me, action, ['applied', 'verified', 'failed'], { changes, step: to, text }, now);
  }

  /**
   * Changes the row where it is in one of these states, with a line of the timeline; grounds that may rest on it are looked
   * at anew. False: it was no longer.
   */
  move(
    me: SignedIn,
    action: Pick<Action, 'id' | 'incidentId' | 'kind'>,
    from: ActionState[],
    to: {
      changes: Changes<ContainmentAction>;
      step: string;
      text?: string | undefined;
      where?: Where<ContainmentAction>;
    },
    now: Date,
  ): Promise<boolean> {
    return this.records.in({ ...me, libraryId: PLATFORM }, async (db) => {
      const where = { id: action.id, state: from, ...to.where };
      if (!(await db.update(ContainmentAction, where, to.changes))) return false;
      await enterAction(db, action, to.step, to.text, now);
      if (mayEndGrounds(action.kind, to.changes.state)) await db.wake(LAPSED_GROUNDS, action.incidentId);
      return true;
    });
  }

  /** One round of the job. One action that fails keeps none of the others. */
  async run(now: Date): Promise<void> {
    const me = aJob(JOB, PLATFORM);
    const { killed, over } = await this.records.in(me, async (db) => ({
      killed: await db.all(ContainmentAction, { state: 'applying', claimedUntil: { before: now } }),
      over: await db.all(ContainmentAction, { state: ['applied', 'verified'], expiresAt: { before: now } }),
    }));
    for (const action of killed)
      if (await this.claim(action, now)) await this.each(() => this.carryOut(me, action, null, now));
    for (const action of over)
      await this.each(() => this.undo(me, action, 'expired', 'Its time was over.', now));
  }

  private async claim({ id }: Action, now: Date): Promise<boolean> {
    const lease = new Date(now.getTime() + LEASE_MS);
    const where = { id, state: 'applying', claimedUntil: { before: now } } as const;
    return this.records.in(
      aJob(JOB, PLATFORM),
      async (db) => (await db.update(ContainmentAction, where, { claimedUntil: lease })) === 1,
    );
  }

  private async each(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      this.logger.error(
        { name: error instanceof Error ? error.name : typeof error },
        'an action could not go on',
      );
    });
  }
}

function told(effect: Record<string, number> | null): string | undefined {
  if (effect === null) return 'Recorded only: this is a drill.';
  const counts = Object.entries(effect).map(([name, count]) => `${name}: ${count}`);
  return counts.length ? counts.join(', ') : undefined;
}
