import { SingleBar } from 'cli-progress';

/** A progress bar on a terminal, and nothing where the output goes elsewhere. */
export class Progress {
  private readonly bar: SingleBar | undefined;

  constructor(what: string, total: number) {
    if (!process.stderr.isTTY) return;
    this.bar = new SingleBar({
      format: `${what} {bar} {percentage}% · {eta_formatted} left`,
      stream: process.stderr,
    });
    this.bar.start(total, 0);
  }

  at(value: number) {
    this.bar?.update(value);
  }

  end() {
    this.bar?.stop();
  }
}
