import type { Pool } from 'pg';
import { inOneFlight, type Scope } from './scope.js';

interface Waiting<K, V> {
  key: K;
  answered: (value: V) => void;
  failed: (error: unknown) => void;
}

// While one statement is under way the next batch gathers; a second at once would only make both smaller.
const AT_ONCE = 1;

/**
 * One question that many requests ask at the same moment: all that wait for the same library share one statement. It
 * remembers no answer, so that each reflects what is committed when it is given.
 */
export class Gathered<K, V> {
  private readonly lines = new Map<string, { waiting: Waiting<K, V>[]; running: number }>();

  constructor(
    private readonly pool: Pool,
    /** Answers all keys of one library, in their order, with one statement. */
    private readonly answer: (scope: Scope, keys: K[]) => Promise<V[]>,
    private readonly most = 128,
  ) {}

  ask(libraryId: string, key: K): Promise<V> {
    const line = this.lines.get(libraryId) ?? { waiting: [], running: 0 };
    this.lines.set(libraryId, line);
    return new Promise<V>((answered, failed) => {
      line.waiting.push({ key, answered, failed });
      if (line.waiting.length === 1) setImmediate(() => this.next(libraryId, line));
    });
  }

  private next(libraryId: string, line: { waiting: Waiting<K, V>[]; running: number }) {
    if (line.running >= AT_ONCE || !line.waiting.length) return;
    const batch = line.waiting.splice(0, this.most);
    line.running += 1;
    void this.run(libraryId, batch).finally(() => {
      line.running -= 1;
      if (line.waiting.length) this.next(libraryId, line);
      else if (!line.running) this.lines.delete(libraryId);
    });
  }

  private async run(libraryId: string, batch: Waiting<K, V>[]) {
    try {
      const keys = [...new Set(batch.map((one) => one.key))];
      const values = await inOneFlight(this.pool, libraryId, (scope) => this.answer(scope, keys));
      const answers = new Map(keys.map((key, i) => [key, values[i] as V]));
      for (const one of batch) one.answered(answers.get(one.key) as V);
    } catch (error) {
      for (const one of batch) one.failed(error);
    }
  }
}
