import { Logger } from '@nestjs/common';
import { PLATFORM } from '../database/scope.js';
import type { Leaves } from '../leaves/leaves.js';
import type { Anchors } from './anchors.js';
import { BATCH, type Sequencer } from './sequencer.js';

const EVERY_MS = 1_000;

/**
 * Runs the sequencer each second, or as soon as a thousand entries wait, for the libraries in which this process has
 * left some. What another process left before it was killed is found by a sweep of all libraries.
 */
export class Sequencing {
  private readonly logger = new Logger('Ledger');
  private readonly waiting = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly sequencer: Sequencer,
    private readonly anchors: Anchors,
    leaves: Leaves,
  ) {
    leaves.onWaiting((libraryId, left) => {
      this.note(libraryId, left);
    });
  }

  start() {
    this.timer ??= setInterval(() => void this.run(), EVERY_MS);
  }

  /** Stops after numbering what waits. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.run();
  }

  /** Numbers what waits, one run after the other. */
  run(): Promise<void> {
    this.running = this.running.then(() => this.runOnce());
    return this.running;
  }

  /**
   * Numbers what waits in any of these libraries, whoever left it, and anchors their logs in the platform's. A log that
   * cannot go on does not keep the others. @throws what failed first
   */
  async sweep(libraries: string[], now: Date): Promise<void> {
    const failures: unknown[] = [];
    for (const libraryId of [...libraries, PLATFORM])
      await this.sequencer
        .runAll(libraryId, now)
        .then(() => this.anchors.anchor(libraryId))
        .catch((error: unknown) => failures.push(error));
    if (failures.length) throw failures[0];
  }

  private note(libraryId: string, left: number) {
    const before = this.waiting.get(libraryId) ?? 0;
    this.waiting.set(libraryId, before + left);
    if (this.timer && before < BATCH && before + left >= BATCH) void this.run();
  }

  private async runOnce() {
    const libraries = [...this.waiting];
    this.waiting.clear();
    for (const [libraryId, left] of libraries) {
      const done = await this.sequencer.runAll(libraryId, new Date()).catch((error: unknown) => {
        const { name, message, code } = error as Error & { code?: string };
        this.logger.error(
          { libraryId, name, message: code ? undefined : message, code },
          'a log could not go on',
        );
        return null;
      });
      // Another instance may have been at it, or the database away: asked again in a second.
      if (done === null || done === 0) this.later(libraryId, left);
    }
  }

  private later(libraryId: string, left: number) {
    if (this.timer && left > 0)
      this.waiting.set(libraryId, (this.waiting.get(libraryId) ?? 0) + Math.floor(left / 2));
  }
}
