import type { ClaimedLetter, Settled } from './breach-letter-rows.js';
import { settle, type Fate } from './letter-outcome.js';

/** What a dispatch asks of the rows and of the mail. */
export interface DispatchPort<L extends ClaimedLetter> {
  /** The next letters that are due, ready to go; none when there are none, or when it is to stop. */
  claim: () => Promise<L[]>;
  /** What became of one; it never throws for a letter's own fault. */
  send: (letter: L) => Promise<Fate>;
  settle: (settled: Settled[]) => Promise<void>;
}

const LOW = 64;
const ENOUGH = 64;
const SETTLE_MS = 100;

/**
 * Letters on their way by several lanes at once: the next are claimed while these leave, and outcomes are written in
 * groups, soon after they are known, so that a kill leaves few in doubt. Memory stays flat whatever the number.
 */
export class Dispatch<L extends ClaimedLetter> {
  private readonly ready: L[] = [];
  private readonly settled: Settled[] = [];
  private claiming: Promise<void> | null = null;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private isEmpty = false;
  private isStopped = false;

  constructor(private readonly port: DispatchPort<L>) {}

  /** Runs until nothing is due or it was stopped; everything that left is written down then. */
  async run(lanes: number): Promise<void> {
    const ended = await Promise.allSettled(Array.from({ length: lanes }, () => this.lane()));
    for (const letter of this.ready.splice(0)) this.note(letter, 'untouched');
    await this.write();
    for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  }

  /** Lets what is on its way arrive; the rest goes back. */
  stop() {
    this.isStopped = true;
  }

  private async lane(): Promise<void> {
    try {
      for (let letter = await this.take(); letter; letter = await this.take())
        this.note(letter, await this.port.send(letter));
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  private async take(): Promise<L | undefined> {
    while (!this.isStopped) {
      if (this.ready.length < LOW && !this.isEmpty) this.claiming ??= this.claim();
      const letter = this.ready.shift();
      if (letter || !this.claiming) return letter;
      await this.claiming;
    }
    return undefined;
  }

  private async claim(): Promise<void> {
    const letters = await this.port.claim();
    this.isEmpty = !letters.length;
    this.ready.push(...letters);
    this.claiming = null;
  }

  private note(letter: L, fate: Fate) {
    this.settled.push(settle(letter, fate, new Date()));
    if (this.settled.length >= ENOUGH) void this.soon();
    else this.timer ??= setTimeout(() => void this.soon(), SETTLE_MS);
  }

  /** What fails here is told at the end of the run. */
  private soon(): Promise<void> {
    return this.write().catch(() => this.stop());
  }

  private write(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const group = this.settled.splice(0);
    if (group.length) this.writing = this.writing.then(() => this.port.settle(group));
    return this.writing;
  }
}
