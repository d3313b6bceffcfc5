import { performance } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';

const LONGEST_MS = 1_000;
const RESTS = 2;
/** The share of its time in which a process may be busy and nobody waits for it. */
const QUIET = 0.3;
/** What a piece keeps this process busy with by itself: without it, small pieces would look like others' work and stay small. */
const OWN_MS = 2;

/** Long work in pieces that give way to those who wait for an answer. */
export class Turns {
  private busy = 0;

  /**
   * Does a piece, and then rests for twice as long as it took, in the share in which others kept this process busy; on a
   * quiet server not at all. A piece is told whether it was quiet during the one before it.
   */
  async take<T>(piece: (isQuiet: boolean) => Promise<T>): Promise<T> {
    const before = performance.eventLoopUtilization();
    const began = performance.now();
    const result = await piece(this.busy < QUIET);
    const took = performance.now() - began;
    const byOthers = performance.eventLoopUtilization(before).active - OWN_MS;
    this.busy = Math.max(0, byOthers) / took;
    if (this.busy >= QUIET) await after(Math.min(RESTS * this.busy * took, LONGEST_MS));
    return result;
  }
}
