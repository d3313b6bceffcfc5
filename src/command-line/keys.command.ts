import type { Command } from 'commander';
import { EpochTick } from '../foundation/encryption/epoch-tick.js';
import { Epochs } from '../foundation/encryption/epochs.js';
import { KeyExports, type VerifiedExport } from '../foundation/encryption/key-exports.js';
import { withCarrel } from './context.js';
import { Progress } from './progress.js';
import { say } from './say.js';

/** `carrel keys …` */
export function keysCommands(program: Command) {
  const keys = program.command('keys').description('root keys, their epochs and the operator’s copies');
  keys
    .command('status')
    .description('the epochs with their states, and the newest export')
    .action(() => withCarrel(async (app) => status(app.get(Epochs), app.get(KeyExports))));
  keys
    .command('tick')
    .description(
      'begin a new epoch, move everything under it and retire the older one, which is destroyed a day later',
    )
    .option('--now', 'destroy what is retired at once, after a fresh export was verified')
    .action(({ now }: { now?: true }) => withCarrel((app) => tick(app.get(EpochTick), now ?? false)));
  keys
    .command('export')
    .description('write an encrypted copy of the key store and open it once')
    .action(() => withCarrel((app) => makeExport(app.get(Epochs), app.get(KeyExports))));
}

async function status(epochs: Epochs, exports: KeyExports) {
  for (const { epoch, state, createdAt, retiredAt, destroyedAt } of await epochs.all()) {
    const dates = [`created ${day(createdAt)}`];
    if (retiredAt) dates.push(`retired ${day(retiredAt)}`);
    if (destroyedAt) dates.push(`destroyed ${day(destroyedAt)}`);
    say(`epoch ${epoch}  ${state}  ${dates.join(', ')}`);
  }
  const newest = await exports.newest();
  say(newest ? describe(newest) : 'no export yet: run carrel keys export');
}

async function tick(epochTick: EpochTick, atOnce: boolean) {
  const bar = new Progress('Moving keys', 1);
  const progress = ({ libraries, of }: { libraries: number; of: number }) => bar.at(libraries / of);
  const current = await epochTick.run(new Date(), { atOnce: true, progress });
  bar.end();
  say(`Epoch ${current} is current.`);
  const destroyed = await epochTick.destroy(new Date(), atOnce);
  say(
    destroyed.length
      ? `Destroyed: epoch ${destroyed.join(', ')}.`
      : 'Nothing is destroyed before its day of grace ends.',
  );
}

async function makeExport(epochs: Epochs, exports: KeyExports) {
  const staying = (await epochs.all()).filter((one) => one.state !== 'destroyed');
  say(
    describe(
      await exports.make(
        staying.map((one) => one.epoch),
        new Date(),
      ),
    ),
  );
}

function describe({ file, epochs, verifiedAt, hasOperator }: VerifiedExport): string {
  const copy = hasOperator
    ? 'encrypted for KEY_EXPORT_RECIPIENTS; copy it to another machine'
    : 'no off-machine copy: only this machine opens it; set KEY_EXPORT_RECIPIENTS';
  return `export ${file}  verified ${verifiedAt.toISOString()}  epochs ${epochs.join(', ')}  ${copy}`;
}

function day(instant: Date): string {
  return instant.toISOString().slice(0, 16).replace('T', ' ');
}
