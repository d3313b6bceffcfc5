// A child that ticks until it is killed: says "ticking" before each round.
import { withCarrel } from '../../src/command-line/context.js';
import { EpochTick } from '../../src/foundation/encryption/epoch-tick.js';

await withCarrel(async (app) => {
  const tick = app.get(EpochTick);
  for (;;) {
    process.stdout.write('ticking\n');
    await tick.run(new Date(), { atOnce: true });
    await tick.destroy(new Date(), true);
  }
});
