import type { Client } from 'pg';
import { RESTORING } from './restore-gate.js';

/** The steps of a restore in their order. What is marked as done is not done again after a kill. */
export type RestoreStep =
  | 'begun'
  | 'emptied'
  | 'filled'
  | 'forward'
  | 'files'
  | 'keys'
  | 'voided'
  | 'replayed'
  | 'indexed'
  | 'generations';

/** Told after each step, and between parts of a long one; what it throws breaks the restore off. */
export type OnStep = (step: RestoreStep | 'filling' | 'replaying' | 'opened') => Promise<void> | void;

/** Which steps of a restore are done, in the database that is restored. */
export class RestoreSteps {
  constructor(
    private readonly client: Client,
    private readonly onStep: OnStep,
  ) {}

  /** Does a step unless it is done; in one transaction, its mark included, where `whole`. */
  async once(step: RestoreStep, work: () => Promise<void>, { whole = false } = {}): Promise<void> {
    if (await this.isDone(step)) return;
    if (whole) await this.inOne(step, work);
    else {
      await work();
      await this.mark(step);
    }
    await this.onStep(step);
  }

  async isDone(step: RestoreStep): Promise<boolean> {
    const { rows } = await this.client.query<{ isThere: boolean }>(
      `select to_regclass('${RESTORING}.step') is not null as "isThere"`,
    );
    if (!rows[0]?.isThere) return false;
    const { rowCount } = await this.client.query(`select 1 from ${RESTORING}.step where name = $1`, [step]);
    return rowCount !== 0;
  }

  private async inOne(step: RestoreStep, work: () => Promise<void>) {
    await this.client.query('begin');
    try {
      await work();
      await this.mark(step);
      await this.client.query('commit');
    } catch (error) {
      await this.client.query('rollback');
      throw error;
    }
  }

  private async mark(step: RestoreStep) {
    await this.client.query(`insert into ${RESTORING}.step (name) values ($1) on conflict do nothing`, [
      step,
    ]);
  }
}
