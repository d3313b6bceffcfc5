import { Injectable } from '@nestjs/common';
import type { Staff } from '../../../foundation/access/signed-in.js';
import type { Opened } from '../../../foundation/data-map/shapes.js';
import { conflict, invalid } from '../../../foundation/http/problem.js';
import { Records } from '../../../foundation/records/records.js';
import { StaffRenewalService } from '../../libraries/staff-renewal.service.js';
import { ContainmentAction } from './action.entity.js';
import { targetOf } from './action-entries.js';
import { ActionWork, LEASE_MS } from './action-work.service.js';
import type { ActionState } from './kinds.js';
import { Measures } from './measures.service.js';
import { recorder } from './recorder.js';

const REVIEW_MS = 24 * 3_600_000;

/** The steps of an action after its preview; each changes the row where its state allows it, with a line of the timeline. */
@Injectable()
export class ActionSteps {
  constructor(
    private readonly records: Records,
    private readonly work: ActionWork,
    private readonly measures: Measures,
    private readonly renewal: StaffRenewalService,
  ) {}

  /**
   * Approves: another than who previewed, where the action reaches everybody or cannot be undone. `breakGlass` lets one
   * person do it, with a reason, and has it reviewed within a day. @throws 404; 409; 422
   */
  async approve(
    me: Staff,
    incidentId: string,
    id: string,
    glass: { breakGlass: boolean; reason: string | undefined },
    now: Date,
  ) {
    const action = await this.get(me, incidentId, id);
    const isAlone = action.twoPeople && action.previewedBy === me.id;
    if (isAlone && !glass.breakGlass)
      throw conflict(
        'second-person-needed',
        'Another officer approves this: it reaches everybody or cannot be undone. If nobody can be reached, send "breakGlass": true with a reason.',
      );
    if (isAlone && !glass.reason) throw invalid('/reason', 'Say why nobody else could approve.');
    const broken = isAlone ? { breakGlass: true, reviewDueAt: new Date(now.getTime() + REVIEW_MS) } : {};
    const changes = { state: 'approved' as const, approvedAt: now, approvedBy: me.id, ...broken };
    const step = isAlone ? 'approved-alone' : 'approved';
    await this.step(me, action, ['previewed'], { changes, step, text: glass.reason }, now);
  }

  /**
   * Applies. Asks the second factor of who has one, and answers a fresh session, since the action may have ended all there
   * were. @throws 403 code; 404; 409
   */
  async apply(me: Staff, incidentId: string, id: string, code: string | undefined, now: Date) {
    const action = await this.get(me, incidentId, id);
    const proof = await this.renewal.prove(me, code, now);
    const claimed = { state: 'applying' as const, claimedUntil: new Date(now.getTime() + LEASE_MS) };
    await this.step(me, action, ['approved', 'failed'], { changes: claimed, step: 'applying' }, now);
    await this.work.carryOut(me, action, me.id, now);
    return this.renewal.open(me, proof, now);
  }

  /** Probes whether it holds; what does not is failed and can be applied again. @throws 404; 409 */
  async verify(me: Staff, incidentId: string, id: string, now: Date) {
    const action = await this.get(me, incidentId, id);
    if (!action.appliedAt || !['applied', 'verified', 'failed'].includes(action.state)) throw notNow();
    const measure = action.mode === 'live' ? this.measures.of(action.kind) : recorder;
    const probe = await measure.verify(targetOf(action), action.appliedAt);
    const state = probe.held ? ('verified' as const) : ('failed' as const);
    const changes = { state, verifiedAt: probe.held ? now : null };
    await this.step(
      me,
      action,
      ['applied', 'verified', 'failed'],
      { changes, step: state, text: probe.what },
      now,
    );
    return { probe };
  }

  /** Undoes what can be undone. @throws 404; 409 */
  async revert(me: Staff, incidentId: string, id: string, reason: string | undefined, now: Date) {
    const action = await this.get(me, incidentId, id);
    if (!this.measures.of(action.kind).revert)
      throw conflict(
        'cannot-be-undone',
        'There is nothing to undo: people sign in again, keys are made anew.',
      );
    if (!['applied', 'verified', 'failed'].includes(action.state)) throw notNow();
    if (!(await this.work.undo(me, action, 'reverted', reason, now))) throw notNow();
  }

  /** Looks at what one person approved alone; another does. @throws 404; 409 */
  async review(me: Staff, incidentId: string, id: string, finding: string, now: Date) {
    const action = await this.get(me, incidentId, id);
    if (!action.breakGlass || action.reviewedAt)
      throw conflict('nothing-to-review', 'Nobody approved this alone, or it was reviewed already.');
    if (action.approvedBy === me.id)
      throw conflict('second-person-needed', 'Another officer reviews what you approved alone.');
    const changes = { reviewedAt: now, reviewedBy: me.id };
    const to = { changes, step: 'reviewed', text: finding, where: { reviewedAt: null } };
    await this.step(me, action, [action.state], to, now);
  }

  private get(me: Staff, incidentId: string, id: string) {
    return this.records.in(me, (db) => db.get(ContainmentAction, { id, incidentId }));
  }

  private async step(
    me: Staff,
    action: Opened<ContainmentAction>,
    from: ActionState[],
    to: Parameters<ActionWork['move']>[3],
    now: Date,
  ) {
    if (!(await this.work.move(me, action, from, to, now))) throw notNow();
  }
}

const notNow = () =>
  conflict(
    'wrong-state',
    'This step does not follow from how the action stands. Read it, then go on from there.',
  );
