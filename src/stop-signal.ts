// One Ctrl-C may arrive twice, from the terminal and from npm: only a second wish is meant to force.
const TWICE_MS = 500;

/** The wish that the server stops: the first signal asks, a later one does not wait any longer. */
export class StopSignal {
  private since: number | undefined;
  private resolve: () => void = () => undefined;
  /** Resolves with the first signal. */
  readonly given = new Promise<void>((resolve) => (this.resolve = resolve));

  constructor() {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.hear());
  }

  get isGiven(): boolean {
    return this.since !== undefined;
  }

  private hear() {
    const now = performance.now();
    if (this.since === undefined) {
      this.since = now;
      this.resolve();
    } else if (now - this.since > TWICE_MS) {
      process.exit(1);
    }
  }
}
