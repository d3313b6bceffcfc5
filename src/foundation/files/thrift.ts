import { Transform } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'minor' | 'major'; execution?: 'async' }) => Promise<void> | undefined;

const EVERY_BYTES = 8 * 1024 ** 2;

let collect: Collect | undefined;
let passed = 0;

/**
 * Passes pieces of a file on. V8 counts them outside its heap and lets 64 MB of used ones lie before it collects; a
 * young collection takes a millisecond and frees them, so every few megabytes one is asked for.
 */
export function thrift(): Transform {
  return new Transform({
    transform(piece: Buffer, _, done) {
      passed += piece.length;
      if (passed >= EVERY_BYTES) {
        passed = 0;
        collect ??= collector();
        void collect({ type: 'minor' });
      }
      done(null, piece);
    },
  });
}

/**
 * Frees what a long chain of small transactions has left. Each keeps the one before it alive in V8's old generation, which
 * a young collection does not look at; to be called every some thousand rows, between two answers.
 */
export async function tidy(): Promise<void> {
  collect ??= collector();
  await collect({ type: 'major', execution: 'async' });
}

/** Node offers the collector to a process that was started with a flag, or sets the flag later. */
function collector(): Collect {
  setFlagsFromString('--expose-gc');
  const found = runInNewContext('gc') as Collect;
  setFlagsFromString('--no-expose-gc');
  return found;
}
