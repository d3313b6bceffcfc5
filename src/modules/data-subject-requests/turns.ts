import { performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';

const LONGEST_MS = 1_000;
/** The share of its time in which a process may be busy and nobody waits for it. */
const QUIET = 0.15;

/** Long work in pieces that give way to those who wait for an answer. */
export class Turns {
  private busy = 0;

  /**
   * Does a piece, and then rests for as long as it took, in the share in which this process was busy meanwhile; on a quiet
   * server not at all. A piece is told whether it was quiet during the one before it.
   */
  async take<T>(piece: (isQuiet: boolean) => Promise<T>): Promise<T> {
    const before = performance.eventLoopUtilization();
    const began = performance.now();
    const result = await piece(this.busy < QUIET);
    this.busy = performance.eventLoopUtilization(before).utilization;
    if (this.busy >= QUIET) await after(Math.min(this.busy * (performance.now() - began), LONGEST_MS));
    return result;
  }
}
